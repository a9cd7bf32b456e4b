import { expect, test } from "@jest/globals";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { teamConfiguration, teamExtension } from "../../../tools/composition/team-files";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

/** A project of these files, of which each is loaded once in a process. */
function projectOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

test.each<[string, string, Readonly<Record<string, string>>]>([
  [
    "that is not there",
    "There is no extend.ts: bring it back, `git checkout -- extend.ts`.",
    { "environments.ts": "" },
  ],
  [
    "that throws",
    "extend.ts cannot be loaded: not today",
    { "extend.ts": "throw new Error('not today');" },
  ],
  [
    "with an export of another name",
    "extend.ts has no export `extend`. It exports `extnd`.",
    { "extend.ts": "export const extnd = () => undefined;" },
  ],
  [
    "with an export of another kind",
    "extend.ts exports `extend`, which is no function",
    { "extend.ts": "export const extend = {};" },
  ],
  [
    "that imports a file that is not there",
    "extend.ts imports ./tables, and there is no such file: correct the path.",
    { "extend.ts": 'import { table } from "./tables"; export const extend = () => table;' },
  ],
  [
    "that imports a package that is not installed",
    "`npm install --save-exact @acme/none`",
    { "extend.ts": 'import { a } from "@acme/none/lib/a"; export const extend = () => a;' },
  ],
  [
    "that imports a file that imports it",
    "extend.ts → tables.ts → extend.ts: these files import each other.",
    {
      "extend.ts":
        'import { table } from "./tables"; export const name = () => "a"; export const extend = () => table;',
      "tables.ts": 'import { name } from "./extend"; export const table = name();',
    },
  ],
])("an extend.ts %s is told in words", (_what, said, files) => {
  expect(() => teamExtension(projectOf(files))).toThrow(said);
});

test("an environments.ts without its export is told in words", () => {
  const folder = projectOf({ "environments.ts": "export const config = {};" });
  expect(() => teamConfiguration(folder)).toThrow(
    "environments.ts has no export `configuration`. It exports `config`.",
  );
});
