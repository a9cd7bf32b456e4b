import { beforeEach, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectFolder } from "../../../tools/project/project";
import { RunningCommand } from "../../support/command";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

/*
 * A team's project, made from a small Gatehouse, under which a newer one is put. All with real git.
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

async function upgrade(...args: readonly string[]) {
  const command = new RunningCommand(projectFolder, "upgrade", ["--project", team, ...args]);
  const exitCode = await command.ended;
  return { exitCode, stdout: command.stdout, stderr: command.stderr };
}

test("replaces what is the library's, leaves what is the team's, and shows it before", async () => {
  commit(library, second);
  const shown = await upgrade(library, "--dry-run");
  expect([shown.exitCode, git(team, "status", "--porcelain")]).toEqual([0, ""]);
  for (const line of [
    "Gatehouse 0.4.0 → 0.5.0",
    /^ {2}stacks\/ +1 changed, 1 new, 1 deleted$/m,
    "functions/custom-message/texts.ts",
    "project → projectName, line 1",
    "To do for 0.5.0:\nRun `npm run lock -- dev`.",
  ]) {
    expect(shown.stdout).toEqual(
      typeof line === "string" ? expect.stringContaining(line) : expect.stringMatching(line),
    );
  }

  const done = await upgrade(library, "--yes");
  expect([done.exitCode, done.stderr]).toEqual([0, expect.anything()]);
  expect(done.stdout.startsWith(shown.stdout)).toBe(true);
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
});

test("the next one begins where the last one ended, by a tag that is fetched", async () => {
  commit(library, second);
  await upgrade(library, "--yes");
  commit(team, {});
  expect((await upgrade(library, "--yes")).stdout).toContain("is what you have already");

  commit(library, { "stacks/pool.ts": "export const pool = 3;\n" });
  git(library, "tag", "v0.5.1");
  git(team, "remote", "rename", "origin", "upstream");
  const { exitCode, stderr } = await upgrade("v0.5.1", "--yes");
  expect([exitCode, stderr]).toEqual([0, expect.anything()]);
  expect(text("stacks/pool.ts")).toBe("export const pool = 3;\n");
});

test("nothing is done as long as a file of the library is edited: it is named, and the edit kept as a patch", async () => {
  commit(team, { "stacks/pool.ts": "export const pool = 10;\n" });
  commit(library, second);
  const { exitCode, stderr } = await upgrade(library, "--yes");
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("\n  stacks/pool.ts\n")]);
  expect(git(team, "status", "--porcelain")).toBe("");

  git(team, "apply", "-R", ".local/upgrade/edited.patch");
  git(team, "commit", "--all", "--quiet", "--message", "Undo");
  expect((await upgrade(library, "--yes")).exitCode).toBe(0);
});

test("a project without Gatehouse's history is upgraded by the tag of its version, or by a commit that is named", async () => {
  git(library, "tag", "v0.4.0");
  rmSync(path.join(team, ".git"), { recursive: true });
  git(team, "init", "--quiet");
  commit(team, {});
  commit(library, second);
  expect((await upgrade(library, "--dry-run")).stdout).toContain("0.4.0 → 0.5.0");

  git(library, "tag", "--delete", "v0.4.0");
  const unknown = await upgrade(library, "--dry-run");
  expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining("--base")]);
  const { stdout } = await upgrade(library, "--dry-run", "--base", "HEAD~1");
  expect(stdout).toContain("0.4.0 → 0.5.0");
});

test("what cannot be is refused with what to do, and changes nothing", async () => {
  const noVersion = await upgrade("v9.9.9");
  expect(noVersion.stderr).toContain("git remote add upstream");
  const noProject = await upgrade(temporaryFolder());
  expect(noProject.stderr).toContain("no clone of Gatehouse");
  commit(library, second);
  expect((await upgrade(library)).stderr).toContain("--yes");
  write(team, { "extend.ts": "export const extend = () => 2;\n" });
  expect((await upgrade(library, "--yes")).stderr).toContain("not committed");
  expect(git(team, "status", "--porcelain")).toBe(" M extend.ts");
  const bare = path.join(folder, "bare");
  cpSync(team, bare, { recursive: true, filter: (from) => !from.endsWith(".git") });
  team = bare;
  expect((await upgrade(library, "--yes")).stderr).toContain("git init");
});
