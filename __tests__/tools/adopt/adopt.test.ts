import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CognitoIdentityClient } from "@aws-sdk/client-cognito-identity";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  InitiateAuthCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { runInThisContext } from "node:vm";
import type { ConfigurationInput } from "../../../configuration";
import type { Extension } from "../../../stacks/environment-stacks";
import { keep } from "../../../stacks/keep";
import { adoptedStack, type AdoptedStack } from "../../../tools/adopt/adopted-stack";
import {
  isAdopted,
  type Kept,
  type Planned,
  plannedResources,
  toKeep,
} from "../../../tools/adopt/kept";
import { livePool, type LivePool } from "../../../tools/adopt/live-pool";
import { outcomeOf } from "../../../tools/adopt/outcome";
import { proposedEnvironment } from "../../../tools/adopt/proposal";
import { sayable } from "../../../tools/adopt/sayable";
import { LiveSettings } from "../../../tools/deploy/plan/live-settings";
import { startLocalAws, type LocalAws } from "../../../tools/local-aws/local-aws";
import { projectFolder } from "../../../tools/project/project";
import { foundLive } from "../../../tools/review/live/setting-wiped";
import { reviewPlan } from "../../../tools/review/review-plan";
import { asText } from "../../../tools/review/report/text";
import type { Terraform } from "../../../tools/terraform/terraform";
import { administrator } from "../../support/administrator";
import { madePools, makePool } from "../../support/adopt/pools";
import { RunningCommand } from "../../support/command";
import { duringTests } from "../../support/during-tests";
import { lastingFolder } from "../../support/lasting-folder";
import { inOnePlan } from "../../support/terraform/one-plan";
import { TerraformRuns } from "../../support/terraform/terraform-runs";

/*
 * Pools that were made by other means: real Terraform adopts them from a local AWS, one provider for all.
 */

const minutes = 60_000;
const region = "eu-west-1";
const folder = lastingFolder();
const root = path.join(folder, "root");
const names = Object.keys(madePools);
const password = "Old-Password-123";
let aws: LocalAws;
let terraforms: TerraformRuns;
duringTests(
  () => startLocalAws({ credentials: administrator, region }),
  (started) => {
    aws = started;
    terraforms = new TerraformRuns(folder, aws);
  },
);
afterAll(() => terraforms.stop());

const client = () => ({ endpoint: aws.endpoint, region, credentials: administrator });
const cognito = () => new CognitoIdentityProviderClient(client());

const made = new Map<string, Awaited<ReturnType<typeof makePool>>>();
const configurations = new Map<string, ConfigurationInput>();
let planned: readonly Planned[] = [];

/** The entry that is proposed for a pool, with its providers' secrets where it reads them. */
async function propose(environment: string): Promise<ConfigurationInput> {
  const pool = madePools[environment];
  if (pool === undefined) throw new Error(`There is no pool ${environment}.`);
  const ids = await makePool(cognito(), pool);
  made.set(environment, ids);
  const identity = new CognitoIdentityClient(client());
  const live = await livePool({ cognito: cognito(), identity }, ids.userPoolId);
  const accountId = "123456789012";
  const state = { bucket: "acme-terraform-state" };
  const place = { project: "acme", environment, accountId, region, state };
  const { entry, secrets } = proposedEnvironment(live, place, []);
  await putSecrets(live, secrets);
  const said = sayable({ project: "acme", environments: {} }, environment, entry);
  return { project: "acme", environments: { [environment]: said.entry as never } };
}

async function putSecrets(
  { identityProviders }: LivePool,
  secrets: ReturnType<typeof proposedEnvironment>["secrets"],
): Promise<void> {
  for (const { parameter: Name, provider } of secrets) {
    const details = identityProviders.find(({ ProviderName }) => ProviderName === provider);
    const Value = details?.ProviderDetails?.["client_secret"] ?? "";
    const command = new PutParameterCommand({ Name, Value, Type: "SecureString" });
    await new SSMClient(client()).send(command);
  }
}

async function stacksOf(round: string, kept: ReadonlyMap<string, Kept>) {
  const stacks = new Map<string, AdoptedStack>();
  for (const [name, configuration] of configurations) {
    const output = path.join(folder, round, name);
    mkdirSync(output, { recursive: true });
    const keeps = kept.get(name) ?? new Map();
    stacks.set(name, await adoptedStack(output, configuration, keeps, () => undefined));
  }
  return stacks;
}

function writeRoot(stacks: ReadonlyMap<string, AdoptedStack>): void {
  const folders = [...stacks].map(([name, stack]) => [name, stack.folder] as const);
  inOnePlan(root, Object.fromEntries(folders), {
    provider: { region, default_tags: [{ tags: { project: "acme" } }] },
  });
}

async function planOf(terraform: Terraform): Promise<readonly Planned[]> {
  const file = path.join(folder, "plan.tfplan");
  await terraform.planTo(file);
  return plannedResources(JSON.parse(await text(terraform.showJson(file))));
}

/** What the plan says of one pool's stack, with its own addresses. */
function ofStack(resources: readonly Planned[], name: string): readonly Planned[] {
  const prefix = `module.${name}.`;
  return resources
    .filter(({ address }) => address.startsWith(prefix))
    .map((one) => ({ ...one, address: one.address.slice(prefix.length) }));
}

beforeAll(async () => {
  for (const name of names) configurations.set(name, await propose(name));
  const stacks = await stacksOf("first", new Map());
  writeRoot(stacks);
  const terraform = await terraforms.in(root);
  const first = await planOf(terraform);
  const kept = new Map(
    [...stacks].map(([name, { resources }]) => [
      name,
      toKeep(ofStack(first, name), resources, true),
    ]),
  );
  writeRoot(await stacksOf("second", kept));
  planned = await planOf(terraform);
}, 15 * minutes);

