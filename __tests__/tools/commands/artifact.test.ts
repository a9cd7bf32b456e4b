import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { checksumOf, type Manifest, manifestText } from "../../../tools/deploy/artifact/manifest";
import { readArtifact } from "../../../tools/deploy/artifact/read-artifact";
import { fetchSteps } from "../../../tools/deploy/github/fetch-artifact";
import { asMarkdown } from "../../../tools/review/report";
import { ended } from "../../support/command";
import { duringTests } from "../../support/during-tests";
import { configuration } from "../../support/example-bootstrapped-environments";
import {
  type FakeArtifact,
  type FakeCertificate,
  FakeGitHub,
  type FakeRun,
} from "../../support/fake-github";
import { copyProject } from "../../support/project-copy";
import { review } from "../../support/reviews";

/*
 * `npm run artifact`, and what it does once it has read its arguments: `fetchSteps`, called here for whatever
 * needs no process of its own. GitHub's API is played, and `gh` is a program of the test's.
 */

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
const project = path.join(folder, "project");
/** Where `gh` is found. */
const programs = path.join(folder, "programs");
const out = path.join(folder, "fetched", "artifact");

let gitHub: FakeGitHub;
duringTests(
  () => FakeGitHub.start(),
  (started) => {
    gitHub = started;
  },
);
beforeAll(() => {
  mkdirSync(programs);
  copyFileSync(
    path.join(__dirname, "..", "..", "support", "fake-gh.mjs"),
    path.join(programs, "gh.mjs"),
  );
  symlinkSync("gh.mjs", path.join(programs, "gh"));
  chmodSync(path.join(programs, "gh.mjs"), 0o755);
  Object.assign(process.env, gitHub.environment(), {
    PATH: `${programs}${path.delimiter}${process.env["PATH"] ?? ""}`,
  });
  copyProject(project, { name: "example-bootstrapped-environments", configuration });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/** What was pushed to the branch, GitHub's trial merge of it, which is planned, and the merge itself. */
const head = "a".repeat(40);
const trial = "c".repeat(40);
const merge = "b".repeat(40);
const older = "e".repeat(40);

/** The files of an artifact as `npm run plan -- auth-one --out` writes it. */
function artifactFiles(commit = trial, difference: Partial<Manifest> = {}) {
  const files: Record<string, string> = { "report.json": "{}", "report.sarif": "{}" };
  const described = {
    formatVersion: "2",
    stack: "auth-one",
    environment: "one",
    accountId: "123456789012",
    region: "us-east-1",
    state: { bucket: "acme-states", key: "acme/one/auth.tfstate", region: "us-east-1" },
    terraformProduct: "Terraform",
    terraformVersion: "1.11.4",
    createdAt: "2026-01-01T00:00:00.000Z",
    commit,
    uncommittedChanges: false,
    destroy: false,
    verdict: "safe",
    allowances: [],
    synthesized: { "cdk.tf.json": sha256("stack") },
    changes: { "aws_x.y": sha256("change") },
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)])),
    ...difference,
  } as const;
  const checksum = checksumOf(described);
  const report = asMarkdown(review({ stack: "auth-one" }), { artifactChecksum: checksum });
  files["manifest.json"] = manifestText({ ...described, checksum });
  files["report.md"] = report;
  return { files, checksum, report };
}

/** Who signs for a run of the workflow Plan for the pull request #4. */
function certificate(difference: Partial<FakeCertificate> = {}): FakeCertificate {
  const home = "https://github.com/acme/users";
  const ref = difference.sourceRepositoryRef ?? "refs/pull/4/merge";
  const commit = difference.sourceRepositoryDigest ?? trial;
  return {
    sourceRepositoryURI: home,
    sourceRepositoryIdentifier: "123456789",
    sourceRepositoryRef: ref,
    sourceRepositoryDigest: commit,
    buildSignerURI: `${home}/.github/workflows/plan.yml@${ref}`,
    buildSignerDigest: commit,
    runnerEnvironment: "github-hosted",
    runInvocationURI: `${home}/actions/runs/10/attempts/1`,
    ...difference,
  };
}

const zipped = (files: Readonly<Record<string, string | Uint8Array>>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === "string" ? strToU8(content) : content,
      ]),
    ),
  );

