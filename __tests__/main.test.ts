import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { lastingFolder } from "./support/lasting-folder";
import { copyProject } from "./support/project-copy";

// Processes start, on a machine that may be busy.

/** One copy for all tests: to load what it is made of for the first time takes a second. */
const project = lastingFolder();
const asCopied = lastingFolder();
const another = lastingFolder();
let environmentsFile: string;
let environments: string;

beforeAll(() => {
  environmentsFile = copyProject(project);
  environments = readFileSync(environmentsFile, "utf8");
  cpSync(path.join(project, "functions"), asCopied, { recursive: true });
});

// Every test begins with what was copied, and with nothing written.
beforeEach(() => {
  writeFileSync(environmentsFile, environments);
  for (const name of ["cdktf.out", "functions"]) {
    rmSync(path.join(project, name), { recursive: true, force: true });
  }
  cpSync(asCopied, path.join(project, "functions"), { recursive: true });
});

const main = (folder = project) =>
  spawnSync(process.execPath, ["--import", "tsx", "main.ts"], { cwd: folder, encoding: "utf8" });

const edit = (change: (text: string) => string) => {
  writeFileSync(environmentsFile, change(environments));
};

test("synth writes a self-contained folder for every environment, the same in every checkout, and what is refused leaves it", () => {
  const { status, stderr } = main();
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /^Nobody listens to the alarms of dev\. .*\nNot in gatehouse\.lock\.json: dev\. .*\n$/,
  );
  for (const stack of ["auth-local", "auth-dev"]) {
    const folder = path.join(project, "cdktf.out", "stacks", stack);
    expect(readdirSync(folder).sort()).toEqual(["cdk.tf.json", "functions"]);
    // What Terraform zips is there, under a path that another machine has as well.
    expect(existsSync(path.join(folder, "functions", "post-confirmation", "index.js"))).toBe(true);
    expect(readFileSync(path.join(folder, "cdk.tf.json"), "utf8")).not.toContain(project);
  }
  const written = bytesOf(project);

  // Another checkout, which bundles what it bundles itself, synthesizes the same bytes.
  copyProject(another);
  rmSync(path.join(another, ".local", "bundles"));
  main(another);
  expect(bytesOf(another)).toEqual(written);

  // What is refused leaves what an earlier synth wrote as it is.
  makeMistakes();
  expect(main().status).toBe(1);
  expect(bytesOf(project)).toEqual(written);
});

const bytesOf = (folder: string) =>
  ["cdk.tf.json", path.join("functions", "post-confirmation", "index.js")].map((file) =>
    readFileSync(path.join(folder, "cdktf.out", "stacks", "auth-dev", file), "utf8"),
  );

const makeMistakes = () => {
  edit((text) =>
    text
      .replace('accountId: "111111111111"', 'accountId: "1111"')
      .replace('region: "eu-west-1"', 'region: "eu-wset-1"'),
  );
};

test("a wrong configuration is refused with every mistake in words, exit code 1, and nothing written", () => {
  makeMistakes();
  const { status, stderr, stdout } = main();
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("environments.ts has 2 problems. Nothing was written.");
  expect(stderr).toContain("environments.dev.accountId");
  expect(stderr).toContain('did you mean "eu-west-1"?');
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(existsSync(path.join(project, "cdktf.out"))).toBe(false);
});

test("each function that does not compile is named with file and line, without a stack trace", () => {
  writeFileSync(
    path.join(project, "functions", "post-confirmation", "index.ts"),
    "export const = 1;",
  );
  writeFileSync(
    path.join(project, "functions", "reconcile-users", "index.ts"),
    'import nothing from "no-such-package"; export const handler = nothing;',
  );
  const { status, stderr } = main();
  expect(status).toBe(1);
  expect(stderr).toMatch(/functions\/post-confirmation\/index\.ts:1:/);
  expect(stderr).toContain("`npm install --save-exact no-such-package`");
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(existsSync(path.join(project, "cdktf.out"))).toBe(false);
});

test("a file of the team's that is no TypeScript is named with its line, without a stack trace", () => {
  edit(() => "export const configuration = {");
  const { status, stderr } = main();
  expect(status).toBe(1);
  expect(stderr).toMatch(/^\S.*environments\.ts:1:\d+ cannot be read: .+\.\n$/);
});

test("what extend.ts throws is told with its line, without a stack trace", () => {
  writeFileSync(
    path.join(project, "extend.ts"),
    "export const extend = ({ auth }: any) => {\n  const name = 1;\n  auth.nothing.there(name);\n};\n",
  );
  const { status, stderr } = main();
  expect(status).toBe(1);
  expect(stderr).toMatch(/^extend\.ts, for .* \(extend\.ts:3:16\)\n$/);
});

test("functions and configuration that do not match are named together, before anything is written", () => {
  edit((text) => text.replace("1111", "x111"));
  const functions = path.join(project, "functions");
  renameSync(path.join(functions, "post-confirmation"), path.join(functions, "post-confirmatin"));
  const { status, stderr } = main();
  expect(status).toBe(1);
  expect(stderr).toContain("environments.dev.accountId");
  expect(stderr).toContain("there is no functions/post-confirmation/index.ts");
  expect(stderr).toContain("rename functions/post-confirmatin if that is it");
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(existsSync(path.join(project, "cdktf.out"))).toBe(false);
});

test("grants that cannot be used are named with their file, without a stack trace", () => {
  writeFileSync(
    path.join(project, "functions", "post-confirmation", "grants.ts"),
    "export const rights = 1;",
  );
  const { status, stderr } = main();
  expect(status).toBe(1);
  expect(stderr).toContain("functions/post-confirmation/grants.ts has no export `grants`");
  expect(stderr).not.toMatch(/^\s+at /m);
});
