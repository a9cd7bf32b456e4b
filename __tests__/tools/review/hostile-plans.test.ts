import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../tools/review/model";
import { type PlannedResource, planJson, review } from "../../support/plan-json";

const pool = "aws_cognito_user_pool";
const client = "aws_cognito_user_pool_client";
const identityPool = "aws_cognito_identity_pool";
const attachment = "aws_cognito_identity_pool_roles_attachment";
const role = "aws_iam_role";
const rolePolicy = "aws_iam_role_policy";
const lambda = "aws_lambda_function";
const permission = "aws_lambda_permission";
const table = "aws_dynamodb_table";
const publicAccess = "aws_s3_bucket_public_access_block";
const versioning = "aws_s3_bucket_versioning";
const objectLock = "aws_s3_bucket_object_lock_configuration";

const updated = (
  type: string,
  before: JsonObject,
  after: JsonObject,
  more: Partial<PlannedResource> = {},
): PlannedResource => ({ address: `${type}.it`, type, before, after, ...more });
const replaced = (
  type: string,
  before: JsonObject,
  after: JsonObject,
  more: Partial<PlannedResource> = {},
) => updated(type, before, after, { actions: ["delete", "create"], ...more });
const created = (type: string, after: JsonObject, more: Partial<PlannedResource> = {}) => ({
  address: `${type}.it`,
  type,
  after,
  ...more,
});
const deleted = (type: string, before: JsonObject, more: JsonObject = {}): PlannedResource => ({
  address: `${type}.it`,
  type,
  before,
  more,
});

const policy = (action: string | readonly string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: "arn:aws:s3:::files/*" }],
  });
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
});
const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const poolArn = (name: string) => `arn:aws:cognito-idp:eu-west-1:123456789012:userpool/${name}`;
const called = (more: JsonObject = {}): JsonObject => ({
  action: "lambda:InvokeFunction",
  function_name: "confirm",
  principal: "cognito-idp.amazonaws.com",
  source_arn: poolArn("a"),
  ...more,
});
const renamedRole = (more: JsonObject = {}) =>
  replaced(
    role,
    { name: "a", arn: roleArn("a"), assume_role_policy: trust, ...more },
    { name: "b", assume_role_policy: trust },
    { unknown: { arn: true, inline_policy: true, managed_policy_arns: true } },
  );
const expires = (attribute: string, enabled: boolean): JsonObject => ({
  ttl: [{ attribute_name: attribute, enabled }],
});
const sources = (...ids: readonly string[]): JsonObject => ({
  cognito_identity_providers: ids.map((id) => ({ client_id: id, provider_name: "users" })),
});
const kept = { rule: [{ default_retention: [{ mode: "COMPLIANCE", days: 30 }] }] };

