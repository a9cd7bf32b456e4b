import { expect, test } from "@jest/globals";
import { markerOf } from "../../../../tools/deploy/github/report-text";
import { asMarkdown } from "../../../../tools/review/report";
import { eventfulReview, review } from "../../../support/reviews";

test("every report is known by its first line", () => {
  const report = asMarkdown({ ...eventfulReview(), stack: "auth-dev" });
  expect(markerOf(report, "report.md")).toBe("<!-- gatehouse-plan: auth-dev -->");
  // As GitHub hands a comment out that somebody has edited in a browser.
  expect(markerOf(report.replaceAll("\n", "\r\n"), "report.md")).toBe(
    "<!-- gatehouse-plan: auth-dev -->",
  );
});

test("a plan and the drift of a stack have comments of their own", () => {
  const markers = (["plan", "drift"] as const).map((mode) =>
    markerOf(asMarkdown(review({ mode })), "report.md"),
  );
  expect(new Set(markers).size).toBe(2);
});