const run = (difference: Partial<FakeRun> = {}): FakeRun => ({
  id: 10,
  head_sha: head,
  event: "pull_request",
  status: "completed",
  conclusion: "success",
  from: "acme/users",
  ...difference,
});

function artifact(zip: Uint8Array, difference: Partial<FakeArtifact> = {}): FakeArtifact {
  const digest = `sha256:${sha256(zip)}`;
  return { id: 100, run: 10, name: "plan-auth-one", expired: false, digest, zip, ...difference };
}

const planned = artifactFiles();

/** Keeps an artifact, with what its workflow has signed. */
function keep(
  files: Readonly<Record<string, string | Uint8Array>>,
  signed = certificate(),
  difference: Partial<FakeArtifact> = {},
): void {
  const zip = zipped(files);
  gitHub.artifacts = [...gitHub.artifacts, artifact(zip, difference)];
  gitHub.attestations = {
    ...gitHub.attestations,
    [sha256(zip)]: [signed],
  };
}

/** A pull request that was planned, read and merged. */
beforeEach(() => {
  gitHub.reset();
  rmSync(path.dirname(out), { recursive: true, force: true });
  gitHub.pullRequests = [{ number: 4, head, mergedAs: merge }];
  gitHub.runs = [run()];
  gitHub.trees = { [head]: "same", [trial]: "same", [merge]: "same", [older]: "older" };
  keep(planned.files);
});

/** The command itself. */
async function runArtifact(args: readonly string[]) {
  const command = await ended(project, "artifact", args);
  expect(command.stdout + command.stderr).not.toContain("token-of-the-test");
  expect(command.stderr).not.toMatch(/^\s+at /m);
  return command;
}

/** What the command does, for its environment `one`. @returns the checksum. */
async function fetchArtifact(): Promise<string> {
  let checksum = "";
  const steps = await fetchSteps(
    {
      stack: "auth-one",
      commit: merge,
      github: { repository: "acme/users", repositoryId: "123456789", branch: "main" },
      out,
      signal: new AbortController().signal,
    },
    (of) => {
      checksum = of;
    },
  );
  for (const { run } of steps) await run({ say: ignore, note: ignore });
  return checksum;
}

const ignore = () => undefined;

/** What it says when nothing is fetched. */
async function refusal(): Promise<string> {
  const error: unknown = await fetchArtifact().catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error("It was not refused.");
  expect(error.message).not.toContain("token-of-the-test");
  return error.message;
}

/** Everything that was fetched, and what was left behind while doing so. */
const fetched = () => (existsSync(path.dirname(out)) ? readdirSync(path.dirname(out)) : []);

test("a merge gets what was planned for its pull request, as apply takes it", async () => {
  expect(await runArtifact(["one", "--commit", merge, "--out", out])).toMatchObject({
    exitCode: 0,
    stdout: `${planned.checksum}\n`,
  });
  expect(fetched()).toEqual(["artifact"]);
  expect(await readArtifact(out, planned.checksum)).toMatchObject({ stack: "auth-one" });
});

test("the command says why nothing was fetched, prints no checksum and ends with 1", async () => {
  gitHub.attestations = {};
  const { exitCode, stdout, stderr } = await runArtifact(["one", "--commit", merge, "--out", out]);
  expect([exitCode, stdout, stderr]).toEqual([
    1,
    "",
    expect.stringContaining("`gh attestation verify` refuses"),
  ]);
  expect(fetched()).toEqual([]);
});

test("a plan that was started by hand for the very commit comes before the pull request's", async () => {
  const again = artifactFiles(merge);
  gitHub.runs = [
    run(),
    run({ id: 11, head_sha: merge, event: "workflow_dispatch", head_branch: "main" }),
  ];
  keep(
    again.files,
    certificate({
      sourceRepositoryRef: "refs/heads/main",
      sourceRepositoryDigest: merge,
      runInvocationURI: "https://github.com/acme/users/actions/runs/11/attempts/1",
    }),
    { id: 101, run: 11 },
  );
  expect(await fetchArtifact()).toBe(again.checksum);
});

test("of a run that was run again, what its last attempt has kept", async () => {
  const again = artifactFiles(trial, { createdAt: "2026-01-02T00:00:00.000Z" });
  gitHub.runs = [run({ run_attempt: 2 })];
  const runInvocationURI = "https://github.com/acme/users/actions/runs/10/attempts/2";
  keep(again.files, certificate({ runInvocationURI }), { id: 101 });
  expect(await fetchArtifact()).toBe(again.checksum);
});