test.each<readonly [string, string, readonly PlannedResource[]]>([
  [
    "a permission that goes to another pool",
    "trigger-removed",
    [replaced(permission, called(), called({ source_arn: poolArn("b") }))],
  ],
  [
    "a permission that is for another action",
    "trigger-removed",
    [replaced(permission, called(), called({ action: "lambda:GetFunction" }))],
  ],
  [
    "a function that acts with another role that is there",
    "iam-function-role",
    [
      updated(
        lambda,
        { function_name: "f", role: roleArn("a") },
        { function_name: "f", role: roleArn("b") },
      ),
    ],
  ],
  [
    "a function that acts with a role made for it in this plan",
    "iam-function-role",
    [
      updated(
        lambda,
        { function_name: "f", role: roleArn("a") },
        { function_name: "f" },
        { unknown: { role: true } },
      ),
      created(role, { name: "b", assume_role_policy: trust }, { unknown: { arn: true } }),
    ],
  ],
  [
    "a policy that allows more while its role is replaced",
    "iam-widened",
    [
      renamedRole(),
      replaced(
        rolePolicy,
        { role: "a", policy: policy("s3:GetObject") },
        { role: "b", policy: policy(["s3:GetObject", "s3:DeleteObject"]) },
      ),
    ],
  ],
  [
    "roles of a pool in use that are known only after apply",
    "iam-identity-pool-roles",
    [created(attachment, { identity_pool_id: "eu:1" }, { unknown: { roles: true } })],
  ],
  [
    "a client whose users get no AWS credentials any more",
    "identity-source-changed",
    [updated(identityPool, sources("web", "mobile"), sources("web"))],
  ],
  [
    "another pool whose users get this one's role",
    "identity-source-changed",
    [
      updated(identityPool, sources("web"), {
        cognito_identity_providers: [
          { client_id: "web", provider_name: "users" },
          { client_id: "x", provider_name: "strangers" },
        ],
      }),
    ],
  ],
  [
    "a login provider whose users get this pool's role",
    "identity-source-changed",
    [
      updated(
        identityPool,
        { supported_login_providers: null },
        { supported_login_providers: { "accounts.google.com": "app" } },
      ),
    ],
  ],
  [
    "a grant to use a key that is there",
    "iam-key-grant",
    [created("aws_kms_grant", { key_id: "k", grantee_principal: roleArn("x"), operations: [] })],
  ],
  [
    "authenticator apps switched off",
    "protection-removed",
    [
      updated(
        pool,
        { software_token_mfa_configuration: [{ enabled: true }] },
        { software_token_mfa_configuration: [] },
      ),
    ],
  ],
  [
    "a replica taken off a table",
    "protection-removed",
    [updated(table, { replica: [{ region_name: "us-east-1" }] }, { replica: [] })],
  ],
  [
    "rows that expire by another attribute",
    "protection-removed",
    [updated(table, expires("a", true), expires("b", true))],
  ],
  ["a lock on files that is deleted", "protection-removed", [deleted(objectLock, kept)]],
  [
    "a lock on files that is emptied",
    "protection-removed",
    [updated(objectLock, kept, { rule: [] })],
  ],
  [
    "a public access block that moves to another bucket",
    "protection-removed",
    [
      replaced(
        publicAccess,
        { bucket: "a", block_public_acls: true },
        { bucket: "b", block_public_acls: true },
      ),
    ],
  ],
  [
    "versioning that moves to another bucket",
    "protection-removed",
    [
      replaced(
        versioning,
        { bucket: "a", versioning_configuration: [{ status: "Enabled" }] },
        { bucket: "b", versioning_configuration: [{ status: "Enabled" }] },
      ),
    ],
  ],
])("blocked: %s", async (_what, rule, resources) => {
  const { verdict, findings } = await review(planJson(resources));
  expect(verdict).toBe("blocked");
  expect(findings.filter(({ level }) => level === "block").map((found) => found.rule)).toContain(
    rule,
  );
});

test.each<readonly [string, readonly PlannedResource[]]>([
  [
    "a new client without OAuth, whose callback URLs AWS will tell",
    [
      created(
        client,
        { user_pool_id: "p", allowed_oauth_flows_user_pool_client: false },
        { unknown: { callback_urls: true } },
      ),
    ],
  ],
  [
    "a pool whose second factor was never set",
    [updated(pool, { mfa_configuration: null }, { mfa_configuration: "OFF" })],
  ],
  ["rows that no longer expire", [updated(table, expires("a", true), expires("", false))]],
  ["the name of an expiry that is off", [updated(table, expires("a", false), expires("b", false))]],
  [
    "a public access block that blocks nothing",
    [
      deleted(publicAccess, {
        bucket: "a",
        block_public_acls: false,
        block_public_policy: false,
        ignore_public_acls: false,
        restrict_public_buckets: false,
      }),
    ],
  ],
  [
    "a queue that goes with its policy",
    [
      deleted("aws_sqs_queue_policy", {
        queue_url: "https://q",
        policy: policy("sqs:SendMessage"),
      }),
      deleted("aws_sqs_queue", { url: "https://q" }),
    ],
  ],
  [
    "a role that gets another name, with its policies and its function",
    [
      renamedRole({
        inline_policy: [{ name: "own", policy: policy("s3:GetObject") }],
        managed_policy_arns: ["arn:aws:iam::123456789012:policy/own"],
      }),
      replaced(
        rolePolicy,
        { role: "a", policy: policy("s3:GetObject") },
        { role: "b", policy: policy("s3:GetObject") },
      ),
      replaced(
        "aws_iam_role_policy_attachment",
        { role: "a", policy_arn: "arn:aws:iam::123456789012:policy/own" },
        { role: "b", policy_arn: "arn:aws:iam::123456789012:policy/own" },
      ),
      updated(
        lambda,
        { function_name: "f", role: roleArn("a") },
        { function_name: "f" },
        { unknown: { role: true } },
      ),
    ],
  ],
  [
    "a permission that is tied to its pool",
    [replaced(permission, called({ source_arn: null }), called())],
  ],
])("not blocked: %s", async (_what, resources) => {
  const { verdict, findings } = await review(planJson(resources));
  expect(findings.filter(({ level }) => level === "block")).toEqual([]);
  expect(verdict).toBe("safe");
});

