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
  appendFileSync,
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
import { synthesize } from "../../../tools/project/synthesis";
import type { Review } from "../../../tools/review/model";
import { ended, type EndedCommand, RunningCommand } from "../../support/command";
import { duringTests } from "../../support/during-tests";
import { configuration } from "../../support/example-aws-environments";
import { copyProject } from "../../support/project-copy";
import { TerraformRuns } from "../../support/terraform/terraform-runs";
import { until } from "../../support/until";
import { administrator } from "../../support/administrator";

const credentials = administrator;

/*
 * `npm run plan`, `apply` and `drift` as a team uses them on AWS, with real Terraform and its state
 * in S3: planned in one clone, applied in another. Only the account is the local AWS's. One
 * deployment serves all tests, so each goes on where the one before has ended.
 *
 * What has to do with users is tried on `auth-one`. What is the same for any stack is tried on `state-two`,
 * which needs no provider here: there Terraform takes a tenth of the time.
 */

const minutes = 60_000;
const region = "eu-west-1";
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
const planning = path.join(folder, "planning");
/** A path with a space is a path. */
const applying = path.join(folder, "another clone");
const artifact = path.join(folder, "artifact");
/** The second clone's stacks, as they are while a test changes nothing of what they are made of. */
const synthesized = path.join(folder, "synthesized");
const Bucket = "acme-terraform-state";
const state = { Bucket, Key: "acme/one/auth.tfstate" };
const quickState = { Bucket, Key: "acme/two/state.tfstate" };
const lockOf = ({ Key }: typeof state) => ({ Bucket, Key: `${Key}.tflock` });

/**
 * `state-two` has nothing of its own, for `one` makes the bucket of both: here it has what Terraform itself makes.
 * What a provisioner does nobody can review, so it is blocked.
 */
const extension = `
import { DataResource } from "cdktf";
import type { Extension } from "./stacks/environment-stacks";

export const extend: Extension = ({ environment, state }) => {
  if (environment.environment !== "two" || state === undefined) return;
  state.node.tryRemoveChild("aws");
  state.addOverride("terraform.required_providers", {});
  new DataResource(state, "note", { input: "a note" });
  new DataResource(state, "hook", {
    input: "a hook",
    provisioners: [{ type: "local-exec", command: "true" }],
  });
};
`;

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
  if (service !== "s3" || method !== "PUT" || !url.includes(".tfstate?")) return undefined;
  try {
    await beforeSaving?.();
    return undefined;
  } catch {
    const body = Buffer.from("<Error><Code>AccessDenied</Code><Message>No.</Message></Error>");
    return { status: 403, headers: { "content-type": "application/xml" }, body };
  }
}

const run = (project: string, script: string, args: readonly string[], environment = {}) =>
  ended(project, script, args, { ...surroundings, ...environment });

/** By npm, which passes signals on. */
const start = (script: string, args: readonly string[]) =>
  new RunningCommand(applying, script, args, surroundings);

/** The stack of the second clone that has been synthesized before. */
const ofStack = (stack: string) =>
  ["--synthesized", path.join(synthesized, "stacks", stack)] as const;

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

const withEnvironments = (
  changes: readonly (readonly [string, string])[],
  work: () => Promise<void>,
) =>
  withFile(
    environmentsFile,
    changes.reduce((text, [from, to]) => text.replace(from, to), environments),
    work,
  );

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

let terraforms: TerraformRuns;
/** The local AWS, and the provider that is kept. */
let surroundings: Readonly<Record<string, string>> = {};
let planned: EndedCommand;
let applied: EndedCommand;
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
  writeFileSync(path.join(applying, "extend.ts"), extension);
  const client = { endpoint: aws.endpoint, region, credentials };
  cognito = new CognitoIdentityProviderClient(client);
  s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: region },
    }),
  );

  terraforms = new TerraformRuns(path.join(folder, "kept"), aws);
  surroundings = await terraforms.keep();
  planned = await run(planning, "plan", ["auth-one", "--json", "--out", path.join(folder, "made")]);
  expect([planned.exitCode, planned.stderr]).toEqual([0, expect.anything()]);
  // Whatever the plan still needed of the clone that has made it is gone.
  renameSync(path.join(folder, "made"), artifact);
  rmSync(planning, { recursive: true });
  await run(applying, "lock", ["one", "two"]);
  // Its Terraform starts providers itself, as a user's does: to plan, to show and to apply.
  applied = await run(applying, "apply", [artifact, "--checksum", manifestOf(artifact).checksum], {
    TF_REATTACH_PROVIDERS: undefined,
  });
  const outputs = JSON.parse(applied.stdout || "{}") as {
    user_pool_id: string;
    client_ids: { web: string };
  };
  userPoolId = outputs.user_pool_id;
  clientId = outputs.client_ids.web;
  await synthesize(synthesized, new AbortController().signal, applying);
}, 10 * minutes);

