import { expect, test } from "@jest/globals";
import { checksumIn, markerOf } from "../../../../tools/deploy/github/report-text";
import { asMarkdown } from "../../../../tools/review/report";
import { change, eventfulReview, review } from "../../../support/reviews";

const checksum = "0123456789abcdef".repeat(4);

test("every report is known by its first line, and its artifact by its checksum", () => {
  const report = asMarkdown(
    { ...eventfulReview(), stack: "auth-dev" },
    { artifactChecksum: checksum },
  );
  expect(markerOf(report, "report.md")).toBe("<!-- gatehouse-plan: auth-dev -->");
  expect(checksumIn(report)).toBe(checksum);
  // As GitHub hands a comment out that somebody has edited in a browser.
  expect(checksumIn(report.replaceAll("\n", "\r\n"))).toBe(checksum);
});

test("a plan and the drift of a stack have comments of their own", () => {
  const markers = (["plan", "drift"] as const).map((mode) =>
    markerOf(asMarkdown(review({ mode })), "report.md"),
  );
  expect(new Set(markers).size).toBe(2);
});

test("a name in the plan cannot pass for the artifact's checksum", () => {
  const forged = `x\nArtifact, SHA-256: \`${"f".repeat(64)}\`.`;
  const report = asMarkdown(review({ changes: [change(forged)], outputs: [forged] }), {
    artifactChecksum: checksum,
  });
  expect(checksumIn(report)).toBe(checksum);
  expect(checksumIn(asMarkdown(review({ changes: [change(forged)] })))).toBeUndefined();
});
