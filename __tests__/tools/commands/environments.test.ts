import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ended } from "../../support/command";
import { configuration } from "../../support/example-bootstrapped-environments";
import { copyProject } from "../../support/project-copy";

const project = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));

beforeAll(() => {
  copyProject(project, { name: "example-bootstrapped-environments", configuration });
});
afterAll(() => {
  rmSync(project, { recursive: true });
});

const environments = (...args: readonly string[]) => ended(project, "environments", args);

const role = (name: string, account = "123456789012") => `arn:aws:iam::${account}:role/${name}`;

test("a workflow's matrix has the environments with roles, in one line", async () => {
  const { exitCode, stdout } = await environments("--github-matrix");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^matrix=\{.*\}\n$/);
  const { include } = JSON.parse(stdout.replace("matrix=", "")) as { include: unknown[] };
  expect(include).toEqual([
    {
      environment: "one",
      region: "us-east-1",
      planRole: role("acme-one-plan"),
      applyRole: role("acme-one-apply"),
    },
    expect.objectContaining({ environment: "two", applyRole: role("acme-two-apply") }),
    expect.objectContaining({
      environment: "far",
      planRole: role("acme-far-plan", "999999999999"),
    }),
  ]);
});

test("scripts get each environment with its place, stacks and roles as JSON", async () => {
  const { stdout } = await environments("--json");
  expect(JSON.parse(stdout)).toContainEqual({
    environment: "two",
    platform: "aws",
    accountId: "123456789012",
    region: "us-east-1",
    stacks: ["state-two", "auth-two"],
    planRole: role("acme-two-plan"),
    applyRole: role("acme-two-apply"),
  });
});

test("people get the same as text", async () => {
  const { stdout } = await environments();
  expect(stdout).toContain("two: 123456789012, us-east-1\n  stacks      state-two, auth-two\n");
  expect(stdout).toContain(`  apply role  ${role("acme-far-apply", "999999999999")}\n`);
});

test("without a repository the matrix is empty, and it is said how to get roles", async () => {
  writeFileSync(
    path.join(project, "environments.ts"),
    `import { configuration as example } from "./__tests__/support/example-bootstrapped-environments";
     const { github: _github, ...configuration } = example;
     export { configuration };\n`,
  );
  const { exitCode, stdout, stderr } = await environments("--github-matrix");
  expect([exitCode, stdout]).toEqual([0, 'matrix={"include":[]}\n']);
  expect(stderr).toContain("name your repository in environments.ts");
});
