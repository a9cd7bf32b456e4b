import { KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import { DeleteObjectCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type LocalAws, startLocalAws } from "../../../tools/local-aws/local-aws";
import { ended, RunningCommand } from "../../support/command";
import { duringTests } from "../../support/during-tests";
import * as example from "../../support/example-bootstrapped-environments";
import { descendants, killAll } from "../../support/process-list";
import { copyProject } from "../../support/project-copy";
import { TerraformRuns } from "../../support/terraform/terraform-runs";
import { isThorough } from "../../support/thorough";
import { until } from "../../support/until";
import { administrator } from "../../support/administrator";

const credentials = administrator;

/*
 * `npm run bootstrap` with real Terraform, in a copy of the project, against one local AWS: each test
 * goes on where the one before it has ended, as an administrator's day does.
 */

const minutes = 60_000;
const project = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
const inLocal = (...names: string[]) => path.join(project, ".local", ...names);
const onDisk = inLocal("bootstrap", "one", "state.tfstate");
const started: RunningCommand[] = [];

let aws: LocalAws;
let s3: S3Client;
let terraforms: TerraformRuns;
/** The local AWS and, once it has been started, the provider that is kept. */
let surroundings: Readonly<Record<string, string>>;

duringTests(
  () => startLocalAws({ credentials: administrator }),
  (running) => {
    aws = running;
    const { endpoint, region } = running;
    surroundings = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    terraforms = new TerraformRuns(inLocal("kept"), running);
  },
);

beforeAll(() => {
  copyProject(project, { name: "example-bootstrapped-environments", ...example });
});

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill("SIGINT");
    await ended;
  }
}, minutes);

afterAll(async () => {
  await terraforms.stop();
  s3.destroy();
  rmSync(project, { recursive: true });
});

const run = (script: string, ...args: string[]) => ended(project, script, args, surroundings);

/** Starts a bootstrap, and waits until it has got to where its output says `line`. */
async function bootstrapUntil(line: string): Promise<RunningCommand> {
  // By npm, which passes signals on.
  const command = new RunningCommand(project, "bootstrap", ["one"], surroundings);
  started.push(command);
  await until(() => command.stderr.includes(line) || command.child.exitCode !== null, 300);
  expect(command.stderr).toContain(line);
  return command;
}

/** Kills a bootstrap's own process alone, as `kill -9` does: its Terraform goes on until it has saved. */
function killItself(command: RunningCommand): void {
  const own = descendants(command.child.pid ?? 0).filter((id) =>
    readFileSync(`/proc/${id}/cmdline`, "utf8").includes("commands/bootstrap.ts"),
  );
  expect(own).not.toEqual([]);
  killAll(own);
}

/** Kills a bootstrap and all it has started, once it has got to where its output says `line`. */
async function killedAt(line: string): Promise<void> {
  const command = await bootstrapUntil(line);
  killAll([...descendants(command.child.pid ?? 0), command.child.pid ?? 0]);
  await command.ended;
}

interface State {
  readonly lineage: string;
  readonly serial: number;
}

async function stateInBucket(environment = "one"): Promise<State | undefined> {
  const Key = `acme/${environment}/state.tfstate`;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "acme-states", Key }));
    return JSON.parse((await Body?.transformToString()) ?? "") as State;
  } catch (error) {
    if (error instanceof Error && ["NoSuchKey", "NoSuchBucket"].includes(error.name)) return;
    throw error;
  }
}

/** Waits for it: a Terraform that has lost its command writes it as its last. */
async function stateOnDisk(): Promise<State> {
  let state: State | undefined;
  await until(() => {
    try {
      state = JSON.parse(readFileSync(onDisk, "utf8")) as State;
    } catch {
      // Not there yet, or half written.
    }
    return state !== undefined;
  }, 300);
  if (state === undefined) throw new Error("There is no state on disk.");
  return state;
}

