import { expect, test } from "@jest/globals";
import type { Review, ShownValue } from "../../../../tools/review/model";
import { asMarkdown, asMermaid, asSarif, asText } from "../../../../tools/review/report";
import { attribute, change, driftedReview, eventfulReview, review } from "../../../support/reviews";

const reports: Readonly<Record<string, (reviewed: Review) => string>> = {
  text: (reviewed) => asText(reviewed),
  Markdown: (reviewed) => asMarkdown(reviewed),
  SARIF: (reviewed) => JSON.stringify(asSarif(reviewed)),
  Mermaid: (reviewed) => asMermaid(reviewed),
};

test.each(Object.keys(reports))("a value that is not to be shown never appears in %s", (name) => {
  const hidden = (["sensitive", "unknown", "absent"] as const).map(
    // A reader of plans that leaves the text in must not be enough to print it.
    (kind) => ({ kind, text: "hunter2" }) as ShownValue,
  );
  const attributes = hidden.map((value, index) =>
    attribute(`a${index}`, { before: value, after: value, forcesReplacement: true }),
  );
  for (const mode of ["plan", "drift"] as const) {
    const reviewed = review({ mode, changes: [change("a", { kind: "replace", attributes })] });
    expect(reports[name]?.(reviewed)).not.toContain("hunter2");
  }
});

test.each(["text", "Markdown", "SARIF"])(
  "whatever blocks stands in %s with its way out",
  (name) => {
    for (const reviewed of [eventfulReview(), driftedReview()]) {
      const report = reports[name]?.(reviewed) ?? "";
      for (const { rule, effect, instead } of reviewed.findings) {
        for (const words of [rule, effect, instead])
          expect(report.replace(/\s+/g, " ")).toContain(words);
      }
    }
  },
);
