import { expect, test } from "@jest/globals";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { NODE_VARIABLE, nodeProgramFor } from "../../../../tools/local-aws/lambda/node-programs";
import { temporaryFolders } from "../../../support/temporary-folder";

const temporaryFolder = temporaryFolders();
const ours = { file: process.execPath, version: process.versions.node };

/** A program that says of itself what Node.js does. */
function program(version: string, ...place: readonly string[]): string {
  const file = path.join(...place);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho v${version}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("functions run on the Node.js of their runtime: ours, or the newest that a version manager has", () => {
  const home = temporaryFolder();
  const [major = ""] = process.versions.node.split(".");
  expect(nodeProgramFor(`nodejs${major}.x`, { HOME: home })).toEqual(ours);
  expect(nodeProgramFor("nodejs90.x", { HOME: home })).toEqual(ours);

  program("90.9.0", home, ".nvm", "versions", "node", "v90.9.0", "bin", "node");
  const file = program("90.10.0", home, ".nvm", "versions", "node", "v90.10.0", "bin", "node");
  program("91.0.0", home, ".nvm", "versions", "node", "v91.0.0", "bin", "node");
  expect(nodeProgramFor("nodejs90.x", { HOME: home })).toEqual({ file, version: "90.10.0" });
});

test("one that is named counts where its version does", () => {
  const named = program("90.1.0", temporaryFolder(), "node");
  const environment = { HOME: temporaryFolder(), [NODE_VARIABLE]: named };
  expect(nodeProgramFor("nodejs90.x", environment)).toEqual({ file: named, version: "90.1.0" });
  expect(nodeProgramFor("nodejs91.x", environment)).toEqual(ours);
});
