import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startLocalAws } from "../../../tools/local-aws/local-aws";
import { ended, RunningCommand } from "../../support/command";
import { duringTests } from "../../support/during-tests";
import * as example from "../../support/example-shared-bucket-environments";
import { descendants, killAll } from "../../support/process-list";
import { copyProject } from "../../support/project-copy";
import { TerraformRuns } from "../../support/terraform/terraform-runs";
import { until } from "../../support/until";
import { administrator } from "../../support/administrator";

const credentials = administrator;

/*
 * `npm run deploy`, `diff` and `unlock` with cdktf, real Terraform and its state in S3, in a copy of
 * the project against one local AWS: each test goes on where the one before it has ended.
 */

const minutes = 60_000;
const project = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
/** Of somebody else: Terraform does not bear two in one working directory. */
const otherClone = `${project}-of-another`;
const Bucket = "acme-shared-states";
const stateObject = { Bucket, Key: "acme/one/auth.tfstate" };
const lockObject = { Bucket, Key: `${stateObject.Key}.tflock` };
const started: RunningCommand[] = [];

let s3: S3Client;
let environments: string;
let terraforms: TerraformRuns;
/** The local AWS and, once it has been started, the provider that is kept. */
let surroundings: Readonly<Record<string, string>>;

duringTests(
  () => startLocalAws({ credentials: administrator }),
  (running) => {
    const { endpoint, region } = running;
    surroundings = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    terraforms = new TerraformRuns(path.join(project, ".local", "kept"), running);
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  },
);

beforeAll(async () => {
  environments = copyProject(project, { name: "example-shared-bucket-environments", ...example });
  await s3.send(new CreateBucketCommand({ Bucket }));
  const lock = await run("lock", "one");
  expect([lock.exitCode, lock.stderr]).toEqual([0, expect.anything()]);
}, 2 * minutes);

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill("SIGINT");
    await ended;
  }
}, minutes);

afterAll(async () => {
  await terraforms.stop();
  s3.destroy();
  for (const folder of [project, otherClone]) rmSync(folder, { recursive: true, force: true });
});

/** By npm, which passes signals on. */
function deploy(environment = {}, folder = project): RunningCommand {
  const args = ["auth-one", "--auto-approve"];
  const command = new RunningCommand(folder, "deploy", args, { ...surroundings, ...environment });
  started.push(command);
  return command;
}

const run = (script: string, ...args: string[]) => ended(project, script, args, surroundings);

async function textOf(object: typeof stateObject): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand(object));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchKey") return undefined;
    throw error;
  }
}

/** Waits until Terraform has the lock. Throws when the command ends without. */
async function lockOf(
  command: RunningCommand,
): Promise<{ readonly ID: string; readonly Who: string }> {
  while (command.child.exitCode === null) {
    const lock = await textOf(lockObject);
    if (lock !== undefined) return JSON.parse(lock) as { ID: string; Who: string };
    await sleep(200);
  }
  throw new Error(`It ended without a lock:\n${command.stdout}${command.stderr}`);
}

/** No deploy waits for a lock in these tests. */
const impatient = { TF_CLI_ARGS_plan: "-lock-timeout=0s", TF_CLI_ARGS_apply: "-lock-timeout=0s" };

test(
  "a deploy that was killed leaves its lock behind: the next one says whose it is, and only its own id releases it",
  async () => {
    const killed = deploy();
    const { ID, Who } = await lockOf(killed);
    killAll([...descendants(killed.child.pid ?? 0), killed.child.pid ?? 0]);
    await killed.ended;
    expect(JSON.parse((await textOf(lockObject)) ?? "{}")).toMatchObject({ ID });
    // Until here cdktf's Terraform has started its providers itself, as in local.test.ts.
    surroundings = await terraforms.keep();

    const refused = deploy(impatient);
    const [refusal, shown, wrong] = await Promise.all([
      refused.ended,
      run("unlock", "auth-one", "--json"),
      run("unlock", "auth-one", "--id", "11111111-2222-3333-4444-555555555555"),
    ]);
    expect(refusal).not.toBe(0);
    expect(refused.stderr).toContain(`by         ${Who}`);
    expect(refused.stderr).toContain("npm run unlock -- auth-one");
    expect(JSON.parse(shown.stdout)).toMatchObject({ released: false, lock: { id: ID, who: Who } });
    expect(wrong).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Nothing was released"),
    });
    expect(await textOf(lockObject)).toBeDefined();

    expect(await run("unlock", "auth-one", "--id", ID)).toMatchObject({ exitCode: 0 });
    expect(await textOf(lockObject)).toBeUndefined();
    expect(await run("unlock", "auth-one")).toMatchObject({
      exitCode: 0,
      stdout: "Nobody holds the lock of auth-one.\n",
    });
  },
  8 * minutes,
);

test(
  "of two deploys at once one waits for the other, which Ctrl-C ends half way: its state is saved, its lock let go of, and the one that has waited finishes it",
  async () => {
    cpSync(project, otherClone, { recursive: true, verbatimSymlinks: true });
    const both = [deploy(), deploy({}, otherClone)];
    const atWork = () => both.find(({ stdout }) => stdout.includes("Creation complete"));
    const hasEnded = () => both.some(({ child }) => child.exitCode !== null);
    await until(() => atWork() !== undefined || hasEnded(), 300);
    const interrupted = atWork();
    expect(interrupted ?? both.map(({ stdout, stderr }) => stdout + stderr)).toBe(interrupted);
    interrupted?.child.kill("SIGINT");
    expect(await interrupted?.ended).not.toBe(0);

    const waiting = both.find((command) => command !== interrupted);
    // Without the other's state it would make everything again, and find the names taken.
    expect([await waiting?.ended, waiting?.stderr]).toEqual([0, expect.anything()]);
    expect(await textOf(lockObject)).toBeUndefined();
    expect(await textOf(stateObject)).toContain('"instances"');
  },
  10 * minutes,
);

test(
  "a lock that somebody deletes during a deploy loses neither the deploy nor the state, which is found where it has moved to",
  async () => {
    const before = readFileSync(environments, "utf8");
    writeFileSync(environments, before.replace('"unchanged"', '"changed"'));
    const deploying = deploy();
    await lockOf(deploying);
    await s3.send(new DeleteObjectCommand(lockObject));
    await deploying.ended;

    const Body = (await textOf(stateObject)) ?? "";
    await s3.send(new PutObjectCommand({ Bucket, Key: "elsewhere/auth.tfstate", Body }));
    await s3.send(new DeleteObjectCommand(stateObject));
    const changed = readFileSync(environments, "utf8");
    writeFileSync(environments, changed.replace('keyPrefix: "acme/one"', 'keyPrefix: "elsewhere"'));
    // What is locked includes where the state is: this is on purpose.
    writeFileSync(path.join(project, "gatehouse.lock.json"), '{"version":1,"environments":{}}\n');
    expect((await run("diff", "auth-one")).stdout).toContain("No changes.");
  },
  10 * minutes,
);
