import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { checksumOf } from "../../../tools/deploy/artifact/manifest";
import { takeArtifact } from "../../../tools/deploy/artifact/read-artifact";
import { asMarkdown } from "../../../tools/review/report";
import { RunningCommand } from "../../support/command";
import { duringTests } from "../../support/during-tests";
import { configuration } from "../../support/example-bootstrapped-environments";
import { type FakeArtifact, FakeGitHub, type FakeRun } from "../../support/fake-github";
import { copyProject } from "../../support/project-copy";
import { review } from "../../support/reviews";
import { zipOf } from "../../support/zip";

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
const project = path.join(folder, "project");
const out = path.join(folder, "fetched", "artifact");

let gitHub: FakeGitHub;
duringTests(
  () => FakeGitHub.start(),
  (started) => {
    gitHub = started;
  },
);
beforeAll(() => {
  copyProject(project, { name: "example-bootstrapped-environments", configuration });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/** What was pushed to the branch of the pull request, and what its merge has made of it. */
const head = "a".repeat(40);
const merge = "b".repeat(40);

/** The files of an artifact as `npm run plan -- auth-one --out` writes it. */
function artifactFiles(commit = head, stack = "auth-one") {
  const backend = { bucket: "states", key: "acme/one/auth.tfstate", region: "us-east-1" };
  const stackJson = JSON.stringify({ terraform: { backend: { s3: backend } } });
  const files: Record<string, string | Uint8Array> = {
    "plan.tfplan": zipOf({ "tfconfig/m-/cdk.tf.json": stackJson }),
    "report.json": "{}",
    "stack/.terraform.lock.hcl": "# none",
    "stack/cdk.tf.json": stackJson,
  };
  const described = {
    formatVersion: "1",
    stack,
    environment: "one",
    accountId: "123456789012",
    region: "us-east-1",
    state: backend,
    terraformProduct: "Terraform",
    terraformVersion: "1.11.4",
    createdAt: "2026-01-01T00:00:00.000Z",
    commit,
    uncommittedChanges: false,
    verdict: "safe",
    allowances: [],
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)])),
  } as const;
  const checksum = checksumOf(described);
  const report = asMarkdown(review({ stack }), { artifactChecksum: checksum });
  files["manifest.json"] = JSON.stringify({ ...described, checksum });
  files["report.md"] = report;
  return { files, checksum, report };
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

/** A pull request that was planned, read and merged. */
beforeEach(() => {
  gitHub.reset();
  rmSync(path.dirname(out), { recursive: true, force: true });
  gitHub.pullRequests = [{ number: 4, head, mergedAs: merge }];
  gitHub.runs = [run()];
  gitHub.artifacts = [artifact(zipped(planned.files))];
  gitHub.trees = { [head]: "same", [merge]: "same" };
  gitHub.comments.push({ id: 1, body: planned.report, author: "github-actions[bot]" });
});

async function fetchArtifact(args: readonly string[] = ["one", "--commit", merge, "--out", out]) {
  const command = new RunningCommand(project, "artifact", args, gitHub.environment());
  const exitCode = await command.ended;
  expect(command.stdout + command.stderr).not.toContain("token-of-the-test");
  expect(command.stderr).not.toMatch(/^\s+at /m);
  return { exitCode, stdout: command.stdout, stderr: command.stderr };
}

/** Everything that was fetched, and what was left behind while doing so. */
const fetched = () => (existsSync(path.dirname(out)) ? readdirSync(path.dirname(out)) : []);

test("a merge gets what was planned for its pull request, hidden files included, as apply takes it", async () => {
  expect(await fetchArtifact()).toMatchObject({ exitCode: 0, stdout: `${planned.checksum}\n` });
  expect(fetched()).toEqual(["artifact"]);
  const copy = path.join(folder, "copy");
  expect(await takeArtifact(out, copy, planned.checksum)).toMatchObject({ stack: "auth-one" });
  expect(readFileSync(path.join(out, "stack", ".terraform.lock.hcl"), "utf8")).toBe("# none");
});

