import { describe, expect, test } from "@jest/globals";
import { resolveConfiguration, type Environment } from "../../../configuration";
import type { NamedPolicy, PolicyDocument } from "../../../tools/local-aws/iam/role-policies";
import { evaluate } from "../../../tools/local-aws/iam/evaluation";
import { boundaryOf, coveringState, policiesOf, stateTemplate } from "../../support/deploy-roles";
import { awsEnvironment } from "../../support/environments";
import { everyTrigger } from "../../support/every-trigger";

/*
 * What the deploy roles may never do, and what nobody gets by making roles with them: steps of an
 * escalation are taken with the policies as Terraform would write them.
 */

const { accountId } = awsEnvironment;
const region = "eu-west-1";

function environment(parts: object = {}): Environment {
  const [dev] = resolveConfiguration({
    project: "acme",
    github: { repository: "acme/users", repositoryId: "123456789" },
    environments: {
      dev: { ...awsEnvironment, attachments: { keepReplacedFiles: "for good" }, ...parts },
    },
  });
  if (dev === undefined) throw new Error("There is no environment.");
  return dev;
}

const here = (service: string, resource: string) =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;
const role = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;
const boundaryArn = `arn:aws:iam::${accountId}:policy/acme-dev-boundary`;
const pool = here("cognito-idp", "userpool/eu-west-1_abc");
const table = here("dynamodb", "table/acme-dev-users");
const key = here("kms", "key/1234");
const fn = here("lambda", "function:acme-dev-post-confirmation");
const queue = here("sqs", "acme-dev-unsent-messages");
const files = `arn:aws:s3:::acme-dev-attachments-${accountId}`;
const file = `${files}/private/eu-west-1:ada/photo.jpg`;
const api = here("appsync", "apis/abc");
const apiLog = here("logs", "log-group:/aws/appsync/apis/abc");
const states = "arn:aws:s3:::acme-terraform-state/acme";
const own = { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "dev" };
const newTags = { "aws:RequestTag/project": "acme", "aws:RequestTag/environment": "dev" };
const ofProd = { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "prod" };
const inRegion = { "aws:RequestedRegion": region };
const bounded = { "iam:PermissionsBoundary": boundaryArn };

type Context = Readonly<Record<string, string | readonly string[]>>;
type Request = readonly [action: string, resource: string, context?: Context];

const everything: PolicyDocument = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
};

interface Caller {
  readonly role: string;
  readonly policies: readonly NamedPolicy[];
  readonly bounds?: readonly NamedPolicy[];
}

function may(
  caller: Caller,
  [action, resource, context = {}]: Request,
  resourcePolicy?: PolicyDocument,
): boolean {
  const answer = evaluate({
    principalArn: `arn:aws:sts::${accountId}:assumed-role/${caller.role}/session`,
    action,
    resource,
    accountId,
    context,
    identityPolicies: caller.policies,
    bounds: caller.bounds ?? [],
    resourcePolicy,
  });
  return answer === "Allowed";
}

const protectedState = coveringState(environment({ ...everyTrigger, graphql: {} }));
const open = { protection: { enabled: false, reason: "Its users are invented." } };
const openState = coveringState(environment({ ...everyTrigger, ...open, graphql: {} }));

const plan: Caller = { role: "acme-dev-plan", policies: policiesOf(protectedState, "plan") };
const apply: Caller = { role: "acme-dev-apply", policies: policiesOf(protectedState, "apply") };
const applyOpen: Caller = { role: "acme-dev-apply", policies: policiesOf(openState, "apply") };

/** A role that somebody has made with `apply`: all it can give itself, within the boundary. */
const made: Caller = {
  role: "acme-dev-mine",
  policies: [{ name: "everything", policy: everything }],
  bounds: [boundaryOf(protectedState)],
};