afterAll(async () => {
  await terraforms.stop();
  cognito.destroy();
  s3.destroy();
  rmSync(folder, { recursive: true });
});

test("a first deployment is safe, and its artifact is applied in another clone", () => {
  expect(JSON.parse(planned.stdout)).toMatchObject({ stack: "auth-one", verdict: "safe" });
  expect(planned.stderr).toContain(manifestOf(artifact).checksum);
  expect(planned.stderr).toContain("one is not in gatehouse.lock.json");
  expect([applied.exitCode, applied.stderr]).toEqual([0, expect.anything()]);
  expect(userPoolId).toMatch(/^eu-west-1_/);
  expect(runFolders()).toEqual([]);
});

describe("is refused before anything is asked of AWS: an artifact", () => {
  test(
    "of another account, of another Region, with another state, of an environment that is not locked: all is said at once",
    async () => {
      await withoutLock(() =>
        withEnvironments(
          [
            ['accountId = "123456789012"', 'accountId = "999999999999"'],
            [
              'region: "eu-west-1",\n      state: {',
              'region: "eu-central-1",\n      state: { region: "eu-west-1",',
            ],
            [`bucket: "${Bucket}"`, 'bucket: "acme-other-state"'],
          ],
          () =>
            expectRefusal([
              /account 123456789012.*999999999999/,
              /Region eu-west-1.*eu-central-1/,
              /acme-terraform-state\/acme\/one\/auth\.tfstate.*acme-other-state/,
              /Run `npm run lock`/,
            ]),
        ),
      );
    },
    minutes,
  );

  test(
    "of another stack than this clone makes",
    async () => {
      const other = path.join(folder, "other");
      cpSync(path.join(synthesized, "stacks", "auth-one"), other, { recursive: true });
      appendFileSync(path.join(other, "functions", "post-confirmation", "index.js"), "// Another.");
      await expectRefusal(
        [/another auth-one than this clone makes.*post-confirmation/],
        ["--synthesized", other],
      );
    },
    minutes,
  );

  async function expectRefusal(
    messages: readonly RegExp[],
    options: readonly string[] = [],
  ): Promise<void> {
    called.length = 0;
    const apply = await run(applying, "apply", [artifact, ...options]);
    expect(apply.exitCode).toBe(1);
    for (const message of messages) expect(apply.stderr).toMatch(message);
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
    const found = await run(applying, "drift", [
      ...["one", "--json", "--out", sarif],
      ...["--synthesized", path.join(synthesized, "stacks")],
    ]);

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
    expect(attributes).not.toMatch(/number_of_users/);
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
        [["clients: { web", "userPool: { usernameAttributes: [] }, clients: { web"]],
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

test(
  "a plan puts back what was changed by hand, and nothing else, once all of it is allowed",
  async () => {
    const allow = [
      ...["--allow", `${pool}#public-sign-up-allowed=It has always been open`],
      // An update that names no recovery has set it back to Cognito's own.
      ...["--allow", `${pool}#codes-changed=It was changed by hand`],
      // Gone by hand, the group is made anew: that could as well be the wrong account.
      ...["--allow", `${managers}#stateful-resource-vanished=It was deleted by hand`],
      ...ofStack("auth-one"),
    ];
    const plan = await run(applying, "plan", ["auth-one", "--json", ...allow]);
    expect([plan.exitCode, plan.stderr]).toEqual([0, expect.anything()]);
    const review = JSON.parse(plan.stdout) as Review;
    // Nothing else differs from what was deployed.
    expect(review.changes.map(({ address }) => address).sort()).toEqual([managers, pool]);
    expect(review.allowances.map(({ state: allowed }) => allowed)).toEqual([
      "used",
      "used",
      "used",
    ]);
  },
  5 * minutes,
);

test(
  "Ctrl-C leaves no plan behind, and no lock",
  async () => {
    const plan = start("plan", ["auth-one", ...ofStack("auth-one")]);
    await until(() => plan.stderr.includes("Run terraform plan"), 120);
    plan.child.kill("SIGINT");

    expect([await plan.ended, plan.stderr]).toEqual([130, expect.anything()]);
    expect(await stateNow(state)).toMatchObject({ isLocked: false });
  },
  5 * minutes,
);

/** What `state-two` is planned to be: its hook is blocked unless somebody allows it. */
const quick = path.join(folder, "quick");
const hook = "terraform_data.hook";
const quickly = [
  ...["--allow", `${hook}#runs-code=It does nothing`],
  ...ofStack("state-two"),
] as const;
const noState = { serial: -1, isLocked: false };

test(
  "whoever holds the state's lock is named, and nothing is applied meanwhile; a plan waits for nobody",
  async () => {
    const holder = { ID: "1-2-3", Who: "ada@laptop", Operation: "OperationTypeApply" };
    await s3.send(new PutObjectCommand({ ...lockOf(quickState), Body: JSON.stringify(holder) }));
    try {
      const plan = await run(applying, "plan", ["state-two", "--out", quick, ...quickly]);
      expect([plan.exitCode, plan.stdout, plan.stderr]).toEqual([
        0,
        expect.stringContaining("It does nothing"),
        expect.anything(),
      ]);
      expect(manifestOf(quick).allowances).toHaveLength(1);
      const apply = await run(applying, "apply", [quick, ...quickly], {
        TF_CLI_ARGS_plan: "-lock-timeout=1s",
      });
      expect([apply.exitCode, apply.stderr]).toEqual([
        1,
        expect.stringMatching(/ada@laptop[\s\S]*npm run unlock -- state-two/),
      ]);
      expect(await stateNow(quickState)).toEqual({ ...noState, isLocked: true });
    } finally {
      await s3.send(new DeleteObjectCommand(lockOf(quickState)));
    }
  },
  5 * minutes,
);

/** Writes a manifest as whoever can write to a store of artifacts would: in one piece, with its checksum. */
function forge(name: string, difference: Partial<Manifest>): string {
  const forged = path.join(folder, name);
  cpSync(quick, forged, { recursive: true });
  const manifest = { ...manifestOf(quick), ...difference };
  const checksum = checksumOf(manifest);
  writeFileSync(path.join(forged, "manifest.json"), manifestText({ ...manifest, checksum }));
  return forged;
}

test(
  "what an artifact says of itself allows nothing: neither its verdict, nor its allowances, nor its list of changes",
  async () => {
    const { allowances, changes } = manifestOf(quick);
    const invented = forge("invented", {
      verdict: "safe",
      allowances: [
        // What was allowed for once, and what nobody has allowed.
        ...allowances,
        {
          address: hook,
          rule: undefined,
          reason: "Everybody has agreed to it.",
          until: "2999-01-01",
          from: "environments.ts",
        },
      ],
    });
    const believed = await run(applying, "apply", [invented, ...ofStack("state-two")]);
    expect([believed.exitCode, believed.stderr]).toEqual([
      2,
      expect.stringMatching(/BLOCKED[\s\S]*the report above says why/i),
    ]);

    const silent = forge("silent", {
      changes: Object.fromEntries(Object.entries(changes).filter(([name]) => name !== hook)),
    });
    const apply = await run(applying, "apply", [silent, ...quickly]);
    expect([apply.exitCode, apply.stderr]).toEqual([
      1,
      expect.stringContaining(`${hook} would be changed now, and was not to be`),
    ]);
    expect(await stateNow(quickState)).toEqual(noState);
  },
  5 * minutes,
);

test(
  "in CI nobody allows by a command line",
  async () => {
    called.length = 0;
    for (const [script, argument] of [
      ["plan", "state-two"],
      ["apply", quick],
    ] as const) {
      const refused = await run(applying, script, [argument, ...quickly], { CI: "true" });
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
  "credentials for another account apply nothing: only who they are is asked",
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
    called.length = 0;
    const refused = await run(applying, "apply", [quick, ...quickly], other);
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/123456789012[\s\S]*999999999999/),
    ]);
    expect(called).toEqual(["sts"]);
  },
  2 * minutes,
);

test(
  "a state that cannot be saved is kept on this computer, for its user alone",
  async () => {
    beforeSaving = () => Promise.reject(new Error("It is not to be saved."));
    const apply = await run(applying, "apply", [quick, ...quickly]);
    beforeSaving = undefined;

    expect([apply.exitCode, apply.stderr]).toEqual([
      1,
      expect.stringContaining("terraform state push"),
    ]);
    const [kept = ""] = inLocalFolder("errored-state-two-");
    const file = path.join(applying, ".local", kept);
    expect(readFileSync(file, "utf8")).toContain("a note");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await stateNow(quickState)).toEqual(noState);
  },
  5 * minutes,
);

