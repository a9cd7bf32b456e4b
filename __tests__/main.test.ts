import { describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyProject } from "./support/project-copy";
import { temporaryFolders } from "./support/temporary-folder";

// Processes start, on a machine that may be busy.

const temporaryFolder = temporaryFolders();

function projectCopy(edit: (environments: string) => string = (text) => text): string {
  const project = temporaryFolder();
  const file = copyProject(project);
  writeFileSync(file, edit(readFileSync(file, "utf8")));
  return project;
}

const main = (project: string) =>
  spawnSync(process.execPath, ["--import", "tsx", "main.ts"], { cwd: project, encoding: "utf8" });

test("synth writes a self-contained folder for every environment", () => {
  const project = projectCopy();
  const { status, stderr } = main(project);
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
});

test("two checkouts synthesize the same bytes", () => {
  const [one, other] = [projectCopy(), projectCopy()].map((project) => {
    main(project);
    return ["cdk.tf.json", path.join("functions", "post-confirmation", "index.js")].map((file) =>
      readFileSync(path.join(project, "cdktf.out", "stacks", "auth-dev", file), "utf8"),
    );
  });
  expect(one).toEqual(other);
});

describe("a wrong configuration", () => {
  const project = () =>
    projectCopy((text) =>
      text
        .replace('accountId: "111111111111"', 'accountId: "1111"')
        .replace('region: "eu-west-1"', 'region: "eu-wset-1"'),
    );

  test("is refused with every mistake in words, exit code 1, and nothing written", () => {
    const wrong = project();
    const { status, stderr, stdout } = main(wrong);
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("environments.ts has 2 problems. Nothing was written.");
    expect(stderr).toContain("environments.dev.accountId");
    expect(stderr).toContain('did you mean "eu-west-1"?');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(path.join(wrong, "cdktf.out"))).toBe(false);
  });

  test("leaves what an earlier synth wrote as it is", () => {
    const wrong = project();
    const file = path.join("__tests__", "support", "example-environments.ts");
    const right = readFileSync(path.join(__dirname, "..", file));
    const mistake = readFileSync(path.join(wrong, file));
    writeFileSync(path.join(wrong, file), right);
    main(wrong);
    const written = path.join(wrong, "cdktf.out", "stacks", "auth-dev", "cdk.tf.json");
    const before = readFileSync(written, "utf8");
    writeFileSync(path.join(wrong, file), mistake);
    main(wrong);
    expect(readFileSync(written, "utf8")).toBe(before);
  });
});

test("a function that does not compile is named with file and line, without a stack trace", () => {
  const project = projectCopy();
  writeFileSync(
    path.join(project, "functions", "post-confirmation", "index.ts"),
    "export const = 1;",
  );
  const { status, stderr } = main(project);
  expect(status).toBe(1);
  expect(stderr).toMatch(/functions\/post-confirmation\/index\.ts:1:/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(readdirSync(path.join(project, "cdktf.out", "stacks"))).toEqual([]);
});

test("functions and configuration that do not match are named together, before anything is written", () => {
  const project = projectCopy((text) => text.replace("1111", "x111"));
  const functions = path.join(project, "functions");
  renameSync(path.join(functions, "post-confirmation"), path.join(functions, "post-confirmatin"));
  const { status, stderr } = main(project);
  expect(status).toBe(1);
  expect(stderr).toContain("environments.dev.accountId");
  expect(stderr).toContain("there is no functions/post-confirmation/index.ts");
  expect(stderr).toContain("rename functions/post-confirmatin if that is it");
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(existsSync(path.join(project, "cdktf.out"))).toBe(false);
});

test("grants that cannot be used are named with their file, without a stack trace", () => {
  const project = projectCopy();
  writeFileSync(
    path.join(project, "functions", "post-confirmation", "grants.ts"),
    "export const rights = 1;",
  );
  const { status, stderr } = main(project);
  expect(status).toBe(1);
  expect(stderr).toContain("functions/post-confirmation/grants.ts has no export `grants`");
  expect(stderr).not.toMatch(/^\s+at /m);
});
