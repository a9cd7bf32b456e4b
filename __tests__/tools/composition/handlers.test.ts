import { expect, test } from "@jest/globals";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { settingsOf } from "../../../configuration/function-settings";
import { CodeBucket } from "../../../stacks/lambda/code-bucket";
import { NodeFunction } from "../../../stacks/lambda/node-function";
import { expectHandlers } from "../../../tools/composition/handlers";
import { environmentWith } from "../../support/environments";
import { temporaryFolders } from "../../support/temporary-folder";
import { App, TerraformStack } from "cdktf";

const temporaryFolder = temporaryFolders();

/** Functions with this code, each in a folder of its name. */
function functions(
  sources: Readonly<Record<string, string>>,
  format: "cjs" | "esm" = "cjs",
): readonly NodeFunction[] {
  const folder = temporaryFolder();
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "stack");
  const codeBucket = new CodeBucket(stack, "code", { name: "acme-code" });
  return Object.entries(sources).map(([name, code]) => {
    const source = path.join(folder, name);
    mkdirSync(source);
    writeFileSync(path.join(source, "index.ts"), code);
    return new NodeFunction(stack, name, {
      name,
      description: "A function.",
      source,
      codeBucket,
      timeout: 5,
      bindings: [],
      environment: { GREETING: "Hello" },
      settings: { ...settingsOf(environmentWith().functions, name), format },
    });
  });
}

test("each function without a handler is named, with what it exports or why it does not load", () => {
  const wrong = functions({
    misspelt: "export const hander = () => 1;",
    "no-function": "export const handler = 1;",
    "not-imported": "declare const x: any; export const handler = x({});",
    ends: "process.exit(0); export const handler = () => 1;",
    right:
      "if (process.env.GREETING !== 'Hello') throw new Error('no variables'); export const handler = () => 1;",
  });
  let said = "";
  try {
    expectHandlers(wrong);
  } catch (error) {
    said = (error as Error).message;
  }
  expect(said).toMatch(/misspelt\/index\.ts has no export `handler`.* It exports `hander`/);
  expect(said).toMatch(/no-function\/index\.ts exports `handler`, which is no function/);
  expect(said).toMatch(/not-imported\/index\.ts cannot be loaded: ReferenceError/);
  expect(said).toMatch(/ends\/index\.ts does not come to an end while it is loaded/);
  expect(said.split("\n")).toHaveLength(4);
});

test("an ES module may wait at its top level", () => {
  const code = "const value = await Promise.resolve(1); export const handler = () => value;";
  expect(() => {
    expectHandlers(functions({ waiting: code }, "esm"));
  }).not.toThrow();
});
