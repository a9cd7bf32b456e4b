import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  DeleteGroupCommand,
  SignUpCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Manifest,
  checksumOf,
  manifestSchema,
  manifestText,
} from "../../../tools/deploy/artifact/manifest";
import type { AwsRequest } from "../../../tools/local-aws/interceptor";
import { type LocalAws, startLocalAws } from "../../../tools/local-aws/local-aws";
import type { Review } from "../../../tools/review/model";
import { RunningCommand } from "../../support/command";
import { duringTests } from "../../support/during-tests";
import { configuration } from "../../support/example-aws-environments";
import { copyProject } from "../../support/project-copy";
import { until } from "../../support/until";
import { administrator } from "../../support/administrator";

const credentials = administrator;

/*
 * `npm run plan`, `apply` and `drift` as a team uses them on AWS, with real Terraform and its state
 * in S3: planned in one clone, applied in another. Only the account is the local AWS's. One
 * deployment serves all tests, so each goes on where the one before has ended.
 */

const minutes = 60_000;
const region = "eu-west-1";
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
const planning = path.join(folder, "planning");
/** A path with a space is a path. */
const applying = path.join(folder, "another clone");
const artifact = path.join(folder, "artifact");
/** Puts back what the tests have changed by hand. */
const repair = path.join(folder, "repair");
const state = { Bucket: "acme-terraform-state", Key: "acme/one/auth.tfstate" };
const stateLock = { ...state, Key: `${state.Key}.tflock` };

let aws: LocalAws;
let cognito: CognitoIdentityProviderClient;
let s3: S3Client;
/** Where the second clone has its environments, and as they were. */
let environmentsFile: string;
let environments: string;

/** The services that were called. */
const called: string[] = [];
/** What S3 does with a new state: saves it unless it throws, as late as this says. */
let beforeSaving: (() => Promise<void>) | undefined;

async function intercept({ service, method, url }: AwsRequest) {
  called.push(service);
  if (service !== "s3" || method !== "PUT" || !url.includes("auth.tfstate?")) return undefined;
  try {
    await beforeSaving?.();
    return undefined;
  } catch {
    const body = Buffer.from("<Error><Code>AccessDenied</Code><Message>No.</Message></Error>");
    return { status: 403, headers: { "content-type": "application/xml" }, body };
  }
}

interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  project: string,
  script: string,
  args: readonly string[],
  environment = {},
): Promise<Finished> {
  const command = start(project, script, args, environment);
  const exitCode = await command.ended;
  return { exitCode, stdout: command.stdout, stderr: command.stderr };
}

function start(
  project: string,
  script: string,
  args: readonly string[],
  environment = {},
): RunningCommand {
  return new RunningCommand(project, script, args, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    ...environment,
  });
}

/** Runs with another text in a file of the second clone, for as long as that takes. */
async function withFile(file: string, text: string, work: () => Promise<void>) {
  const before = readFileSync(file, "utf8");
  expect(text).not.toBe(before);
  writeFileSync(file, text);
  try {
    await work();
  } finally {
    writeFileSync(file, before);
  }
}

const withEnvironments = (from: string, to: string, work: () => Promise<void>) =>
  withFile(environmentsFile, environments.replace(from, to), work);

const withoutLock = (work: () => Promise<void>) =>
  withFile(
    path.join(applying, "gatehouse.lock.json"),
    JSON.stringify({ version: 1, environments: {} }),
    work,
  );

const manifestOf = (artifactFolder: string): Manifest =>
  manifestSchema.parse(
    JSON.parse(readFileSync(path.join(artifactFolder, "manifest.json"), "utf8")),
  );

let planned: Finished;
let applied: Finished;
let userPoolId: string;
let clientId: string;

duringTests(
  () =>
    startLocalAws({ credentials: administrator, region, anyCode: true, interceptors: [intercept] }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  const example = { name: "example-aws-environments", configuration };
  copyProject(planning, example);
  environmentsFile = copyProject(applying, example);
  environments = readFileSync(environmentsFile, "utf8");
  const client = { endpoint: aws.endpoint, region, credentials };
  cognito = new CognitoIdentityProviderClient(client);
  s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({
      Bucket: state.Bucket,
      CreateBucketConfiguration: { LocationConstraint: region },
    }),
  );

  planned = await run(planning, "plan", ["auth-one", "--json", "--out", path.join(folder, "made")]);
  expect([planned.exitCode, planned.stderr]).toEqual([0, expect.anything()]);
  // Whatever the plan still needed of the clone that has made it is gone.
  renameSync(path.join(folder, "made"), artifact);
  rmSync(planning, { recursive: true });
  await run(applying, "lock", ["one"]);
  applied = await run(applying, "apply", [artifact, "--checksum", manifestOf(artifact).checksum]);
  const outputs = JSON.parse(applied.stdout || "{}") as {
    user_pool_id: string;
    client_ids: { web: string };
  };
  userPoolId = outputs.user_pool_id;
  clientId = outputs.client_ids.web;
}, 10 * minutes);

