import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { effectOfChange, forGoodOptions } from "../../../tools/docs/configuration/for-good";
import {
  configurationDocument,
  configurationOptions,
} from "../../../tools/docs/configuration-document";

const file = path.join(__dirname, "../../../docs/configuration.md");
const options = configurationOptions();

test("docs/configuration.md says what the types of this checkout say: if not, `npm run docs`", () => {
  expect(readFileSync(file, "utf8")).toBe(configurationDocument());
});

test("every setting has a comment", () => {
  expect(options.length).toBeGreaterThan(350);
  expect(options.filter(({ comment }) => comment === "").map(({ path: at }) => at)).toEqual([]);
});

test("what the lock holds is said to be for good, with what a change does to users", () => {
  const paths = options.map(({ path: at }) => at);
  for (const { path: at } of forGoodOptions) {
    expect(paths).toContain(at);
    expect(effectOfChange(at)).toMatch(/\.$/);
  }
});
