import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { beforeAll, expect, test } from "@jest/globals";
import { App } from "cdktf";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startLocalAws, type LocalAws } from "../../../tools/local-aws/local-aws";
import type { Terraform } from "../../../tools/terraform/terraform";
import { environmentStacks } from "../../../stacks/environment-stacks";
import { resolveConfiguration, scopesOf, type Environment } from "../../../configuration";
import { writeFunctions } from "../../support/connected/functions";
import { allows, policiesOf } from "../../support/deploy-roles";
import { duringTests } from "../../support/during-tests";
import { lastingFolder } from "../../support/lasting-folder";
import { Template } from "../../support/template";
import { RecordedCalls } from "../../support/terraform/recorded-calls";
import {
  neededPermissions,
  type NeededPermission,
} from "../../support/terraform/terraform-permissions";
import { TerraformRuns } from "../../support/terraform/terraform-runs";
import { administrator } from "../../support/administrator";
import { TestRoles, type UserKey } from "../../support/iam";

/*
 * Real Terraform with the real AWS provider deploys, changes, plans and takes down an environment that
 * has every type of resource. What it asks AWS for is held against the policies of the deploy roles.
 */

const minutes = 60_000;
const accountId = "123456789012";
const bucket = "acme-terraform-state";
type Edition = "first" | "changed";
const userPool = (edition: Edition) =>
  ({
    advancedSecurityMode: "ENFORCED",
    threatProtection: {
      compromisedCredentials: { eventAction: "BLOCK", eventFilter: ["SIGN_IN"] },
    },
    email: {
      sendingAccount: "DEVELOPER",
      from: "Acme <no-reply@example.com>",
      sesIdentity: {
        domain: "example.com",
        ...(edition === "first" && { mailFromDomain: "bounce.example.com" }),
      },
    },
    waf: {
      rateLimit: edition === "first" ? 500 : 400,
      allowedAddresses: [edition === "first" ? "192.0.2.0/24" : "198.51.100.0/24"],
    },
  }) as const;
const clientSecret = { parameter: "/acme/dev/google" } as const;
const orders = (what: string) =>
  ({ identifier: "https://orders.example.com", name: "Orders", scopes: { read: what } }) as const;

/** What a queue, files, rows and CloudFront call. */
const declared = (edition: Edition) => ({
  told: `({ userTable, queue, attachments, userEvents }) => ({
    description: "Is told of all that happens.",
    access: [userEvents.may("publish")],
    on: [
      queue("orders").messages({ tries: ${edition === "first" ? 3 : 4}, batchSize: ${edition === "first" ? 1 : 2} }),
      attachments.created({ prefix: "${edition === "first" ? "private/" : "public/"}" }),
      ${edition === "first" ? "userTable.changes()," : ""}
    ],
  })`,
  gate: `({ pool }) => ({
    description: "Lets people in.",
    access: [pool.id()],
    environment: { EDITION: "${edition}" },
  }), { edge: "viewer-request" }`,
});
const calls = new RecordedCalls();

const runs = ["deploy", "change", "plan", "destroy", "plan-state"] as const;
type Run = (typeof runs)[number];