test.each(names)("nothing of the pool %s would change but tags and deletion protection", (name) => {
  const {
    groups = [],
    servers = [],
    providers = [],
    clients = [],
    domain,
  } = madePools[name] ?? {
    pool: {},
  };
  const parts = [...groups, ...servers, ...providers, ...clients];
  const outcome = outcomeOf(ofStack(planned, name));
  expect(outcome.changed).toEqual([]);
  // Every part of it, and the pool.
  expect(outcome.adopted).toBe(parts.length + (domain === undefined ? 0 : 1) + 1);
  expect(outcome.made).toMatchObject({ aws_dynamodb_table: 1 });
  expect(
    ofStack(planned, name)
      .filter(isAdopted)
      .flatMap(({ change }) => change.actions),
  ).not.toContain("delete");
});

/** What the command has printed, as a team pastes it. */
function pasted(printed: string): { readonly entry: object; readonly extend: Extension } {
  const [, entry = ""] = /in environments\.ts:\n\n(.*?)\n\nFor the function/s.exec(printed) ?? [];
  const [, code = ""] = /stacks\/keep";\n\n(.*?)\n\n(?=\S)/s.exec(printed) ?? [];
  // Our own command's, and not somebody's input.
  const shown = runInThisContext(`({${entry}})`) as Readonly<Record<string, object>>;
  const extend = runInThisContext(`(({ environment, auth, keep }) => {${code}})`) as (
    given: object,
  ) => void;
  return {
    entry: Object.values(shown)[0] ?? {},
    extend: (extended) => {
      extend({ ...extended, keep });
    },
  };
}

test(
  "what the command proposes is adopted by an apply, and users sign in as before",
  async () => {
    const { userPoolId: UserPoolId = "", clientIds = [] } = made.get("email") ?? {};
    const Username = "ann@example.com";
    await cognito().send(
      new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }),
    );
    await cognito().send(
      new AdminSetUserPasswordCommand({
        UserPoolId,
        Username,
        Password: password,
        Permanent: true,
      }),
    );
    const before = await cognito().send(new DescribeUserPoolCommand({ UserPoolId }));

    const command = new RunningCommand(
      projectFolder,
      "adopt",
      [UserPoolId, "--environment", "mine"],
      { ...terraforms.environment },
    );
    expect([await command.ended, command.stderr]).toEqual([0, expect.any(String)]);
    expect(command.stdout).toContain(
      "The first apply adopts 2 resources; nothing of them changes but tags.",
    );

    const { entry, extend } = pasted(command.stdout);
    const configuration = {
      project: "acme",
      environments: {
        mine: {
          ...entry,
          // Terraform waits a minute for S3 to know a lifecycle rule.
          attachments: { keepReplacedFiles: "for good" },
          accessLogs: { enabled: false },
          alarms: { enabled: false },
          recipes: { reconcileUsers: { schedule: "off" } },
        },
      },
    } as unknown as ConfigurationInput;
    const stack = await adoptedStack(path.join(folder, "mine"), configuration, new Map(), extend);
    const terraform = await terraforms.in(stack.folder);
    const file = path.join(folder, "mine.tfplan");
    await terraform.planTo(file);
    const review = await reviewPlan(terraform.showJson(file), {
      mode: "plan",
      stack: "auth-mine",
      environment: "mine",
      production: true,
      allowances: [],
      now: new Date(),
      live: (await LiveSettings.in(client())).ask,
    });
    expect(asText(review)).toContain("Adopts 2 resources; nothing of them changes but tags.");
    expect(review.findings.filter(({ level }) => level === "block")).toEqual([]);
    await terraform.applyPlan(file);

    const { AuthenticationResult } = await cognito().send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: clientIds[0],
        AuthParameters: { USERNAME: Username, PASSWORD: password },
      }),
    );
    expect(AuthenticationResult?.AccessToken).toBeDefined();
    const after = await cognito().send(new DescribeUserPoolCommand({ UserPoolId }));
    const settings = ({ UserPool }: typeof after) => ({
      ...UserPool,
      LastModifiedDate: undefined,
      UserPoolTags: undefined,
    });
    expect(settings(after)).toMatchObject(settings(before));
    expect(await terraform.plan()).toEqual({ hasChanges: false });
  },
  10 * minutes,
);

test(
  "a setting that the provider does not know is told with its value, known to the SDK or not",
  async () => {
    const { userPoolId: UserPoolId = "" } = made.get("plain") ?? {};
    await cognito().send(
      new UpdateUserPoolCommand({
        UserPoolId,
        LambdaConfig: {
          InboundFederation: {
            LambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:inbound",
            LambdaVersion: "V1_0",
          },
        },
      }),
    );
    const touched = [
      { address: "aws_cognito_user_pool.users", type: "aws_cognito_user_pool", id: UserPoolId },
      {
        address: "aws_cognito_user_pool.gone",
        type: "aws_cognito_user_pool",
        id: "eu-west-1_Gone",
      },
    ].map((one) => ({ ...one, userPoolId: one.id }));
    const found = foundLive(touched, await (await LiveSettings.in(client())).ask(touched));
    expect(found.map(({ rule, found: { level, cause } }) => [rule, level, cause])).toEqual([
      [
        "setting-wiped",
        "block",
        expect.stringMatching(/`LambdaConfig\.InboundFederation`.*function:inbound/),
      ],
      ["live-not-compared", "notice", expect.stringContaining("ResourceNotFoundException")],
    ]);
  },
  minutes,
);
