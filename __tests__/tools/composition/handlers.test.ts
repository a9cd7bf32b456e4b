import { expect, test } from "@jest/globals";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { FunctionSettingsInput } from "../../../configuration";
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
  more: FunctionSettingsInput = {},
): readonly NodeFunction[] {
  const folder = temporaryFolder();
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "stack");
  const codeBucket = new CodeBucket(stack, "code", { name: "acme-code" });
  for (const [name, code] of Object.entries(sources)) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, "index.ts"), code);
  }
  return Object.keys(sources).map((name) => {
    const source = path.join(folder, name);
    return new NodeFunction(stack, name, {
      name,
      description: "A function.",
      source,
      codeBucket,
      timeout: 5,
      bindings: [],
      environment: { GREETING: "Hello" },
      settings: { ...settingsOf(environmentWith().functions, name), ...more },
    });
  });
}

test("each function without a handler is named, with what it exports or why it does not load", () => {
  const wrong = functions({
    misspelt: "export const hander = () => 1;",
    "no-function": "export const handler = 1;",
    "not-imported": "declare const x: any; export const handler = x({});",
    ends: "process.exit(0); export const handler = () => 1;",
    "by-default": "export default () => 1;",
    "a-class": "export class handler {}",
    "not-awaited":
      "void Promise.reject(new Error('nobody waits')); export const handler = () => 1;",
    "ends-late": "process.nextTick(() => process.exit()); export const handler = () => 1;",
    placed: "export const handler = () => 1;\n\nthrow new Error('not today');",
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
  expect(said).toMatch(/by-default\/index\.ts has no export `handler`.* It exports `default`/);
  expect(said).toMatch(/a-class\/index\.ts exports `handler`, which is a class/);
  expect(said).toMatch(/not-awaited\/index\.ts cannot be loaded: Error: nobody waits/);
  expect(said).toMatch(/ends-late\/index\.ts does not come to an end while it is loaded/);
  // In the terms of the source, and not of the one line that is deployed.
  expect(said).toMatch(/placed\/index\.ts cannot be loaded: Error: not today \(.*index\.ts:3:7\)/);
  expect(said.split("\n")).toHaveLength(9);
});

test("files of a function that import each other are named", () => {
  const wrong = functions({
    two: 'import { one } from "../one"; export const two = one(); export const handler = () => two;',
    one: 'import { two } from "../two"; export const one = () => 1; export const handler = () => two;',
  });
  expect(() => {
    expectHandlers(wrong);
  }).toThrow(
    /one is not a function \(.*two\/index\.ts:1:\d+\)\n.*two\/index\.ts → .*one\/index\.ts/,
  );
});

test("a package that is left out has to come by a layer, or with Lambda", () => {
  const code = 'import gone from "no-such-package"; export const handler = () => gone;';
  const external = ["no-such-package", "@aws-sdk/client-ssm"];
  const layers = ["arn:aws:lambda:eu-west-1:123456789012:layer:gone:1"];
  expect(() => {
    expectHandlers(functions({ without: code }, { external }));
  }).toThrow("`external` leaves no-such-package out, and Lambda does not bring it");
  const sdk =
    'import { SSMClient } from "@aws-sdk/client-ssm"; export const handler = () => SSMClient;';
  expect(() => {
    expectHandlers([
      ...functions({ layered: code }, { external, layers }),
      ...functions({ layered: code }, { external, layers, format: "esm" }),
      ...functions({ brought: sdk }, { external }),
    ]);
  }).not.toThrow();
});

test("an ES module may wait at its top level", () => {
  const code = "const value = await Promise.resolve(1); export const handler = () => value;";
  expect(() => {
    expectHandlers(functions({ waiting: code }, { format: "esm" }));
  }).not.toThrow();
});