afterAll(() => {
  cognito.destroy();
  s3.destroy();
  rmSync(folder, { recursive: true });
});

test(
  "a first deployment is safe; its artifact is applied in another clone, and a plan finds nothing more to do",
  async () => {
    expect(JSON.parse(planned.stdout)).toMatchObject({ stack: "auth-one", verdict: "safe" });
    expect(planned.stderr).toContain(manifestOf(artifact).checksum);
    expect(planned.stderr).toContain("one is not in gatehouse.lock.json");
    expect([applied.exitCode, applied.stderr]).toEqual([0, expect.anything()]);
    expect(userPoolId).toMatch(/^eu-west-1_/);

    const again = await run(applying, "plan", ["auth-one", "--json"]);

    expect([again.exitCode, again.stderr]).toEqual([0, expect.anything()]);
    expect(JSON.parse(again.stdout)).toMatchObject({ verdict: "no changes", changes: [] });
    expect(runFolders()).toEqual([]);
  },
  5 * minutes,
);

describe("is refused before anything is asked of AWS: an artifact", () => {
  test.each([
    [
      "of another account",
      'accountId = "123456789012"',
      'accountId = "999999999999"',
      /account 123456789012.*999999999999/,
    ],
    [
      "of another Region",
      'region: "eu-west-1",\n      state: {',
      'region: "eu-central-1",\n      state: { region: "eu-west-1",',
      /Region eu-west-1.*eu-central-1/,
    ],
    [
      "with another state",
      'bucket: "acme-terraform-state"',
      'bucket: "acme-other-state"',
      /acme-terraform-state\/acme\/one\/auth\.tfstate.*acme-other-state/,
    ],
    [
      "of an environment that is not there",
      "    one: {",
      "    uno: {",
      /no environment one\. There are: uno, two/,
    ],
  ])(
    "%s",
    async (_, from, to, message) => {
      await withEnvironments(from, to, () => expectRefusal([artifact], message));
    },
    minutes,
  );

  test(
    "that is not the one that was reviewed",
    () => expectRefusal([artifact, "--checksum", "0".repeat(64)], /not the artifact that was rev/),
    minutes,
  );

  test(
    "of an environment that is not locked",
    () => withoutLock(() => expectRefusal([artifact], /Run `npm run lock`/)),
    minutes,
  );

  async function expectRefusal(args: readonly string[], message: RegExp): Promise<void> {
    called.length = 0;
    const apply = await run(applying, "apply", args);
    expect([apply.exitCode, apply.stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(called).toEqual([]);
  }
});

test(
  "a sign-up is no drift; what was changed by hand is, resource by resource",
  async () => {
    const Username = "ada@example.com";
    await signUp(Username);
    await cognito.send(
      new ConfirmSignUpCommand({ ClientId: clientId, Username, ConfirmationCode: "123456" }),
    );
    const none = await run(applying, "drift", ["one"]);
    expect([none.exitCode, none.stdout, none.stderr]).toEqual([
      0,
      expect.anything(),
      expect.anything(),
    ]);

    // It resets whatever it is not given: the trigger, for one.
    await cognito.send(
      new UpdateUserPoolCommand({
        UserPoolId: userPoolId,
        DeletionProtection: "INACTIVE",
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        Policies: { PasswordPolicy: { MinimumLength: 8 } },
        LambdaConfig: {},
      }),
    );
    await deleteManagers();
    const sarif = path.join(folder, "drift.sarif");
    const found = await run(applying, "drift", ["one", "--json", "--out", sarif]);

    expect([found.exitCode, found.stderr]).toEqual([2, expect.anything()]);
    const [review] = JSON.parse(found.stdout) as readonly Review[];
    expect(review?.changes.map(({ address, kind }) => [address, kind])).toEqual([
      [managers, "delete"],
      ["aws_cognito_user_pool.user-directory_pool", "drift"],
    ]);
    const attributes = review?.changes[1]?.attributes.map((one) => one.path).join(" ");
    expect(attributes).toMatch(/deletion_protection/);
    expect(attributes).toMatch(/lambda_config/);
    expect(attributes).toMatch(/password_policy/);
    expect(JSON.parse(readFileSync(sarif, "utf8"))).toMatchObject({ version: "2.1.0" });
  },
  10 * minutes,
);

const managers = "aws_cognito_user_group.groups_Managers";

async function signUp(Username: string): Promise<void> {
  await cognito.send(
    new SignUpCommand({
      ClientId: clientId,
      Username,
      Password: "Correct-horse-1",
      UserAttributes: [{ Name: "email", Value: Username }],
    }),
  );
}

async function deleteManagers(): Promise<void> {
  await cognito.send(new DeleteGroupCommand({ UserPoolId: userPoolId, GroupName: "Managers" }));
}

test(
  "what would lose users is blocked with 2, told in full although prevent_destroy stops Terraform, and never applied",
  async () => {
    const blocked = path.join(folder, "blocked");
    // The lock would refuse it before anything is planned.
    await withoutLock(() =>
      withEnvironments(
        "clients: { web",
        "userPool: { usernameAttributes: [] }, clients: { web",
        async () => {
          // Allowing one of what is lost does not allow the rest.
          const partly = [
            "--allow",
            "aws_cognito_user_pool.user-directory_pool#stateful-resource-replaced=The test says so",
          ];
          const plan = await run(applying, "plan", [
            ...["auth-one", "--json", "--out", blocked],
            ...partly,
          ]);
          expect([plan.exitCode, plan.stderr]).toEqual([2, expect.anything()]);
          const review = JSON.parse(plan.stdout) as Review;
          expect(review.allowances).toMatchObject([{ reason: "The test says so", state: "used" }]);
          const pool = review.changes.find(({ type }) => type === "aws_cognito_user_pool");
          expect(pool?.attributes).toEqual(
            expect.arrayContaining([
              expect.objectContaining({ path: "username_attributes", forcesReplacement: true }),
            ]),
          );
        },
      ),
    );
    called.length = 0;
    const apply = await run(applying, "apply", [blocked]);
    expect([apply.exitCode, apply.stderr]).toEqual([2, expect.stringContaining("is blocked")]);
    expect(called).toEqual([]);
  },
  10 * minutes,
);

const pool = "aws_cognito_user_pool.user-directory_pool";
/** Gone by hand, the group is made anew: that could as well be the wrong account. */
const withoutManagers = [
  "--allow",
  `${managers}#stateful-resource-vanished=It was deleted by hand`,
] as const;
const allow = [
  ...["--allow", `${pool}#public-sign-up-allowed=It has always been open`],
  // An update that names no recovery has set it back to Cognito's own.
  ...["--allow", `${pool}#codes-changed=It was changed by hand`],
  ...withoutManagers,
] as const;

/** Writes a manifest as whoever can write to a store of artifacts would: in one piece, with its checksum. */
function forge(from: string, name: string, difference: Partial<Manifest>): string {
  const forged = path.join(folder, name);
  cpSync(from, forged, { recursive: true });
  const manifest = { ...manifestOf(from), ...difference };
  const checksum = checksumOf(manifest);
  writeFileSync(path.join(forged, "manifest.json"), manifestText({ ...manifest, checksum }));
  return forged;
}

test(
  "what an artifact says of itself allows nothing: neither its verdict, nor its allowances, nor its list of changes",
  async () => {
    // Back to public sign-up, which is blocked.
    const plan = await run(applying, "plan", ["auth-one", "--out", repair, ...allow]);
    expect([plan.exitCode, plan.stdout]).toEqual([0, expect.stringContaining("always been open")]);
    expect(manifestOf(repair).allowances).toHaveLength(3);
    const before = await stateNow();

    const invented = forge(repair, "invented", {
      verdict: "safe",
      allowances: [
        // What was allowed for once, and what nobody has allowed.
        ...manifestOf(repair).allowances,
        {
          address: pool,
          rule: undefined,
          reason: "Everybody has agreed to it.",
          until: "2999-01-01",
          from: "environments.ts",
        },
      ],
    });
    const believed = await run(applying, "apply", [invented]);
    expect([believed.exitCode, believed.stderr]).toEqual([
      2,
      expect.stringMatching(/BLOCKED[\s\S]*the report above says why/i),
    ]);

    const { changes } = manifestOf(repair);
    const silent = forge(repair, "silent", {
      changes: Object.fromEntries(Object.entries(changes).filter(([name]) => name !== pool)),
    });
    const apply = await run(applying, "apply", [silent, ...allow]);
    expect([apply.exitCode, apply.stderr]).toEqual([
      1,
      expect.stringContaining(`${pool} would be changed now, and was not to be`),
    ]);

    const other = path.join(applying, "functions", "post-confirmation", "handler.ts");
    await withFile(other, `${readFileSync(other, "utf8")}\nconsole.log("another");\n`, async () => {
      const swapped = await run(applying, "apply", [repair, ...allow]);
      expect([swapped.exitCode, swapped.stderr]).toEqual([
        1,
        expect.stringMatching(/another auth-one than this clone makes.*post-confirmation/),
      ]);
    });
    expect(await stateNow()).toEqual(before);
  },
  10 * minutes,
);

test(
  "in CI nobody allows by a command line",
  async () => {
    called.length = 0;
    for (const args of [
      ["plan", "auth-one", ...allow],
      ["apply", repair, ...allow],
    ]) {
      const [script = "", ...rest] = args;
      const refused = await run(applying, script, rest, { CI: "true" });
      expect([refused.exitCode, refused.stderr]).toEqual([
        1,
        expect.stringContaining("--allow is for people"),
      ]);
    }
    expect(called).toEqual([]);
  },
  2 * minutes,
);

test(
  "credentials for another account plan and apply nothing: only who they are is asked",
  async () => {
    const sts = new STSClient({ endpoint: aws.endpoint, region, credentials });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: "arn:aws:iam::999999999999:role/other",
        RoleSessionName: "test",
      }),
    );
    sts.destroy();
    const other = {
      AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials?.SessionToken,
    };
    for (const [script, argument] of [
      ["plan", "auth-one"],
      ["apply", repair],
    ] as const) {
      called.length = 0;
      const refused = await run(applying, script, [argument], other);
      expect([refused.exitCode, refused.stderr]).toEqual([
        1,
        expect.stringMatching(/123456789012[\s\S]*999999999999/),
      ]);
      expect(called).toEqual(["sts"]);
    }
  },
  2 * minutes,
);

