import { beforeEach, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectFolder } from "../../../tools/project/project";
import { upgrade } from "../../../tools/upgrade/upgrade";
import { ended } from "../../support/command";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

/*
 * A team's project, made from a small Gatehouse, under which a newer one is put. All with real git. The command
 * itself is run where something is done, and where it asks; what it calls, where nothing is.
 */

type Files = Readonly<Record<string, string | undefined>>;

const manifest = (version: string, more: object = {}) =>
  `${JSON.stringify({ name: "gatehouse", version, scripts: { test: "jest" }, ...more }, null, 2)}\n`;
const lock = (version: string) =>
  JSON.stringify({ name: "gatehouse", version, lockfileVersion: 3, requires: true, packages: {} });

const first: Files = {
  "package.json": manifest("0.4.0"),
  "package-lock.json": lock("0.4.0"),
  "CHANGELOG.md": "# Changelog\n\n## 0.4.0\n\n### To do\n\nNothing.\n",
  "README.md": "# Gatehouse\n\nFirst.\n\nMiddle.\n\nLast.\n",
  "environments.ts": 'export const configuration = { project: "gatehouse", environments: {} };\n',
  "extend.ts": "export const extend = () => undefined;\n",
  ".gitignore": ".local/\n",
  "stacks/pool.ts": "export const pool = 1;\n",
  "stacks/gone.ts": "export {};\n",
  "functions/shared/pipeline.ts": "export const pipeline = 1;\n",
  "functions/custom-message/index.ts": "export const handler = 1;\n",
  "functions/custom-message/texts.ts": "export const texts = 1;\n",
  "functions/pre-sign-up/index.ts": "export const handler = 1;\n",
  "functions/user-migration/index.ts": "export const handler = 1;\n",
  "__tests__/functions/custom-message/texts.test.ts": "export const tested = 1;\n",
  "__tests__/functions/pre-sign-up/index.test.ts": "export const tested = 1;\n",
  "graphql/schema.graphql": "type Query { me: ID }\n",
};

const second: Files = {
  "package.json": manifest("0.5.0", { scripts: { test: "jest", upgrade: "upgrade" } }),
  "package-lock.json": lock("0.5.0"),
  "CHANGELOG.md":
    "# Changelog\n\n## 0.5.0\n\n### To do\n\nRun `npm run lock -- dev`.\n\n## 0.4.0\n\n### To do\n\nNothing.\n",
  "README.md": "# Gatehouse\n\nFirst.\n\nMiddle.\n\nThe last word.\n",
  "environments.ts": 'export const configuration = { project: "other", environments: {} };\n',
  "stacks/pool.ts": "export const pool = 2;\n",
  "stacks/gone.ts": undefined,
  "stacks/domain.ts": "export const domain = 1;\n",
  "functions/shared/pipeline.ts": "export const pipeline = 2;\n",
  "functions/custom-message/texts.ts": "export const texts = 2;\n",
  "functions/pre-sign-up/index.ts": "export const handler = 2;\n",
  "functions/user-migration/index.ts": "export const handler = 2;\n",
  "functions/admin-users/index.ts": "export const handler = 1;\n",
  "__tests__/functions/custom-message/texts.test.ts": "export const tested = 2;\n",
  "__tests__/functions/pre-sign-up/index.test.ts": "export const tested = 2;\n",
  "graphql/schema.graphql": "type Query { me: User }\n",
  "gatehouse.lock.json": "{}\n",
  "tools/upgrade/renamed-settings.json": '[{ "from": "project", "to": "projectName" }]\n',
};

const edits: Files = {
  "package.json": manifest("0.4.0", { name: "acme-users", dependencies: {} }),
  "README.md": "# Acme's users\n\nFirst.\n\nMiddle.\n\nLast.\n",
  "environments.ts": 'export const configuration = { project: "acme", environments: {} };\n',
  "extend.ts": "export const extend = () => 1;\n",
  // Edited in one of its files: it stays whole.
  "functions/custom-message/index.ts": "export const handler = 10;\n",
  "functions/user-migration/index.ts": undefined,
  "functions/own/index.ts": "export const handler = 1;\n",
  "stacks/orders.ts": "export const orders = 1;\n",
};

let folder: string;
let library: string;
let team: string;

beforeEach(() => {
  folder = temporaryFolder();
  library = path.join(folder, "gatehouse");
  team = path.join(folder, "our users");
  mkdirSync(library);
  git(library, "init", "--quiet", "--initial-branch=main");
  commit(library, first);
  git(folder, "clone", "--quiet", library, team);
  commit(team, edits);
});

function git(where: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  return execFileSync("git", [...identity, ...args], { cwd: where, encoding: "utf8" }).trimEnd();
}

function write(where: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(where, file);
    mkdirSync(path.dirname(target), { recursive: true });
    if (text === undefined) rmSync(target);
    else writeFileSync(target, text);
  }
}

function commit(where: string, files: Files): void {
  write(where, files);
  git(where, "add", "--all");
  git(where, "commit", "--quiet", "--message", "Change");
}

const text = (file: string) => readFileSync(path.join(team, file), "utf8");

/** The command itself. */
const run = (...args: readonly string[]) =>
  ended(projectFolder, "upgrade", ["--project", team, ...args]);