test.each<readonly [string, string, PlannedResource]>([
  [
    "a group's role",
    "role_arn",
    updated("aws_cognito_user_group", { role_arn: "hidden-1" }, { role_arn: "hidden-2" }),
  ],
  [
    "an identity pool's roles",
    "roles",
    replaced(
      attachment,
      { roles: { authenticated: "hidden-1" } },
      { roles: { authenticated: "hidden-2" } },
    ),
  ],
  ["who may call a function", "principal", created(permission, { principal: "hidden" })],
  [
    "a policy that is attached",
    "policy_arn",
    created("aws_iam_role_policy_attachment", { role: "r", policy_arn: "hidden" }),
  ],
])("%s is not told when it is marked as sensitive", async (_what, attribute, resource) => {
  const marked = { beforeSensitive: { [attribute]: true }, afterSensitive: { [attribute]: true } };
  const found = await review(planJson([{ ...resource, ...marked }]));
  expect(found.findings).not.toEqual([]);
  expect(JSON.stringify(found)).not.toContain("hidden");
});

test("what happens alike to the mappings of several clients is one finding, with a line for each", async () => {
  const mapping = (...clients: readonly string[]) => ({
    identity_pool_id: "eu:1",
    role_mapping: clients.map((one) => ({ identity_provider: one, type: "Token" })),
  });
  const change = updated(attachment, mapping("web", "mobile"), mapping());
  const { findings } = await review(planJson([change]));
  expect(findings).toHaveLength(1);
  expect(findings[0]?.details).toHaveLength(2);
});

test("a key in a function's environment is not told, though nothing marks it", async () => {
  const variables = (value: string) => ({ environment: [{ variables: { STRIPE_KEY: value } }] });
  const found = await review(
    planJson([updated(lambda, variables("hidden-1"), variables("hidden-2"))]),
  );
  expect(JSON.stringify(found)).not.toContain("hidden");
});

test("what an earlier replacement has left behind hides nothing about what stays", async () => {
  const address = "aws_dynamodb_table.it";
  const leftBehind = deleted(table, { name: "old" }, { deposed: "a1b2c3d4" });
  const { findings } = await review(
    planJson([leftBehind], {
      output_changes: {
        protected_resources: { actions: ["update"], before: [address], after: [] },
      },
    }),
  );
  expect(findings.map(({ rule }) => rule)).toContain("prevent-destroy-removed");
});

test("prevent_destroy is missed on a resource that nothing else keeps from being deleted", async () => {
  const { findings } = await review(
    planJson([deleted("aws_ssm_parameter", { name: "it" })], {
      output_changes: {
        protected_resources: { actions: ["update"], before: ["aws_ssm_parameter.it"], after: [] },
      },
    }),
  );
  expect(findings.map(({ rule }) => rule)).toContain("prevent-destroy-removed");
});

test.each<readonly [string, JsonObject]>([
  ["errored", { errored: "true" }],
  ["complete", { complete: "false" }],
])("a plan whose `%s` is no plain yes or no does not pass", async (_key, more) => {
  await expect(review(planJson([], more))).rejects.toThrow(/plan/i);
});

test("a resource that is said to stay and changes does not pass", async () => {
  const resource = updated(
    pool,
    { deletion_protection: "ACTIVE" },
    { deletion_protection: "INACTIVE" },
    { actions: ["no-op"] },
  );
  await expect(review(planJson([resource]))).rejects.toThrow(
    /does not fit the actions \["no-op"\]/,
  );
});

test("a domain of its own is no drift of its pool", async () => {
  const drifted = updated(pool, { id: "p", domain: "" }, { id: "p", domain: "acme" });
  const state = {
    values: {
      root_module: {
        resources: [{ type: "aws_cognito_user_pool_domain", values: { user_pool_id: "p" } }],
      },
    },
  };
  const { resource_changes: drift } = planJson([drifted]);
  const of = async (more: JsonObject) =>
    (await review(planJson([], { resource_drift: drift, ...more }), { mode: "drift" })).verdict;
  expect(await of({ prior_state: state })).toBe("no changes");
  expect(await of({})).toBe("safe");
});