test(
  "whoever holds the state's lock is named, and nothing is applied meanwhile",
  async () => {
    const holder = { ID: "1-2-3", Who: "ada@laptop", Operation: "OperationTypeApply" };
    await s3.send(new PutObjectCommand({ ...stateLock, Body: JSON.stringify(holder) }));
    const before = await stateNow();
    try {
      const apply = await run(applying, "apply", [repair, ...allow], {
        TF_CLI_ARGS_plan: "-lock-timeout=1s",
      });
      // A plan writes nothing, and waits for nobody.
      const plan = await run(applying, "plan", ["auth-one", ...allow]);
      expect([plan.exitCode, plan.stderr]).toEqual([0, expect.anything()]);
      expect([apply.exitCode, apply.stderr]).toEqual([
        1,
        expect.stringMatching(/ada@laptop[\s\S]*npm run unlock -- auth-one/),
      ]);
      expect(await stateNow()).toEqual(before);
    } finally {
      await s3.send(new DeleteObjectCommand(stateLock));
    }
  },
  5 * minutes,
);

test(
  "a second Ctrl-C ends the command at once; Terraform still saves what it has made, and the plan is used up",
  async () => {
    const before = await stateNow();
    let isSaving = false;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    beforeSaving = () => {
      isSaving = true;
      return released;
    };
    try {
      const apply = start(applying, "apply", [repair, ...allow]);
      await until(() => isSaving, 240);
      apply.child.kill("SIGINT");
      await until(() => apply.stderr.includes("A second Ctrl-C"), 60);
      // Any sooner it would be taken for npm's echo of the first.
      await sleep(1000);
      apply.child.kill("SIGINT");
      expect([await apply.ended, apply.stderr]).toEqual([
        130,
        expect.stringContaining("npm run unlock -- auth-one"),
      ]);
      expect(await stateNow()).toEqual({ ...before, isLocked: true });
    } finally {
      beforeSaving = undefined;
      release();
    }
    for (let tries = 0; tries < 2000 && (await stateNow()).isLocked; tries += 1) await sleep(100);
    const { serial, isLocked } = await stateNow();
    expect([serial > before.serial, isLocked]).toEqual([true, false]);

    const again = await run(applying, "apply", [repair]);
    expect([again.exitCode, again.stderr]).toEqual([
      1,
      expect.stringContaining("npm run plan -- auth-one --out"),
    ]);
    expect(again.stdout).toBe("");
  },
  5 * minutes,
);

