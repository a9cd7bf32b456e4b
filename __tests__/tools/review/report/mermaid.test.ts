import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { asMermaid } from "../../../../tools/review/report/mermaid";
import { hostileName } from "../../../support/hostile-names";
import { change, eventfulReview, finding, review, reviewSaying } from "../../../support/reviews";

/** The few forms of Mermaid's flowchart that a picture is made of. */
const line =
  /^(flowchart LR| {2}subgraph k\d\["[a-z]+: \d+"\]| {4}n\d+\["(?:[\w .-]|#\d+;)+…?"\]:::[a-z]+| {2}end| {2}more\["and \d+ more"\]| {2}classDef [a-z]+ [\w#:,-]+)$/;

test("resources stand together by what happens to them, and what blocks stands out", () => {
  expect(asMermaid(eventfulReview())).toMatchSnapshot();
});

test("nothing is drawn of a plan without changes", () => {
  expect(asMermaid(review())).toBe("");
});

test("of many resources 40 are drawn, those that block among them, and the rest is counted", () => {
  const changes = Array.from({ length: 100 }, (_, index) =>
    change(`aws_x.n${index}`, { kind: index < 60 ? "replace" : "create" }),
  );
  const chart = asMermaid(review({ changes, findings: [finding("aws_x.n99")] }));
  expect(chart.match(/^ {4}n\d+\[/gm)).toHaveLength(40);
  expect(chart).toContain('["aws_x.n99"]:::blocked');
  expect(chart).toContain('subgraph k0["replace: 60"]');
  expect(chart).toContain('more["and 60 more"]');
});

test("no name can be anything but a label", () => {
  fc.assert(
    fc.property(hostileName, (name) => {
      for (const text of asMermaid(reviewSaying(name)).trimEnd().split("\n")) {
        expect(text).toMatch(line);
      }
    }),
    { numRuns: 500 },
  );
});