function environment(edition: Edition): Environment {
  const [resolved] = resolveConfiguration({
    project: "acme",
    github: { repository: "acme/users", repositoryId: "123456789" },
    environments: {
      dev: {
        accountId,
        region: "eu-west-1",
        state: { bucket },
        protection: { enabled: false, reason: "It lives as long as the test." },
        // Terraform waits most of a minute for S3 to know a lifecycle rule.
        attachments: {
          keepReplacedFiles: "for good",
          allowedOrigins: edition === "first" ? ["https://app.example.com"] : [],
        },
        identityPool: { guests: edition === "first", principalTags: { who: "sub" } },
        domain:
          edition === "first"
            ? { uiCustomization: { cssFile: "__tests__/support/sign-in/page.css" } }
            : { managedLoginVersion: 2 },
        resourceServers: { orders: orders(edition) },
        identityProviders: { Google: { clientId: `${edition}.example.com`, clientSecret } },
        clients: {
          web: {
            identityProviders: ["COGNITO", "Google"],
            oauth: {
              callbackUrls: ["https://app.example.com/callback"],
              scopes: ["openid", scopesOf(orders(edition)).read],
            },
            ...(edition === "changed" && { accessTokenValidity: { value: 5, unit: "minutes" } }),
          },
        },
        // A function on its own and one with a key and a queue: others bring nothing else.
        triggers: ["post-confirmation", "custom-sms-sender"],
        graphql: {
          waf: { managedRules: [] },
          ...(edition === "changed" && { queryDepthLimit: 5, readers: ["Users"] }),
        },
        outputParameters: true,
        userPool: userPool(edition),
        tags: { owner: "accounts" },
        ...(edition === "changed" && {
          tags: { team: "accounts" },
          userPool: {
            ...userPool(edition),
            customAttributes: { plan: { type: "String", minLength: 1, maxLength: 20 } },
            passwordPolicy: { minimumLength: 14 },
          },
          userTable: { attributes: ["name"] },
          functions: { logRetentionDays: 30 },
          groups: [
            { name: "Admins", precedence: 5, description: "Administer." },
            { name: "Users", precedence: 30, description: "Everybody." },
          ],
        }),
      },
    },
  });
  if (resolved === undefined) throw new Error("There is no environment.");
  return resolved;
}

const folder = lastingFolder();
let terraforms: TerraformRuns;
let aws: LocalAws;
duringTests(
  () =>
    startLocalAws({
      credentials: administrator,
      region: "eu-west-1",
      interceptors: [calls.interceptor],
    }),
  (started) => {
    aws = started;
  },
);

const keys = new Map<string, Promise<UserKey>>();

/** What a run signs its calls with, and so is found by. */
function keyOf(run: Run | "administrator"): Promise<UserKey> {
  const key = keys.get(run) ?? new TestRoles(aws).userKey(run);
  keys.set(run, key);
  return key;
}

/** Terraform for a stack in `folder`, signing with `run`. */
async function terraformFor(stack: string, run: Run | "administrator"): Promise<Terraform> {
  return terraforms.in(path.join(folder, "stacks", stack), await keyOf(run));
}

function synthesize(edition: Edition): void {
  const functions = path.join(folder, "functions", edition);
  writeFunctions(functions, declared(edition));
  const app = new App({ outdir: folder });
  environmentStacks(app, environment(edition), undefined, functions);
  app.synth();
}

/** An administrator's, from a state on disk. */
async function deployState(): Promise<void> {
  const file = path.join(folder, "stacks", "state-dev", "cdk.tf.json");
  const json = JSON.parse(readFileSync(file, "utf8")) as { resource: Record<string, unknown> };
  // The provider would wait most of a minute until S3 says that it knows the rule.
  delete json.resource["aws_s3_bucket_lifecycle_configuration"];
  writeFileSync(file, JSON.stringify(json));
  writeFileSync(
    path.join(folder, "stacks", "state-dev", "backend_override.tf.json"),
    JSON.stringify({ terraform: { backend: { local: {} } } }),
  );
  await (await terraformFor("state-dev", "administrator")).apply();
  const plan = await (await terraformFor("state-dev", "plan-state")).plan();
  expect(plan).toEqual({ hasChanges: false });
}

/** What a change is reviewed and applied by: the plan is one role's, and what it says the other does. */
async function changeOthers(stacks: readonly string[]): Promise<void> {
  const planFile = (stack: string) => path.join(folder, `${stack}.tfplan`);
  for (const stack of stacks) {
    const hasChanges = await (await terraformFor(stack, "plan")).planTo(planFile(stack));
    expect([stack, hasChanges]).toEqual([stack, true]);
  }
  for (const stack of stacks) {
    await (await terraformFor(stack, "change")).applyPlan(planFile(stack));
  }
}

async function putSecret(): Promise<void> {
  const credentials = await keyOf("administrator");
  const ssm = new SSMClient({ endpoint: aws.endpoint, region: "eu-west-1", credentials });
  const Name = clientSecret.parameter;
  await ssm.send(new PutParameterCommand({ Name, Value: "s", Type: "SecureString" }));
  ssm.destroy();
}