test("what people write under the pull request has no say", async () => {
  gitHub.comments.push(
    { id: 1, body: planned.report.replaceAll(planned.checksum, "f".repeat(64)), author: "mallory" },
    { id: 2, body: "/approve", author: "github-actions[bot]" },
  );
  expect(await fetchArtifact()).toBe(planned.checksum);
  expect(gitHub.requests.filter((asked) => asked.includes("/issues/"))).toEqual([]);
});

test("another pull request's run for the same commit is left aside", async () => {
  gitHub.runs = [run({ of: [4] }), run({ id: 12, of: [5] })];
  expect(await fetchArtifact()).toBe(planned.checksum);
});

test("an artifact that is there already is replaced, and a folder with anything else is left", async () => {
  await fetchArtifact();
  expect(await fetchArtifact()).toBe(planned.checksum);
  rmSync(out, { recursive: true });
  mkdirSync(out);
  writeFileSync(path.join(out, "notes.txt"), "mine");
  expect(await refusal()).toContain("is no artifact");
  expect(readdirSync(out)).toEqual(["notes.txt"]);
});

test("without GitHub's own program nothing is unpacked", async () => {
  const { PATH } = process.env;
  process.env["PATH"] = path.join(folder, "no-programs");
  try {
    expect(await refusal()).toContain("`gh` is not here");
  } finally {
    process.env["PATH"] = PATH;
  }
  expect(fetched()).toEqual([]);
});

/** Everything is as it was, but for the one artifact. */
function replace(...kept: Parameters<typeof keep>): void {
  gitHub.artifacts = [];
  gitHub.attestations = {};
  keep(...kept);
}