test("a plan that was started by hand for the very commit comes before the pull request's", async () => {
  const again = artifactFiles(merge);
  gitHub.runs = [run(), run({ id: 11, head_sha: merge, event: "workflow_dispatch" })];
  gitHub.artifacts = [
    artifact(zipped(planned.files)),
    artifact(zipped(again.files), { id: 101, run: 11 }),
  ];
  expect(await fetchArtifact()).toMatchObject({ exitCode: 0, stdout: `${again.checksum}\n` });
});

test("a run that was run again has kept its last artifact", async () => {
  const old = artifact(zipped({ "manifest.json": "{}" }), { id: 99 });
  gitHub.artifacts = [old, ...gitHub.artifacts];
  expect(await fetchArtifact()).toMatchObject({ exitCode: 0, stdout: `${planned.checksum}\n` });
});

test("an artifact that is there already is replaced, and a folder with anything else is left", async () => {
  await fetchArtifact();
  expect((await fetchArtifact()).exitCode).toBe(0);
  rmSync(out, { recursive: true });
  mkdirSync(out);
  writeFileSync(path.join(out, "notes.txt"), "mine");
  const { exitCode, stderr } = await fetchArtifact();
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("is no artifact")]);
  expect(readdirSync(out)).toEqual(["notes.txt"]);
});

describe("nothing is fetched, and the way on is named, when", () => {
  const other = artifactFiles(head, "auth-two");
  const forged = { ...planned.files, "manifest.json": "{}" };
  const truncated = zipped(planned.files).subarray(0, 200);
  test.each<[string, () => void, RegExp]>([
    [
      "others were merged since, whose changes the plan would undo",
      () => (gitHub.trees = { [head]: "same", [merge]: "other" }),
      /more was merged since/,
    ],
    [
      "nobody has planned",
      () => (gitHub.runs = []),
      /No run of the workflow Plan.*Run the workflow Plan by hand/s,
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
      "it is another stack's",
      () => (gitHub.artifacts = [artifact(zipped(other.files))]),
      /is of auth-two/,
    ],
    [
      "it was planned at another commit",
      () => (gitHub.artifacts = [artifact(zipped(artifactFiles(merge).files))]),
      /at the commit b+, not of auth-one at a+/,
    ],
    [
      "the report under the pull request is of another artifact",
      () => {
        gitHub.comments.push({ id: 2, body: planned.report, author: "mallory" });
        gitHub.comments[0] = {
          id: 1,
          body: planned.report.replaceAll(planned.checksum, "f".repeat(64)),
          author: "github-actions[bot]",
        };
      },
      /what is there is not what was reviewed/,
    ],
    [
      "the workflow has put no report under the pull request",
      () => (gitHub.comments[0] = { id: 1, body: planned.report, author: "mallory" }),
      /nobody has read it/,
    ],
    [
      "the download is not what was uploaded",
      () =>
        (gitHub.artifacts = [artifact(zipped(planned.files), { digest: `sha256:${sha256("")}` })]),
      /Run this again/,
    ],
    [
      "it is no zip",
      () => (gitHub.artifacts = [artifact(truncated)]),
      /no zip, or not all of it has arrived/,
    ],
    [
      "it has no manifest of a plan",
      () => (gitHub.artifacts = [artifact(zipped(forged))]),
      /none of `npm run plan`/,
    ],
    [
      "it names a file outside of its folder",
      () => (gitHub.artifacts = [artifact(zipped({ ...planned.files, "../../evil": "x" }))]),
      /names "\.\.\/\.\.\/evil"/,
    ],
    [
      "it names a file from the root",
      () => (gitHub.artifacts = [artifact(zipped({ ...planned.files, "/evil": "x" }))]),
      /names "\/evil"/,
    ],
    [
      "the token may not",
      () => (gitHub.refusal = [/runs$/, { status: 403 }]),
      /permissions: actions: read/,
    ],
  ])("%s", async (_name, arrange, message) => {
    arrange();
    const { exitCode, stdout, stderr } = await fetchArtifact();
    expect([exitCode, stdout, stderr]).toEqual([1, "", expect.stringMatching(message)]);
    expect(fetched()).toEqual([]);
    expect(readdirSync(folder)).not.toContain("evil");
  });
});