beforeAll(async () => {
  await putSecret();
  const stacks = ["auth-dev", "api-dev"];
  terraforms = new TerraformRuns(folder, aws);
  try {
    synthesize("first");
    await deployState();
    for (const stack of stacks) await (await terraformFor(stack, "deploy")).apply();
    synthesize("changed");
    await changeOthers(stacks);
    for (const stack of stacks.toReversed()) {
      await (await terraformFor(stack, "destroy")).destroy();
    }
  } finally {
    await terraforms.stop();
  }
}, 15 * minutes);

/** Each permission that a run needs, once. */
async function neededBy(run: Run): Promise<readonly NeededPermission[]> {
  const { accessKeyId } = await keyOf(run);
  const needed = calls.by(accessKeyId).flatMap((request) =>
    neededPermissions(request, {
      accountId,
      tags: { project: "acme", environment: "dev", "managed-by": "gatehouse" },
      boundaryArn: `arn:aws:iam::${accountId}:policy/acme-dev-boundary`,
      stateKeyAlias: "alias/acme-dev-state",
      stateBucket: bucket,
      calledFunctionArn: `arn:aws:lambda:eu-west-1:${accountId}:function:acme-dev-told`,
    }),
  );
  return [...new Map(needed.map((each) => [JSON.stringify(each), each])).values()];
}

/** The state stack as it was written, with what the roles are given for the other stacks. */
function writtenState(): Template {
  return new Template(
    readFileSync(path.join(folder, "stacks", "state-dev", "cdk.tf.json"), "utf8"),
  );
}

function refused(role: "plan" | "apply", needed: readonly NeededPermission[]) {
  const policies = policiesOf(writtenState(), role);
  return needed
    .filter((each) => !allows(policies, each, accountId))
    .map(({ action, resource }) => `${action} ${resource}`);
}

const isRead = ({ action }: NeededPermission) =>
  /:(Get|List|Describe|Decrypt)/.test(action) && !action.startsWith("sts:");
const ofTheLock = ({ resource, action }: NeededPermission) =>
  resource.endsWith(".tflock") || action === "kms:GenerateDataKey";

test.each(["deploy", "change", "destroy"] as const)(
  "the apply role may do all that Terraform does to %s every type of resource",
  async (run) => {
    const needed = await neededBy(run);
    expect(needed.length).toBeGreaterThan(20);
    expect(refused("apply", needed)).toEqual([]);
  },
);

test.each(["plan", "plan-state"] as const)(
  "the plan role may do all that Terraform does for a %s",
  async (run) => {
    // `npm run plan` takes no lock.
    const needed = (await neededBy(run)).filter((each) => !ofTheLock(each));
    expect(needed.length).toBeGreaterThan(20);
    expect(refused("plan", needed)).toEqual([]);
  },
);

test("the plan role may do nothing that changes anything, and locks nothing", async () => {
  const needed = await Promise.all((["deploy", "change", "destroy"] as const).map(neededBy));
  const writes = needed.flat().filter((each) => !isRead(each));
  expect(writes.length).toBeGreaterThan(40);
  expect(refused("plan", writes)).toHaveLength(writes.length);
});

/** What none of the runs does, and some other deployment needs. */
const neededElsewhere = [
  // Once, for the first pool of an account that sends through SES; AWS makes the call by itself.
  "iam:CreateServiceLinkedRole",
  // For roles that are older than the configuration's `github`.
  "iam:PutRolePermissionsBoundary",
  // When a newer version of Gatehouse changes a resource that the configuration does not.
  "appsync:UpdateDataSource",
  "events:UpdateEventBus",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription",
  "kms:PutKeyPolicy",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** For buckets with contents that are left over, which they have or have not. */
const forLeftovers = ["s3:DeleteObjectVersion", "s3:ListBucketVersions"];

test("the apply role has no action that no deployment needs", async () => {
  const needed = await Promise.all(runs.map(neededBy));
  const used = new Set(needed.flat().map(({ action }) => action));
  const granted = policiesOf(writtenState(), "apply").flatMap(({ policy }) =>
    (
      policy as {
        readonly Statement: readonly { readonly Effect: string; readonly Action: string[] }[];
      }
    ).Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action),
  );
  const unused = new Set(
    granted.filter((action) => !used.has(action) && !forLeftovers.includes(action)),
  );
  expect([...unused].sort()).toEqual([...neededElsewhere].sort());
});
