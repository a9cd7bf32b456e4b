import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { reviewDocument } from "../../../tools/docs/review-document";
import { ruleTexts } from "../../../tools/review/catalogue";

const file = path.join(__dirname, "../../../docs/review.md");

test("docs/review.md says what the rules of this checkout look for: if not, `npm run docs`", () => {
  expect(readFileSync(file, "utf8")).toBe(reviewDocument());
});

test("every rule says why, what to do, and where AWS or Terraform says so", () => {
  for (const { why, fix, see } of ruleTexts) {
    for (const sentence of [why, fix]) expect(sentence).toMatch(/^[A-Z`].*\.$/);
    expect(see).toMatch(/^https:\/\/(?:docs\.aws\.amazon\.com|developer\.hashicorp\.com)\//);
  }
});