describe("nothing is fetched, and the way on is named, when", () => {
  const forged = { ...planned.files, "manifest.json": "{}" };
  const truncated = zipped(planned.files).subarray(0, 200);
  const refused = /`gh attestation verify` refuses/;
  const otherOrigin = /signed for another origin/;
  test.each<[string, () => void, RegExp]>([
    // Hostile runs.
    [
      "a second pull request with the same commit, for a branch with another workflow, has made the newer run",
      () => {
        gitHub.runs = [run(), run({ id: 12 })];
        const signed = certificate({
          sourceRepositoryRef: "refs/pull/5/merge",
          runInvocationURI: "https://github.com/acme/users/actions/runs/12/attempts/1",
        });
        keep(artifactFiles().files, signed, { id: 102, run: 12 });
      },
      refused,
    ],
    [
      "the pull request was for another branch when it was planned, and was turned to main then",
      () => {
        const other = "d".repeat(40);
        gitHub.trees = { ...gitHub.trees, [other]: "with another plan.yml" };
        replace(artifactFiles(other).files, certificate({ sourceRepositoryDigest: other }));
      },
      /has other files/,
    ],
    [
      "the pull request was merged into another branch",
      () => (gitHub.pullRequests = [{ number: 4, head, mergedAs: merge, base: "release" }]),
      /No pull request was merged into main/,
    ],
    [
      "an older run was planned before the workflow was changed",
      () => {
        replace(artifactFiles(older).files, certificate({ sourceRepositoryDigest: older }));
      },
      /has other files/,
    ],
    [
      "nobody has signed it",
      () => {
        gitHub.attestations = {};
      },
      refused,
    ],
    [
      "it was changed after it was signed: verdict, allowance and checksum anew",
      () => {
        const allowed = artifactFiles(trial, {
          allowances: [
            {
              address: "aws_x.y",
              rule: undefined,
              reason: "Everybody agrees",
              until: undefined,
              from: "environments.ts",
            },
          ],
        });
        gitHub.artifacts = [artifact(zipped(allowed.files))];
      },
      refused,
    ],
    [
      "another workflow of the repository has signed it",
      () => {
        replace(
          planned.files,
          certificate({
            buildSignerURI:
              "https://github.com/acme/users/.github/workflows/evil.yml@refs/pull/4/merge",
          }),
        );
      },
      refused,
    ],
    [
      "the workflow of another ref has signed it",
      () => {
        replace(
          planned.files,
          certificate({
            buildSignerURI:
              "https://github.com/acme/users/.github/workflows/plan.yml@refs/heads/evil",
          }),
        );
      },
      otherOrigin,
    ],
    [
      "another repository has signed it",
      () => {
        replace(
          planned.files,
          certificate({ sourceRepositoryURI: "https://github.com/mallory/users" }),
        );
      },
      refused,
    ],
    [
      "another repository that has the name by now has signed it",
      () => {
        replace(planned.files, certificate({ sourceRepositoryIdentifier: "987654321" }));
      },
      /sourceRepositoryIdentifier is 987654321/,
    ],
    [
      "a machine of somebody's own has signed it",
      () => {
        replace(planned.files, certificate({ runnerEnvironment: "self-hosted" }));
      },
      refused,
    ],
    [
      "it was signed in another run",
      () => {
        replace(
          planned.files,
          certificate({
            runInvocationURI: "https://github.com/acme/users/actions/runs/9/attempts/1",
          }),
        );
      },
      otherOrigin,
    ],
    [
      "it is of an attempt that was run again since",
      () => (gitHub.runs = [run({ run_attempt: 2 })]),
      otherOrigin,
    ],
    [
      "another workflow's file has made the run",
      () => (gitHub.runs = [run({ path: ".github/workflows/evil.yml" })]),
      /No run of the workflow Plan/,
    ],
    [
      "it was started by hand on another branch",
      () => {
        gitHub.pullRequests = [];
        gitHub.runs = [run({ head_sha: merge, event: "workflow_dispatch", head_branch: "evil" })];
      },
      /nobody has run the workflow Plan by hand there/,
    ],
    [
      "only a fork has planned, with a workflow of its own",
      () => (gitHub.runs = [run({ from: "mallory/users" })]),
      /No run of the workflow Plan/,
    ],
    [
      "only a fork that is gone has planned",
      () => (gitHub.runs = [run({ from: null })]),
      /No run of the workflow Plan/,
    ],
    [
      "the plan of another environment was put in its place",
      () => {
        replace(artifactFiles(trial, { stack: "auth-two", environment: "two" }).files);
      },
      /is of auth-two/,
    ],
    [
      "it says that it was planned at another commit than the one that was signed for",
      () => {
        replace(artifactFiles(merge).files);
      },
      /at the commit b+, not of auth-one at c+/,
    ],
    // And what happens without anybody's ill will.
    [
      "others were merged since, whose changes the plan would undo",
      () => (gitHub.trees = { ...gitHub.trees, [merge]: "other" }),
      /more was merged since/,
    ],
    [
      "nobody has planned",
      () => (gitHub.runs = []),
      /No run of the workflow Plan.*Run the workflow Plan by hand/s,
    ],
    [
      "the plan was blocked, whatever an earlier one was",
      () => (gitHub.runs = [run(), run({ id: 11, conclusion: "failure" })]),
      /has ended with failure.*runs\/11/s,
    ],
    [
      "it is still being planned",
      () => (gitHub.runs = [run({ status: "in_progress", conclusion: null })]),
      /still at work/,
    ],
    [
      "the artifact has expired",
      () => (gitHub.artifacts = [artifact(truncated, { expired: true })]),
      /has expired/,
    ],
    [
      "the stack was not planned",
      () => (gitHub.artifacts = [artifact(truncated, { name: "plan-auth-two" })]),
      /has no artifact plan-auth-one/,
    ],
    [
      "the download is not what was uploaded",
      () =>
        (gitHub.artifacts = [artifact(zipped(planned.files), { digest: `sha256:${sha256("")}` })]),
      /Run this again/,
    ],
    [
      "it has no manifest of a plan",
      () => {
        replace(forged);
      },
      /manifest\.json is wrong/,
    ],
    [
      "it names a file outside of its folder",
      () => {
        replace({ ...planned.files, "../../evil": "x" });
      },
      /names "\.\.\/\.\.\/evil"/,
    ],
    [
      "it names a file from the root",
      () => {
        replace({ ...planned.files, "/evil": "x" });
      },
      /names "\/evil"/,
    ],
    [
      "the token may not",
      () => (gitHub.refusal = [/runs$/, { status: 403 }]),
      /permissions: actions: read/,
    ],
  ])("%s", async (_name, arrange, message) => {
    arrange();
    expect(await refusal()).toMatch(message);
    expect(fetched()).toEqual([]);
    expect(readdirSync(folder)).not.toContain("evil");
  });
});