test(
  "a state that cannot be saved is kept on this computer, for its user alone",
  async () => {
    await deleteManagers();
    // With the group alone made again, the state would be the one that S3 has already.
    await signUp("bob@example.com");
    const remade = path.join(folder, "remade");
    const plan = await run(applying, "plan", ["auth-one", "--out", remade, ...withoutManagers]);
    expect([plan.exitCode, plan.stderr]).toEqual([0, expect.anything()]);
    beforeSaving = () => Promise.reject(new Error("It is not to be saved."));
    const apply = await run(applying, "apply", [remade, ...withoutManagers]);
    beforeSaving = undefined;

    expect([apply.exitCode, apply.stderr]).toEqual([
      1,
      expect.stringContaining("terraform state push"),
    ]);
    const [kept = ""] = inLocalFolder("errored-auth-one-");
    const file = path.join(applying, ".local", kept);
    expect(readFileSync(file, "utf8")).toContain("groups_Managers");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await stateNow()).toMatchObject({ isLocked: false });
  },
  10 * minutes,
);

test(
  "Ctrl-C leaves no plan behind, and no lock",
  async () => {
    const plan = start(applying, "plan", ["auth-one"]);
    await until(() => plan.stderr.includes("Run terraform plan"), 120);
    plan.child.kill("SIGINT");

    expect([await plan.ended, plan.stderr]).toEqual([130, expect.anything()]);
    expect(await stateNow()).toMatchObject({ isLocked: false });
  },
  5 * minutes,
);

