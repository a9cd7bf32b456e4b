import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { writtenWhole } from "../../../tools/composition/written-whole";
import { temporaryFolders } from "../../support/temporary-folder";

const newFolder = temporaryFolders();

test("who reads while it is written finds what was there before, and all of the new at the end", () => {
  const output = newFolder();
  const stack = path.join(output, "stacks/auth-dev");
  mkdirSync(path.join(stack, ".terraform"), { recursive: true });
  writeFileSync(path.join(stack, "cdk.tf.json"), "before");

  writtenWhole(output, (folder) => {
    mkdirSync(path.join(folder, "stacks/auth-dev/functions"), { recursive: true });
    writeFileSync(path.join(folder, "stacks/auth-dev/functions/index.js"), "code");
    writeFileSync(path.join(folder, "stacks/auth-dev/cdk.tf.json"), "after");
    writeFileSync(path.join(folder, "manifest.json"), "{}");
    expect(readFileSync(path.join(stack, "cdk.tf.json"), "utf8")).toBe("before");
    expect(readdirSync(output)).not.toContain("manifest.json");
  });

  expect(readdirSync(output).sort()).toEqual(["manifest.json", "stacks"]);
  expect(readFileSync(path.join(stack, "cdk.tf.json"), "utf8")).toBe("after");
  // What Terraform has initialized stays.
  expect(readdirSync(stack).sort()).toEqual([".terraform", "cdk.tf.json", "functions"]);
});

test("what is refused leaves everything as it was", () => {
  const output = newFolder();
  writeFileSync(path.join(output, "manifest.json"), "before");

  expect(() => {
    writtenWhole(output, (folder) => {
      writeFileSync(path.join(folder, "manifest.json"), "half");
      throw new Error("refused");
    });
  }).toThrow("refused");

  expect(readdirSync(output)).toEqual(["manifest.json"]);
  expect(readFileSync(path.join(output, "manifest.json"), "utf8")).toBe("before");
});

test("a folder that was not there is not there after a refusal", () => {
  const parent = newFolder();
  const output = path.join(parent, "cdktf.out");
  expect(() => {
    writtenWhole(output, () => {
      throw new Error("refused");
    });
  }).toThrow("refused");
  expect(readdirSync(parent)).toEqual([]);
});
