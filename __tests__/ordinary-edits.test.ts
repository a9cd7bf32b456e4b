import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { orphanedTests } from "../tools/project/orphaned-tests";
import { lastingFolder } from "./support/lasting-folder";
import {
  deletions,
  type Edit,
  inEnvironments,
  oneEnvironment,
  together,
} from "./support/ordinary-edits/edits";
import { copyFiles } from "./support/project-copy";
import { isThorough } from "./support/thorough";

/*
 * What every team does sooner or later, done in a copy of the project: nothing fails by it, and no file
 * but those that the edit names is touched.
 *
 * After each edit: synth, and the compiler on all files. Edits that do not meet are made in environments
 * of one project, where the tests of the stacks see them. In the end many at once, with ESLint on what
 * was edited. The rest of `npm test` does not know the configuration, or deploys it: every night all of it
 * runs on many edits at once, and the demo is run for such environments by a test of its own.
 */

const minutes = 60_000;
const project = lastingFolder();
const shipped = lastingFolder();
/** What edits touch beside single files. */
const edited = ["functions", "__tests__/environments"];

beforeAll(() => {
  copyFiles(project);
  for (const folder of edited) {
    cpSync(path.join(project, folder), path.join(shipped, folder), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
});

// Every edit begins with what ships.
beforeEach(() => {
  for (const folder of edited) {
    rmSync(path.join(project, folder), { recursive: true });
    cpSync(path.join(shipped, folder), path.join(project, folder), {
      recursive: true,
      // So that the compiler reads again only what is another than before.
      preserveTimestamps: true,
    });
  }
  write({
    "extend.ts": "export const extend = () => undefined;\n",
    "gatehouse.lock.json": JSON.stringify({ version: 1, environments: {} }),
  });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), text);
  }
}

/** Makes an edit. Returns the files that were written. */
function make({ configuration, files = {}, gone = [] }: Edit): readonly string[] {
  for (const folder of gone) rmSync(path.join(project, folder), { recursive: true });
  const written = {
    "environments.ts":
      'import type { ConfigurationInput } from "./configuration";\n\n' +
      `export const configuration = ${JSON.stringify(configuration)} satisfies ConfigurationInput;\n`,
    ...files,
  };
  write(written);
  return Object.keys(written);
}

/** Runs a program there. Returns what it said when it failed. */
function failureOf(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: project, encoding: "utf8" });
  return status === 0 ? "" : `${[program, ...args].join(" ")}:\n${stdout}${stderr}`;
}

/** What `npm run typecheck` says, and which tests are left out for no reason. */
function typeErrors({ gone = [] }: Edit): readonly string[] {
  // No test goes but those of the functions that went.
  const others = orphanedTests(project).functions.filter(
    (name) => !gone.includes(`functions/${name}`),
  );
  const types = failureOf(process.execPath, "--import", "tsx", "tools/commands/typecheck.ts");
  return [...others.map((name) => `${name} is there`), ...(types === "" ? [] : [types])];
}

/** With `-u`, which accepts the snapshots. They begin with synth. */
function failuresOfStacks(): string {
  return failuresOfTeam("__tests__/environments/stacks", "__tests__/environments/example");
}

/** Of the tests that `npm test` runs: all, or those named. */
function failuresOfTeam(...tests: readonly string[]): string {
  const jest = "node_modules/jest/bin/jest.js";
  return failureOf(process.execPath, jest, "--selectProjects", "team", "-i", "-u", ...tests);
}

test(
  "another name of the project, groups, triggers, attributes, clients, a second factor, user names",
  () => {
    make(inEnvironments);
    expect([typeErrors(inEnvironments), failuresOfStacks()]).toEqual([[], ""]);
  },
  5 * minutes,
);

// Its types are those of the edits' own file; that nothing names an environment that ships is seen above.
test(
  "one environment",
  () => {
    make(oneEnvironment);
    expect(failuresOfStacks()).toBe("");
  },
  3 * minutes,
);

test("no function is imported by another, nor by anything that stays when it goes", () => {
  const strays = ["configuration", "functions", "stacks", "tools"]
    .flatMap((folder) =>
      readdirSync(path.join(project, folder), { recursive: true, encoding: "utf8" }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      [...readFileSync(path.join(project, file), "utf8").matchAll(/ from "(\.[^"]+)"/g)]
        .map(([, target = ""]) => path.join(path.dirname(file), target))
        .filter((target) => {
          const [, name] = /^functions\/(?!shared\b)([^/]+)/.exec(target) ?? [];
          return name !== undefined && !file.startsWith(`functions/${name}/`);
        })
        .map((target) => `${file} imports ${target}`),
    );
  expect(strays).toEqual([]);
});

// What the tests of the stacks see of a function that is not named is that synth passes.
test.each(deletions)(
  "$gone are deleted",
  (deletion) => {
    make(deletion);
    const synth = failureOf(process.execPath, "--import", "tsx", "main.ts");
    expect([synth, typeErrors(deletion)]).toEqual(["", []]);
  },
  3 * minutes,
);

test(
  "a function with a secret and a resource of one's own, and much of the rest, with lint of what was edited",
  () => {
    const written = make(together);
    expect([
      failureOf("npx", "prettier", "--log-level", "error", "--write", ...written),
      failureOf("npx", "eslint", "--max-warnings", "0", ...written),
      typeErrors(together),
      isThorough ? failuresOfTeam() : failuresOfStacks(),
    ]).toEqual(["", "", [], ""]);
  },
  15 * minutes,
);