test(
  "a second Ctrl-C ends apply at once; Terraform still saves what it has made",
  async () => {
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
      const apply = start("apply", [quick, ...quickly]);
      await until(() => isSaving, 240);
      apply.child.kill("SIGINT");
      await until(() => apply.stderr.includes("A second Ctrl-C"), 60);
      // Any sooner it would be taken for npm's echo of the first.
      await sleep(1000);
      apply.child.kill("SIGINT");
      expect([await apply.ended, apply.stderr]).toEqual([
        130,
        expect.stringContaining("npm run unlock -- state-two"),
      ]);
      expect(await stateNow(quickState)).toEqual({ ...noState, isLocked: true });
    } finally {
      beforeSaving = undefined;
      release();
    }
    await until(async () => !(await stateNow(quickState)).isLocked, 200);
    expect((await stateNow(quickState)).serial).toBeGreaterThan(noState.serial);
  },
  5 * minutes,
);

test(
  "what is applied is used up: it is not applied again, a plan finds nothing more to do, and nothing has drifted",
  async () => {
    const again = await run(applying, "apply", [quick, ...quickly]);
    expect([again.exitCode, again.stdout, again.stderr]).toEqual([
      1,
      "",
      expect.stringContaining("npm run plan -- state-two --out"),
    ]);

    const plan = await run(applying, "plan", ["state-two", "--json", ...ofStack("state-two")]);
    expect([plan.exitCode, plan.stderr]).toEqual([0, expect.anything()]);
    expect(JSON.parse(plan.stdout)).toMatchObject({ verdict: "no changes", changes: [] });

    const drift = await run(applying, "drift", [...["two", "--json"]]);
    expect([drift.exitCode, drift.stderr]).toEqual([
      0,
      expect.stringContaining("it has no state, so it is not deployed"),
    ]);
    expect(JSON.parse(drift.stdout)).toMatchObject([
      { stack: "state-two", verdict: "no changes", changes: [] },
    ]);
  },
  5 * minutes,
);

