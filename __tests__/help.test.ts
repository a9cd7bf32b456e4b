import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";

const read = (file: string) => readFileSync(path.join(__dirname, "..", file), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

/** The scripts that a text tells its reader to run. */
const named = (text: string) =>
  [...text.matchAll(/npm (?:run (?:--silent )?)?([a-z][\w:-]*)/g)].flatMap(
    ([, name]) => name ?? [],
  );

test("help lists every command that there is, and no other", () => {
  expect([...new Set(named(read("help")))].sort()).toEqual(Object.keys(scripts).sort());
});

test("the README names no command that there is not", () => {
  const commands = named(read("README.md")).filter((name) => name !== "registry");
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
});
