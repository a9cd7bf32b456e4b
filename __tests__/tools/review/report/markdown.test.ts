import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Review } from "../../../../tools/review/model";
import { asMarkdown, type MarkdownOptions } from "../../../../tools/review/report/markdown";
import { commentMarker } from "../../../../tools/review/report/markdown-escapes";
import { hostileName } from "../../../support/hostile-names";
import {
  attribute,
  change,
  driftedReview,
  eventfulReview,
  finding,
  review,
  reviewSaying,
} from "../../../support/reviews";

const checksum = "0123456789abcdef".repeat(4);

/** The report without names and values: what is left makes up its structure. */
function structure(markdown: string): string {
  const [, ...lines] = markdown.split("\n");
  return (
    lines
      .join("\n")
      // What a mention, an issue and a formula are made of, made harmless.
      .replaceAll("<span>$</span>", "")
      .replace(/[@#]&#8203;/g, "")
      .replace(/&#\d+;/g, "")
      .replace(
        /```mermaid\n[^`]*```/g,
        (chart) => `MERMAID${"\n".repeat(chart.split("\n").length)}`,
      )
      // What is to be pasted: nothing ends it but its own tag.
      .replace(/<pre>[^<]*<\/pre>/g, (text) => "\n".repeat(text.split("\n").length))
      // A bar ends a cell even within code.
      .replace(/`[^`\n]+`|<code>[^<\n]*<\/code>/g, (code) => code.replace(/[^|]/g, ""))
      .replace(/[^\n|<>[\]\\*_~`@$]/g, "")
  );
}

function size(markdown: string): number {
  return Buffer.byteLength(markdown);
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function expectClosed(markdown: string): void {
  expect(count(markdown, "<details>")).toBe(count(markdown, "</details>"));
  expect(count(markdown, "```") % 2).toBe(0);
}

test("a reviewer reads the verdict first, then what blocks and why, then everything else", () => {
  expect(asMarkdown(eventfulReview(), { artifactChecksum: checksum })).toMatchSnapshot();
});

test("drift is told as what the state says and what was found", () => {
  expect(asMarkdown(driftedReview())).toMatchSnapshot();
});

test("the first line is a hidden marker that tells stacks apart and that no name can end", () => {
  expect(asMarkdown(eventfulReview()).split("\n")[0]).toBe("<!-- gatehouse-plan: auth-prod -->");
  expect(commentMarker("auth-dev")).not.toBe(commentMarker("auth-prod"));
  fc.assert(
    fc.property(hostileName, (name) => {
      expect(commentMarker(name)).toMatch(/^<!-- gatehouse-plan: [\w.-]+…? -->$/);
      expect(commentMarker(name).slice(4, -3)).not.toContain("--");
    }),
  );
});

test("no name or value can close a fence, begin a row, write HTML or forge a part of the report", () => {
  const harmless = structure(asMarkdown(reviewSaying("x")));
  fc.assert(
    fc.property(hostileName, (name) => {
      expect(structure(asMarkdown(reviewSaying(name)))).toBe(harmless);
    }),
    { numRuns: 500 },
  );
});

test("no name or value mentions somebody, refers to an issue or links anywhere", () => {
  fc.assert(
    fc.property(hostileName, (name) => {
      const outsideOfCode = asMarkdown(reviewSaying(name))
        .replace(/^<!--.*-->\n/, "")
        .replace(/```mermaid\n[^`]*```/g, "")
        .replace(/<pre>[^<]*<\/pre>/g, "")
        .replace(/`[^`\n]+`/g, "");
      expect(outsideOfCode).not.toMatch(/@\w|(?<!&)#\d|GH-\d|:\/\/|www\.|mailto:|\]\(/i);
    }),
    { numRuns: 500 },
  );
});

test("a value that is sensitive or not known yet is called so", () => {
  const attributes = [
    attribute("secret", { before: { kind: "sensitive" }, after: { kind: "unknown" } }),
  ];
  expect(asMarkdown(review({ changes: [change("a", { attributes })] }))).toContain(
    "| `secret` | _(sensitive)_ | _(known after apply)_ |",
  );
});

/** More than fits into a comment. */
function hugeReview(blocking: number): Review {
  const addresses = Array.from(
    { length: 3000 },
    (_, index) => `aws_cognito_user_pool.pööl-${index}`,
  );
  return review({
    changes: addresses.map((address) =>
      change(address, { attributes: [attribute("a"), attribute("b")] }),
    ),
    outputs: ["user_pool_id"],
    findings: addresses.map((address, index) =>
      finding(address, {
        level: index < blocking ? "block" : "notice",
        effect: `Users of ${index} are lost.`,
      }),
    ),
  });
}

test("a report that is too long keeps what blocks, whole, and says what is missing and where it is", () => {
  const reviewed = hugeReview(50);
  const markdown = asMarkdown(reviewed, { artifactChecksum: checksum });
  expect(size(markdown)).toBeLessThanOrEqual(60_000);
  for (let index = 0; index < 50; index += 1) {
    expect(markdown).toContain(`Users of ${index} are lost.`);
  }
  expect(markdown).toMatch(/Left out: .*\d+ notices, .*1 output, 3000 changes, 1 picture/);
  expect(markdown).toContain("report.json");
  expect(markdown).toContain(checksum);
  expectClosed(markdown);
});

test("the picture goes first, then rows of the table", () => {
  const changes = Array.from({ length: 1000 }, (_, index) => change(`aws_x.n${index}`));
  const lengths = [80_000, 30_000].map((maxBytes) => asMarkdown(review({ changes }), { maxBytes }));
  const [fits, cut] = lengths;
  expect(fits).toContain("```mermaid");
  expect(fits).toContain("n999`");
  expect(cut).not.toContain("```mermaid");
  expect(cut).toContain("`aws_x.n0`");
  expect(cut).toMatch(/Left out: \d+ changes, 1 picture/);
});

test("when not even what blocks fits, nothing else is there, and the worst comes first", () => {
  const markdown = asMarkdown(hugeReview(2000), { maxBytes: 10_000 });
  expect(size(markdown)).toBeLessThanOrEqual(10_000);
  expect(markdown).toContain("BLOCKED: 2000 of 3000 changes");
  expect(markdown).toContain("`aws_cognito_user_pool.pööl-0`");
  expect(markdown).toMatch(/\d+ blocking findings/);
  expect(markdown).not.toContain("| - |");
  expect(markdown).not.toContain("Worth knowing");
  expect(markdown).not.toContain("Outputs that change");
  expectClosed(markdown);
});

test("whatever the names and the limit, a report keeps to it and closes what it opens", () => {
  const options: fc.Arbitrary<MarkdownOptions> = fc.record({
    artifactChecksum: fc.constant(checksum),
    maxBytes: fc.integer({ min: 2000, max: 20_000 }),
  });
  fc.assert(
    fc.property(hostileName, fc.integer({ min: 1, max: 400 }), options, (name, times, limits) => {
      const one = reviewSaying(name.repeat(times));
      const markdown = asMarkdown(
        { ...one, findings: Array.from({ length: 10 }, () => one.findings).flat() },
        limits,
      );
      expect(size(markdown)).toBeLessThanOrEqual(limits.maxBytes ?? 0);
      expectClosed(markdown.replace(/`[^`\n]+`/g, ""));
    }),
  );
});

test("a finding whose details do not fit is told in short, and what matters less is gone", () => {
  const details = Array.from({ length: 60 }, () => "Allow s3:GetObject ".repeat(20));
  const markdown = asMarkdown(
    review({
      changes: [change("aws_x.a")],
      outputs: ["user_pool_id"],
      findings: [
        finding("aws_x.a"),
        finding("aws_x.b", { cause: "`policy` allows more", details }),
      ],
    }),
    { maxBytes: 10_000 },
  );
  expect(markdown).toContain(
    "- `aws_x.b` `stateful-resource-replaced`<br>\n  `policy` allows more",
  );
  expect(markdown).toContain(
    "Left out: details of 1 blocking finding, 1 output, 1 change, 1 picture",
  );
  expect(markdown).not.toContain("user_pool_id");
});