/** Of users, or what guards them: no deploy role ever, not even in an environment that is not protected. */
const never: readonly (readonly [string, Request])[] = [
  ["scan the rows", ["dynamodb:Scan", table]],
  ["read a row", ["dynamodb:GetItem", table]],
  ["write a row", ["dynamodb:PutItem", table]],
  ["export the table", ["dynamodb:ExportTableToPointInTime", table]],
  ["let others into the table", ["dynamodb:PutResourcePolicy", table]],
  ["list users", ["cognito-idp:ListUsers", pool, own]],
  ["look at a user", ["cognito-idp:AdminGetUser", pool, own]],
  ["set a user's password", ["cognito-idp:AdminSetUserPassword", pool, own]],
  ["delete a user", ["cognito-idp:AdminDeleteUser", pool, own]],
  ["sign in as a user", ["cognito-idp:AdminInitiateAuth", pool, own]],
  ["get a user's credentials", ["cognito-identity:GetCredentialsForIdentity", "*"]],
  ["read a user's file", ["s3:GetObject", file]],
  ["read an old version of it", ["s3:GetObjectVersion", file]],
  ["write a user's file", ["s3:PutObject", file]],
  ["decrypt codes", ["kms:Decrypt", key, own]],
  ["read failed messages", ["sqs:ReceiveMessage", queue]],
  ["call a function", ["lambda:InvokeFunction", fn]],
  ["ask the GraphQL API", ["appsync:GraphQL", `${api}/types/Query/fields/users`]],
  ["make a key for the GraphQL API", ["appsync:CreateApiKey", "*", inRegion]],
  ["change another team's GraphQL API", ["appsync:UpdateGraphqlApi", api]],
  [
    "take another environment's GraphQL API",
    ["appsync:TagResource", api, { ...newTags, ...ofProd }],
  ],
  [
    "change another Region's resolvers",
    ["appsync:UpdateResolver", "*", { "aws:RequestedRegion": "us-east-1" }],
  ],
  [
    "let AppSync use a role of another environment",
    [
      "iam:PassRole",
      role("acme-prod-api-users"),
      { "iam:PassedToService": "appsync.amazonaws.com" },
    ],
  ],
  ["delete another API's log", ["logs:DeleteLogGroup", apiLog, ofProd]],
  ["send mail", ["ses:SendEmail", `arn:aws:ses:${region}:${accountId}:identity/example.com`]],
  ["send a text message", ["sns:Publish", "+15550100"]],
  ["read logs", ["logs:GetLogEvents", here("logs", "log-group:/aws/lambda/acme-dev-x")]],
  ["become another role", ["sts:AssumeRole", role("acme-dev-mine")]],
  ["make a role without the boundary", ["iam:CreateRole", role("acme-dev-mine")]],
  [
    "make a role with another boundary",
    [
      "iam:CreateRole",
      role("acme-dev-mine"),
      { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" },
    ],
  ],
  ["take a boundary away", ["iam:DeleteRolePermissionsBoundary", role("acme-dev-mine"), bounded]],
  ["attach a policy of AWS's", ["iam:AttachRolePolicy", role("acme-dev-mine"), bounded]],
  ["change the boundary", ["iam:CreatePolicyVersion", boundaryArn]],
  ["put an old boundary back", ["iam:SetDefaultPolicyVersion", boundaryArn]],
  ["change its own trust", ["iam:UpdateAssumeRolePolicy", role("acme-dev-apply"), bounded]],
  ["give itself a policy", ["iam:PutRolePolicy", role("acme-dev-apply"), bounded]],
  ["give plan a policy", ["iam:PutRolePolicy", role("acme-dev-plan"), bounded]],
  [
    "run a function as itself",
    ["iam:PassRole", role("acme-dev-apply"), { "iam:PassedToService": "lambda.amazonaws.com" }],
  ],
  [
    "pass a role to a machine",
    ["iam:PassRole", role("acme-dev-mine"), { "iam:PassedToService": "ec2.amazonaws.com" }],
  ],
  [
    "pass another environment's role",
    ["iam:PassRole", role("acme-prod-x"), { "iam:PassedToService": "lambda.amazonaws.com" }],
  ],
  ["make a user with a key", ["iam:CreateAccessKey", `arn:aws:iam::${accountId}:user/eve`]],
  [
    "trust another issuer",
    ["iam:CreateOpenIDConnectProvider", `arn:aws:iam::${accountId}:oidc-provider/evil.example`],
  ],
  ["write the state of its own roles", ["s3:PutObject", `${states}/dev/state.tfstate`]],
  ["write another environment's state", ["s3:PutObject", `${states}/prod/auth.tfstate`]],
  ["read another environment's state", ["s3:GetObject", `${states}/prod/auth.tfstate`]],
  ["let all files expire", ["s3:PutLifecycleConfiguration", files]],
  [
    "tag another team's named key",
    ["kms:TagResource", key, { ...newTags, "kms:ResourceAliases": ["alias/billing"] }],
  ],
  [
    "tag another environment's key",
    [
      "kms:TagResource",
      key,
      { ...newTags, "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "prod" },
    ],
  ],
  [
    "change another team's key",
    ["kms:PutKeyPolicy", key, { "kms:ResourceAliases": ["alias/billing"] }],
  ],
];

/** What loses users: not where the environment is protected. */
const neverProtected: readonly (readonly [string, Request])[] = [
  ["delete the pool", ["cognito-idp:DeleteUserPool", pool, own]],
  ["delete the table", ["dynamodb:DeleteTable", table]],
  ["delete the identity pool", ["cognito-identity:DeleteIdentityPool", "*", own]],
  ["delete the key of the codes", ["kms:ScheduleKeyDeletion", key, own]],
  ["delete a user's file", ["s3:DeleteObject", file]],
  ["delete the bucket of the files", ["s3:DeleteBucket", files]],
  ["delete the GraphQL API", ["appsync:DeleteGraphqlApi", api, own]],
  [
    "let others have the rows that AppSync has",
    ["iam:UpdateAssumeRolePolicy", role("acme-dev-api-users"), bounded],
  ],
  [
    "make the role of AppSync's anew, with another trust",
    ["iam:DeleteRole", role("acme-dev-api-cognito"), bounded],
  ],
];

describe.each([
  ["plan", plan],
  ["apply", apply],
  ["apply of an environment that is not protected", applyOpen],
])("the role to %s may never", (_name, caller) => {
  test.each(never)("%s", (_what, request) => {
    expect(may(caller, request)).toBe(false);
  });
});

test.each(neverProtected)("where users are kept, no deploy role may %s", (_what, request) => {
  expect([may(plan, request), may(apply, request)]).toEqual([false, false]);
});

test.each<readonly [string, Request]>([
  ["make a role", ["iam:CreateRole", role("acme-dev-mine"), bounded]],
  ["change code", ["lambda:UpdateFunctionCode", fn]],
  ["change the pool", ["cognito-idp:UpdateUserPool", pool, own]],
  ["write the state", ["s3:PutObject", `${states}/dev/auth.tfstate`]],
  ["change the GraphQL API", ["appsync:UpdateGraphqlApi", api, own]],
  ["change a resolver", ["appsync:UpdateResolver", "*", inRegion]],
  ["lock the state", ["s3:PutObject", `${states}/dev/auth.tfstate.tflock`]],
])("what apply is there to do, %s, plan may not", (_what, request) => {
  expect([may(apply, request), may(plan, request)]).toEqual([true, false]);
});

describe("whoever has made a role with apply, and becomes it from wherever its trust allows, gets", () => {
  test.each<readonly [string, Request]>([
    ["no row", ["dynamodb:Scan", table]],
    ["no row written", ["dynamodb:PutItem", table]],
    ["no user", ["cognito-idp:ListUsers", pool, own]],
    ["nobody into a group", ["cognito-idp:AdminAddUserToGroup", pool, own]],
    ["no file", ["s3:GetObject", file]],
    ["no file deleted", ["s3:DeleteObject", file]],
    ["no name of a file", ["s3:ListBucket", files, { "s3:prefix": "private/" }]],
    ["no mail sent", ["ses:SendEmail", `arn:aws:ses:${region}:${accountId}:identity/example.com`]],
    ["no text message sent", ["sns:Publish", "+15550100"]],
    ["no code", ["kms:Decrypt", key, own]],
    ["no function called", ["lambda:InvokeFunction", fn]],
    ["no other role", ["sts:AssumeRole", role("acme-dev-apply")]],
    ["no state", ["s3:GetObject", `${states}/dev/auth.tfstate`]],
    ["no right of IAM", ["iam:PutRolePolicy", role("acme-dev-mine")]],
  ])("%s", (_what, request) => {
    // Step one: the role. Step two: a policy for everything. Step three: to become it.
    expect(may(apply, ["iam:CreateRole", role(made.role), bounded])).toBe(true);
    expect(may(apply, ["iam:PutRolePolicy", role(made.role), bounded])).toBe(true);
    expect(may(apply, ["iam:UpdateAssumeRolePolicy", role(made.role), bounded])).toBe(true);
    expect(may(made, request)).toBe(false);
  });

  test("no file by an identity pool of their own either: only what is named by an id of theirs", () => {
    const theirs = { "cognito-identity.amazonaws.com:sub": "eu-west-1:eve" };
    expect(may(made, ["s3:GetObject", file, theirs])).toBe(false);
    const prefix = { ...theirs, "s3:prefix": "private/eu-west-1:ada/" };
    expect(may(made, ["s3:ListBucket", files, prefix])).toBe(false);
    expect(may(made, ["s3:GetObject", file, { "cognito-identity.amazonaws.com:sub": "*" }])).toBe(
      false,
    );
  });

  test("nothing as a function of another environment", () => {
    const context = { "lambda:SourceFunctionArn": here("lambda", "function:acme-prod-x") };
    expect(may(made, ["dynamodb:Scan", table, context])).toBe(false);
  });
});

test("what the code of a function reads, whoever deploys code can read: that is not promised away", () => {
  expect(may(apply, ["lambda:UpdateFunctionCode", fn])).toBe(true);
  expect(may(made, ["dynamodb:Scan", table, { "lambda:SourceFunctionArn": fn }])).toBe(true);
});

describe("a policy of a resource that names apply itself does not help it", () => {
  const lets = (action: string): PolicyDocument => ({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { AWS: role("acme-dev-apply") },
      Action: action,
      Resource: "*",
    },
  });
  test.each<readonly [string, Request, Request]>([
    [
      "a role",
      ["iam:UpdateAssumeRolePolicy", role("acme-dev-mine"), bounded],
      ["sts:AssumeRole", role("acme-dev-mine")],
    ],
    ["a queue", ["sqs:SetQueueAttributes", queue], ["sqs:ReceiveMessage", queue]],
    ["a function", ["lambda:AddPermission", fn], ["lambda:InvokeFunction", fn]],
    ["a bucket", ["s3:PutBucketPolicy", files], ["s3:GetObject", file]],
    ["a key", ["kms:PutKeyPolicy", key, own], ["kms:Decrypt", key, own]],
  ])("%s", (_what, write, use) => {
    expect(may(apply, write)).toBe(true);
    expect(may(apply, use, lets(use[0]))).toBe(false);
  });
});

test("a key is made and tagged only where the environment has senders, and so has codes", () => {
  const none: Caller = {
    role: "acme-dev-apply",
    policies: policiesOf(stateTemplate(environment()), "apply"),
  };
  const create: Request = ["kms:CreateKey", "*", newTags];
  const tag: Request = ["kms:TagResource", key, newTags];
  expect([may(apply, create), may(apply, tag)]).toEqual([true, true]);
  expect([may(none, create), may(none, tag)]).toEqual([false, false]);
});