/** What would be done, as the command prints it with `--dry-run`. */
async function shown(wanted: string, base?: string): Promise<string> {
  let printed = "";
  await upgrade({
    ...{ project: team, wanted, base, dryRun: true, isMeant: never, say: () => undefined },
    print: (text) => (printed += text),
  });
  return printed;
}

/** Why nothing is done, where it would not only be shown. */
async function refusal(wanted: string): Promise<string> {
  const error: unknown = await upgrade({
    ...{ project: team, wanted, isMeant: never, say: () => undefined, print: () => undefined },
  }).catch((reason: unknown) => reason);
  return error instanceof Error ? error.message : "It was not refused.";
}

const never = () => Promise.reject(new Error("Nobody is to be asked."));

test("replaces what is the library's, leaves what is the team's, shows it before, and goes on from there next time", async () => {
  commit(library, second);
  const dry = await run(library, "--dry-run");
  expect([dry.exitCode, git(team, "status", "--porcelain")]).toEqual([0, ""]);
  for (const line of [
    "Gatehouse 0.4.0 → 0.5.0",
    /^ {2}stacks\/ +1 changed, 1 new, 1 deleted$/m,
    "functions/custom-message/texts.ts",
    "project → projectName, line 1",
    "To do for 0.5.0:\nRun `npm run lock -- dev`.",
  ]) {
    expect(dry.stdout).toEqual(
      typeof line === "string" ? expect.stringContaining(line) : expect.stringMatching(line),
    );
  }

  const done = await run(library, "--yes");
  expect([done.exitCode, done.stderr]).toEqual([0, expect.anything()]);
  expect(done.stdout.startsWith(dry.stdout)).toBe(true);
  expect(git(team, "status", "--porcelain", "--untracked-files=all").split("\n").sort()).toEqual([
    " D stacks/gone.ts",
    " M CHANGELOG.md",
    " M README.md",
    // Of a function that stays, the tests do as well.
    " M __tests__/functions/pre-sign-up/index.test.ts",
    " M environments.ts",
    " M functions/pre-sign-up/index.ts",
    " M functions/shared/pipeline.ts",
    " M graphql/schema.graphql",
    " M package-lock.json",
    " M package.json",
    " M stacks/pool.ts",
    "?? functions/admin-users/index.ts",
    "?? gatehouse.lock.json",
    "?? stacks/domain.ts",
    "?? tools/upgrade/renamed-settings.json",
  ]);
  expect(text("environments.ts")).toBe(
    'export const configuration = { projectName: "acme", environments: {} };\n',
  );
  expect(text("README.md")).toBe("# Acme's users\n\nFirst.\n\nMiddle.\n\nThe last word.\n");
  expect(JSON.parse(text("package.json"))).toEqual({
    name: "acme-users",
    version: "0.5.0",
    scripts: { test: "jest", upgrade: "upgrade" },
    dependencies: {},
    gatehouse: { commit: git(library, "rev-parse", "HEAD") },
  });
  expect(text(".local/upgrade/kept.patch")).toContain("+export const texts = 2;");

  // The next one begins where this one has ended, and may be a tag that is fetched.
  commit(team, {});
  expect(await shown(library)).toContain("is what you have already");
  commit(library, { "stacks/pool.ts": "export const pool = 3;\n" });
  git(library, "tag", "v0.5.1");
  git(team, "remote", "rename", "origin", "upstream");
  const next = await run("v0.5.1", "--yes");
  expect([next.exitCode, next.stderr]).toEqual([0, expect.anything()]);
  expect(text("stacks/pool.ts")).toBe("export const pool = 3;\n");
});

test("nothing is done as long as a file of the library is edited: it is named, and the edit kept as a patch", async () => {
  commit(team, { "stacks/pool.ts": "export const pool = 10;\n" });
  commit(library, second);
  expect(await refusal(library)).toContain("\n  stacks/pool.ts\n");
  expect(git(team, "status", "--porcelain")).toBe("");

  git(team, "apply", "-R", ".local/upgrade/edited.patch");
  git(team, "commit", "--all", "--quiet", "--message", "Undo");
  expect(await shown(library)).toContain("0.4.0 → 0.5.0");
});

test("a project without Gatehouse's history is upgraded by the tag of its version, or by a commit that is named", async () => {
  git(library, "tag", "v0.4.0");
  rmSync(path.join(team, ".git"), { recursive: true });
  git(team, "init", "--quiet");
  commit(team, {});
  commit(library, second);
  expect(await shown(library)).toContain("0.4.0 → 0.5.0");

  git(library, "tag", "--delete", "v0.4.0");
  expect(await refusal(library)).toContain("--base");
  expect(await shown(library, "HEAD~1")).toContain("0.4.0 → 0.5.0");
});

test("what cannot be is refused with what to do, and changes nothing", async () => {
  expect(await refusal("v9.9.9")).toContain("git remote add upstream");
  expect(await refusal(temporaryFolder())).toContain("no clone of Gatehouse");
  commit(library, second);
  const unasked = await run(library);
  expect([unasked.exitCode, unasked.stderr]).toEqual([1, expect.stringContaining("--yes")]);
  write(team, { "extend.ts": "export const extend = () => 2;\n" });
  expect(await refusal(library)).toContain("not committed");
  expect(git(team, "status", "--porcelain")).toBe(" M extend.ts");
  const bare = path.join(folder, "bare");
  cpSync(team, bare, { recursive: true, filter: (from) => !from.endsWith(".git") });
  team = bare;
  expect(await refusal(library)).toContain("git init");
});