/** All keys there are, with an alias or without. */
async function keyIds(): Promise<readonly (string | undefined)[]> {
  const { endpoint, region } = aws;
  const kms = new KMSClient({ endpoint, region, credentials });
  const { Keys = [] } = await kms.send(new ListKeysCommand());
  kms.destroy();
  return Keys.map(({ KeyId }) => KeyId);
}

test(
  "before the bootstrap a deploy says to bootstrap and to lock, and credentials of another account touch nothing",
  async () => {
    const [deploy, foreign] = await Promise.all([
      run("deploy", "auth-one", "--auto-approve"),
      run("bootstrap", "far"),
    ]);
    expect(deploy).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringMatching(/npm run lock[^]*npm run bootstrap -- one/),
    });
    expect(foreign).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("in the AWS account 999999999999, but your credentials"),
    });
    expect(existsSync(inLocal("bootstrap", "far", "state.tfstate"))).toBe(false);
  },
  5 * minutes,
);

test(
  "killed while its Terraform is at work, it is finished by running it again",
  async () => {
    // Terraform means to replace what is half made then: the key, in most cases, which nothing may do.
    const orphaned = await bootstrapUntil("Still creating...");
    killItself(orphaned);
    // Until here each Terraform has started its providers itself: to plan, to show and to apply.
    surroundings = await terraforms.keep();
    if (isThorough) {
      const interrupted = await bootstrapUntil("❯ Run terraform apply");
      interrupted.child.kill("SIGINT");
      expect(await interrupted.ended).not.toBe(0);
    }
    expect(await stateInBucket()).toBeUndefined();
    const { lineage } = await stateOnDisk();
    if (isThorough) {
      await killedAt("❯ Move its state into the bucket");
      await killedAt("❯ Check the state");
    }

    const finished = await run("bootstrap", "one");

    expect(finished).toEqual({
      exitCode: 0,
      stderr: expect.anything(),
      stdout: expect.stringContaining("role/acme-one-apply"),
    });
    expect(await stateInBucket()).toMatchObject({ lineage });
    expect(await keyIds()).toHaveLength(1);
    // What is left is a copy that no run goes by, and nothing of the runs.
    expect(readdirSync(inLocal("bootstrap", "one"))).toEqual(["moved.tfstate"]);
  },
  12 * minutes,
);

test(
  "two at once, after one that was killed before it was through: one has nothing to do but that, and the other is refused",
  async () => {
    const before = await stateInBucket();
    // What a bootstrap leaves that is killed after it has moved its state.
    renameSync(inLocal("bootstrap", "one", "moved.tfstate"), onDisk);
    const both = await Promise.all([run("bootstrap", "one"), run("bootstrap", "one")]);
    const [done, refused] = both[0].exitCode === 0 ? both : both.toReversed();
    expect(done).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("There was nothing to do."),
    });
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Another bootstrap of one is under way here"),
    });
    expect(await stateInBucket()).toEqual(before);
    expect(readdirSync(inLocal("bootstrap", "one"))).toEqual(["moved.tfstate"]);
  },
  5 * minutes,
);

test(
  "without any state, on this computer or in the bucket, what is there is taken over and nothing is made twice",
  async () => {
    const keys = await keyIds();
    const Key = "acme/one/state.tfstate";
    await s3.send(new DeleteObjectCommand({ Bucket: "acme-states", Key }));
    rmSync(inLocal("bootstrap"), { recursive: true });

    expect(await run("bootstrap", "one")).toMatchObject({ exitCode: 0 });

    expect(await stateInBucket()).toMatchObject({ lineage: expect.any(String) });
    expect(await keyIds()).toEqual(keys);
  },
  8 * minutes,
);

test(
  "an environment that shares the bucket gets roles and a state of its own in it",
  async () => {
    const one = await stateInBucket();
    expect(await run("bootstrap", "two")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("role/acme-two-apply"),
    });
    expect(await stateInBucket("two")).toMatchObject({ lineage: expect.any(String) });
    expect(await stateInBucket()).toEqual(one);
    expect(await keyIds()).toHaveLength(1);
  },
  8 * minutes,
);