async function stateNow(): Promise<{ readonly serial: number; readonly isLocked: boolean }> {
  const lock = await s3.send(new GetObjectCommand(stateLock)).catch(() => undefined);
  const { Body } = await s3.send(new GetObjectCommand(state));
  const { serial } = JSON.parse((await Body?.transformToString()) ?? "") as { serial: number };
  return { serial, isLocked: lock !== undefined };
}

/** Folders of runs, which hold secrets. */
function runFolders(): readonly string[] {
  return inLocalFolder("run-");
}

function inLocalFolder(prefix: string): readonly string[] {
  return readdirSync(path.join(applying, ".local")).filter((name) => name.startsWith(prefix));
}

test(
  "what cannot be is refused before anything is done, with what to do",
  async () => {
    const refusals: readonly (readonly [string, readonly string[], string])[] = [
      ["plan", [], "name a stack"],
      ["plan", ["auth-one", "--plan", "x"], "exclude each other"],
      ["plan", ["auth-one", "--json", "--sarif"], "--json, --markdown and --sarif exclude"],
      ["plan", ["--plan", "x", "--out", "y", "--destroy"], "--out needs a stack"],
      ["plan", ["auth-oen"], "There are: state-one, auth-one, state-two, auth-two"],
      ["plan", ["auth-one", "--allow", "aws_x.one"], "there is no reason"],
      ["plan", ["auth-one", "--out", "stacks"], "is no artifact"],
      ["apply", ["nowhere"], "it is not there"],
      ["apply", ["stacks", "--checksum", "abc"], "64 digits"],
      ["drift", ["three"], "There are: one, two"],
      ["drift", ["one", "--json", "--markdown"], "exclude each other"],
    ];
    called.length = 0;
    const said = await Promise.all(
      refusals.map(async ([script, args, message]) => {
        const { exitCode, stdout, stderr } = await run(applying, script, args);
        const isTrace = /^ {4}at /m.test(stderr);
        return { script, args, exitCode, stdout, message: stderr.includes(message), isTrace };
      }),
    );
    expect(said).toEqual(
      refusals.map(([script, args]) => ({
        ...{ script, args, exitCode: 1, stdout: "", message: true, isTrace: false },
      })),
    );
    expect(called).toEqual([]);
    // Killed or refused, none of all these commands has left a folder with secrets but the one that
    // was left to itself.
    expect(runFolders()).toHaveLength(1);
  },
  5 * minutes,
);