/** `serial` is -1 where there is no state. */
async function stateNow(
  of: typeof state,
): Promise<{ readonly serial: number; readonly isLocked: boolean }> {
  const read = async (object: typeof state) => {
    const found = await s3.send(new GetObjectCommand(object)).catch(() => undefined);
    return found?.Body?.transformToString();
  };
  const isLocked = (await read(lockOf(of))) !== undefined;
  const { serial } = JSON.parse((await read(of)) ?? '{ "serial": -1 }') as { serial: number };
  return { serial, isLocked };
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
    const refusals: readonly (readonly [string, readonly string[], ...string[]])[] = [
      [
        ...(["plan", ["--out", "y", "--destroy", "--json", "--sarif"]] as const),
        ...["name a stack", "--json, --markdown and --sarif exclude"],
        ...["--out needs a stack", "--destroy needs a stack"],
      ],
      ["plan", ["auth-one", "--plan", "x"], "a stack, --plan and --plan-json exclude"],
      ["plan", ["auth-oen"], "There are: state-one, auth-one, state-two, auth-two"],
      ["apply", [artifact, "--checksum", "0".repeat(64)], "not the artifact that was reviewed"],
      ["apply", ["stacks", "--checksum", "abc"], "64 digits"],
    ];
    called.length = 0;
    const said = await Promise.all(
      refusals.map(async ([script, args, ...messages]) => {
        const { exitCode, stdout, stderr } = await run(applying, script, args);
        const isTrace = /^ {4}at /m.test(stderr);
        const missing = messages.filter((message) => !stderr.includes(message));
        return { script, args, exitCode, stdout, missing, isTrace };
      }),
    );
    expect(said).toEqual(
      refusals.map(([script, args]) => ({
        ...{ script, args, exitCode: 1, stdout: "", missing: [], isTrace: false },
      })),
    );
    expect(called).toEqual([]);
    // Killed or refused, none of all these commands has left a folder with secrets but the one that
    // was left to itself.
    expect(runFolders()).toHaveLength(1);
  },
  5 * minutes,
);
