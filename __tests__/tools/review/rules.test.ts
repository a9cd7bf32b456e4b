import { expect, test } from "@jest/globals";
import { statefulResources } from "../../../tools/review/stateful-resources";
import type { JsonObject } from "../../../tools/review/model";
import { rules } from "../../../tools/review/rules/catalogue";
import { findingsOf, type PlannedResource, planJson, review } from "../../support/plan-json";

const pool = "aws_cognito_user_pool";
const table = "aws_dynamodb_table";
const client = "aws_cognito_user_pool_client";
const lambda = "aws_lambda_function";
const permission = "aws_lambda_permission";
const identityPool = "aws_cognito_identity_pool";
const bucket = "aws_s3_bucket";
const publicAccess = "aws_s3_bucket_public_access_block";
const encryption = "aws_s3_bucket_server_side_encryption_configuration";
const lifecycle = "aws_s3_bucket_lifecycle_configuration";
const versioning = "aws_s3_bucket_versioning";

const updated = (
  type: string,
  before: JsonObject,
  after: JsonObject,
  more: Partial<PlannedResource> = {},
): PlannedResource => ({ type, before, after, ...more });

const deleted = (type: string, before: JsonObject): PlannedResource => ({ type, before });
const created = (type: string, after: JsonObject): PlannedResource => ({ type, after });

test("every rule has an id of its own, and a title that is a sentence", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, title } of rules) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title).toMatch(/^[A-Z].*\.$/);
  }
});

test.each(Object.keys(statefulResources))(
  "nobody deletes, replaces or forgets a %s unseen",
  async (type) => {
    const there = { name: "it" };
    const is = (actions: readonly string[], after: JsonObject | null, more: JsonObject = {}) =>
      findingsOf([{ type, actions, before: there, after, more }]);
    expect(await is(["delete"], null)).toContain("block stateful-resource-deleted");
    expect(await is(["delete"], null, { deposed: "a1" })).toContain(
      "block stateful-resource-deleted",
    );
    expect(await is(["forget"], null)).toContain("block stateful-resource-forgotten");
    for (const actions of [
      ["delete", "create"],
      ["create", "delete"],
      ["create", "forget"],
    ]) {
      expect(await is(actions, there)).toContain("block stateful-resource-replaced");
    }
  },
);

const own = { apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms" }] };
const plain = { apply_server_side_encryption_by_default: [{ sse_algorithm: "AES256" }] };
const expiring = (days: number, more: JsonObject = {}) => ({
  rule: [{ id: "a", status: "Enabled", filter: [{ prefix: "" }], expiration: [{ days }], ...more }],
});
const oldVersions = (days: number) => ({
  rule: [{ status: "Enabled", noncurrent_version_expiration: [{ noncurrent_days: days }] }],
});
const triggered = (config: JsonObject) => ({ lambda_config: [config] });
const calls = (url: readonly string[]) => ({ user_pool_id: "p", callback_urls: url });

test.each<readonly [string, PlannedResource]>([
  [
    "a pool's deletion protection",
    updated(pool, { deletion_protection: "ACTIVE" }, { deletion_protection: "INACTIVE" }),
  ],
  [
    "a pool's deletion protection, by leaving it out",
    updated(pool, { deletion_protection: "ACTIVE" }, {}),
  ],
  [
    "a pool's deletion protection, until apply",
    updated(
      pool,
      { deletion_protection: "ACTIVE" },
      {},
      { unknown: { deletion_protection: true } },
    ),
  ],
  [
    "second factors",
    updated(pool, { mfa_configuration: "OPTIONAL" }, { mfa_configuration: "OFF" }),
  ],
  [
    "a table's deletion protection",
    updated(table, { deletion_protection_enabled: true }, { deletion_protection_enabled: false }),
  ],
  [
    "point-in-time recovery",
    updated(
      table,
      { point_in_time_recovery: [{ enabled: true }] },
      { point_in_time_recovery: [{ enabled: false }] },
    ),
  ],
  [
    "point-in-time recovery, with its block",
    updated(table, { point_in_time_recovery: [{ enabled: true }] }, { point_in_time_recovery: [] }),
  ],
  [
    "a table's own key",
    updated(
      table,
      { server_side_encryption: [{ enabled: true, kms_key_arn: "k" }] },
      { server_side_encryption: [] },
    ),
  ],
  [
    "rows, once they expire",
    updated(
      table,
      { ttl: [{ enabled: false }] },
      { ttl: [{ enabled: true, attribute_name: "t" }] },
    ),
  ],
  [
    "rows, by another attribute",
    updated(
      table,
      { ttl: [{ enabled: true, attribute_name: "t" }] },
      { ttl: [{ enabled: true, attribute_name: "u" }] },
    ),
  ],
  [
    "S3's refusal to delete what is full",
    updated(bucket, { force_destroy: false }, { force_destroy: true }),
  ],
  [
    "versions",
    updated(
      versioning,
      { versioning_configuration: [{ status: "Enabled" }] },
      { versioning_configuration: [{ status: "Suspended" }] },
    ),
  ],
  [
    "versions, as an object",
    updated(
      versioning,
      { versioning_configuration: { status: "Enabled" } },
      { versioning_configuration: { status: "Suspended" } },
    ),
  ],
  [
    "versions, with their resource",
    deleted(versioning, { bucket: "b", versioning_configuration: [{ status: "Enabled" }] }),
  ],
  [
    "public access block",
    updated(publicAccess, { block_public_policy: true }, { block_public_policy: false }),
  ],
  ["public access block, with its resource", deleted(publicAccess, { bucket: "b" })],
  ["a bucket's own key", updated(encryption, { rule: [own] }, { rule: [plain] })],
  ["a bucket's own key, with its resource", deleted(encryption, { bucket: "b", rule: [own] })],
  ["files, once they expire", updated(lifecycle, oldVersions(30), expiring(30))],
  ["files, sooner", updated(lifecycle, expiring(30), expiring(7))],
  [
    "files, by a rule that comes to a bucket in use",
    created(lifecycle, { bucket: "b", ...expiring(30) }),
  ],
  [
    "files, by an ACL that comes to a bucket in use",
    created("aws_s3_bucket_acl", { bucket: "b", acl: "public-read" }),
  ],
  [
    "threat protection that stops sign-ins",
    updated(
      pool,
      { user_pool_add_ons: [{ advanced_security_mode: "ENFORCED" }] },
      { user_pool_add_ons: [{ advanced_security_mode: "AUDIT" }] },
    ),
  ],
  [
    "threat protection, with its block",
    updated(
      pool,
      { user_pool_add_ons: [{ advanced_security_mode: "ENFORCED" }] },
      { user_pool_add_ons: [] },
    ),
  ],
  [
    "a new address that counts once it is verified",
    updated(
      pool,
      {
        user_attribute_update_settings: [
          { attributes_require_verification_before_update: ["email"] },
        ],
      },
      { user_attribute_update_settings: [] },
    ),
  ],
  ["a key", updated("aws_kms_key", { is_enabled: true }, { is_enabled: false })],
])("taking off what protects is blocked: %s", async (_name, resource) => {
  expect(await findingsOf([resource])).toContain("block protection-removed");
});

test.each<readonly [string, string, PlannedResource]>([
  [
    "guests-allowed",
    "guests",
    updated(
      identityPool,
      { allow_unauthenticated_identities: false },
      { allow_unauthenticated_identities: true },
    ),
  ],
  [
    "guests-allowed",
    "guests, where nothing was said",
    updated(identityPool, {}, { allow_unauthenticated_identities: true }),
  ],
  [
    "public-sign-up-allowed",
    "public sign-up",
    updated(
      pool,
      { admin_create_user_config: [{ allow_admin_create_user_only: true }] },
      { admin_create_user_config: [{ allow_admin_create_user_only: false }] },
    ),
  ],
  [
    "public-sign-up-allowed",
    "public sign-up, by leaving it out",
    updated(
      pool,
      { admin_create_user_config: [{ allow_admin_create_user_only: true }] },
      { admin_create_user_config: [] },
    ),
  ],
  [
    "trigger-removed",
    "a trigger",
    updated(
      pool,
      triggered({ pre_sign_up: "f", post_confirmation: "g" }),
      triggered({ pre_sign_up: "f", post_confirmation: null }),
    ),
  ],
  [
    "trigger-removed",
    "all triggers",
    updated(pool, triggered({ pre_sign_up: "f" }), { lambda_config: [] }),
  ],
  [
    "trigger-removed",
    "a trigger with a version",
    updated(
      pool,
      triggered({ pre_token_generation_config: [{ lambda_arn: "f", lambda_version: "V2_0" }] }),
      triggered({ pre_sign_up: "f" }),
    ),
  ],
  [
    "trigger-removed",
    "a sender",
    updated(
      pool,
      triggered({ custom_email_sender: [{ lambda_arn: "f" }] }),
      triggered({ custom_email_sender: [] }),
    ),
  ],
  [
    "trigger-removed",
    "Cognito's permission",
    deleted(permission, { principal: "cognito-idp.amazonaws.com" }),
  ],
  [
    "trigger-removed",
    "Cognito's permission, given to another",
    updated(
      permission,
      { principal: "cognito-idp.amazonaws.com" },
      { principal: "s3.amazonaws.com" },
      { actions: ["delete", "create"] },
    ),
  ],
  [
    "function-stopped",
    "a function that may not run",
    updated(lambda, { reserved_concurrent_executions: -1 }, { reserved_concurrent_executions: 0 }),
  ],
  [
    "roles-detached",
    "roles",
    deleted("aws_cognito_identity_pool_roles_attachment", { identity_pool_id: "i" }),
  ],
  [
    "user-attribute-changed",
    "an attribute that goes",
    updated(pool, { schema: [{ name: "plan" }] }, { schema: [] }),
  ],
  [
    "user-attribute-changed",
    "an attribute that changes",
    updated(
      pool,
      { schema: [{ name: "plan", mutable: true }] },
      { schema: [{ name: "plan", mutable: false }] },
    ),
  ],
  [
    "callback-url-added",
    "a callback URL",
    updated(client, calls(["https://a"]), calls(["https://a", "https://b"])),
  ],
  [
    "callback-url-added",
    "a callback URL, until apply",
    updated(
      client,
      calls(["https://a"]),
      { user_pool_id: "p" },
      { unknown: { callback_urls: true } },
    ),
  ],
  ...["custom:role", "custom:isAdmin", "custom:tenant_id", "custom:userrole"].map(
    (name): readonly [string, string, PlannedResource] => [
      "writable-authority",
      name,
      updated(client, { write_attributes: ["email"] }, { write_attributes: ["email", name] }),
    ],
  ),
  [
    "writable-authority",
    "of a new client of a pool in use",
    created(client, { user_pool_id: "p", write_attributes: ["custom:groups"] }),
  ],
  ["callback-url-added", "a client of a pool in use", created(client, calls(["https://b"]))],
  [
    "trigger-added",
    "a function until apply, which may be anybody's",
    updated(pool, triggered({ pre_sign_up: "f" }), triggered({}), {
      unknown: { lambda_config: [{ pre_sign_up: true }] },
    }),
  ],
])("it is blocked as %s: %s", async (rule, _name, resource) => {
  expect(await findingsOf([resource])).toContain(`block ${rule}`);
});

test.each<readonly [string, string, PlannedResource]>([
  [
    "protection-weakened",
    "an optional second factor",
    updated(pool, { mfa_configuration: "ON" }, { mfa_configuration: "OPTIONAL" }),
  ],
  [
    "protection-weakened",
    "threat protection that only looks",
    updated(
      pool,
      { user_pool_add_ons: [{ advanced_security_mode: "AUDIT" }] },
      { user_pool_add_ons: [{ advanced_security_mode: "OFF" }] },
    ),
  ],
  [
    "protection-weakened",
    "shorter passwords",
    updated(
      pool,
      { password_policy: [{ minimum_length: 12 }] },
      { password_policy: [{ minimum_length: 8 }] },
    ),
  ],
  [
    "protection-weakened",
    "simpler passwords",
    updated(
      pool,
      { password_policy: [{ require_symbols: true }] },
      { password_policy: [{ require_symbols: false }] },
    ),
  ],
  [
    "protection-weakened",
    "another key of a table",
    updated(
      table,
      { server_side_encryption: [{ enabled: true, kms_key_arn: "a" }] },
      { server_side_encryption: [{ enabled: true, kms_key_arn: "b" }] },
    ),
  ],
  [
    "protection-weakened",
    "a shorter window",
    updated("aws_kms_key", { deletion_window_in_days: 30 }, { deletion_window_in_days: 7 }),
  ],
  [
    "protection-weakened",
    "no rotation",
    updated("aws_kms_key", { enable_key_rotation: true }, { enable_key_rotation: false }),
  ],
  [
    "protection-weakened",
    "logs for good that are not",
    updated("aws_cloudwatch_log_group", { retention_in_days: 0 }, { retention_in_days: 30 }),
  ],
  ["protection-weakened", "a log that goes", deleted("aws_cloudwatch_log_group", { name: "l" })],
  [
    "protection-weakened",
    "old versions for less",
    updated(lifecycle, oldVersions(90), oldVersions(30)),
  ],
  [
    "trigger-changed",
    "another function",
    updated(pool, triggered({ pre_sign_up: "f" }), triggered({ pre_sign_up: "g" })),
  ],
  [
    "trigger-added",
    "a new trigger",
    updated(pool, { lambda_config: [] }, triggered({ pre_sign_up: "f" })),
  ],
  [
    "trigger-changed",
    "an older event",
    updated(
      pool,
      triggered({ pre_token_generation_config: [{ lambda_arn: "f", lambda_version: "V2_0" }] }),
      triggered({ pre_token_generation_config: [{ lambda_arn: "f", lambda_version: "V1_0" }] }),
    ),
  ],
  [
    "trigger-changed",
    "a permission made anew",
    updated(
      permission,
      { principal: "cognito-idp.amazonaws.com" },
      { principal: "cognito-idp.amazonaws.com" },
      { actions: ["delete", "create"] },
    ),
  ],
  ["function-changed", "a function that goes", deleted(lambda, { function_name: "f" })],
  ["function-changed", "another handler", updated(lambda, { handler: "a.b" }, { handler: "c.d" })],
  [
    "guests-allowed",
    "the classic flow",
    updated(identityPool, { allow_classic_flow: false }, { allow_classic_flow: true }),
  ],
  [
    "client-changed",
    "a callback URL that goes",
    updated(client, calls(["https://a", "https://b"]), calls(["https://a"])),
  ],
  [
    "client-changed",
    "a flow with passwords",
    updated(
      client,
      { explicit_auth_flows: [] },
      { explicit_auth_flows: ["ALLOW_USER_PASSWORD_AUTH"] },
    ),
  ],
  [
    "client-changed",
    "an attribute to write",
    updated(
      client,
      { write_attributes: ["email"] },
      { write_attributes: ["custom:newsletter", "email"] },
    ),
  ],
  [
    "client-changed",
    "tokens for longer, in other units",
    updated(
      client,
      { access_token_validity: 30, token_validity_units: [{ access_token: "minutes" }] },
      { access_token_validity: 1, token_validity_units: [{ access_token: "hours" }] },
    ),
  ],
  [
    "client-changed",
    "names that can be guessed",
    updated(
      client,
      { prevent_user_existence_errors: "ENABLED" },
      { prevent_user_existence_errors: "LEGACY" },
    ),
  ],
])("it is worth knowing, as %s: %s", async (rule, _name, resource) => {
  const findings = await findingsOf([resource]);
  expect(findings).toContain(`notice ${rule}`);
  expect(findings.filter((finding) => finding.startsWith("block"))).toEqual([]);
});

test.each<readonly [string, PlannedResource]>([
  [
    "a new attribute of users",
    updated(pool, { schema: [{ name: "a" }] }, { schema: [{ name: "a" }, { name: "b" }] }),
  ],
  [
    "attributes in another order",
    updated(
      pool,
      { schema: [{ name: "a" }, { name: "b" }] },
      { schema: [{ name: "b" }, { name: "a" }] },
    ),
  ],
  [
    "protection where there was none",
    updated(pool, { deletion_protection: "INACTIVE" }, { deletion_protection: "ACTIVE" }),
  ],
  [
    "protection that was never there",
    updated(table, { point_in_time_recovery: null }, { point_in_time_recovery: [] }),
  ],
  [
    "a trigger that moves to the newer block",
    updated(
      pool,
      triggered({ pre_token_generation: "f" }),
      triggered({ pre_token_generation_config: [{ lambda_arn: "f", lambda_version: "V2_0" }] }),
    ),
  ],
  [
    "longer passwords",
    updated(
      pool,
      { password_policy: [{ minimum_length: 8 }] },
      { password_policy: [{ minimum_length: 12 }] },
    ),
  ],
  ["another tag", updated(bucket, { tags: { a: "1" } }, { tags: { a: "2" } })],
  [
    "callback URLs in another order",
    updated(client, calls(["https://a", "https://b"]), calls(["https://b", "https://a"])),
  ],
  [
    "shorter tokens in other units",
    updated(
      client,
      { access_token_validity: 2, token_validity_units: [{ access_token: "hours" }] },
      { access_token_validity: 90, token_validity_units: [{ access_token: "minutes" }] },
    ),
  ],
  ["files that expire later", updated(lifecycle, expiring(7), expiring(30))],
  [
    "the same rule with its filter left out",
    updated(lifecycle, expiring(7), expiring(7, { filter: [] })),
  ],
  ["a rule that is off", updated(lifecycle, { rule: [] }, expiring(7, { status: "Disabled" }))],
  ["a function's new code", updated(lambda, { source_code_hash: "a" }, { source_code_hash: "b" })],
  ["another provider's resource", deleted("google_storage_bucket", { name: "b" })],
])("nothing is said about %s", async (_name, resource) => {
  expect(await findingsOf([resource])).toEqual([]);
});

test("a first deploy is never blocked", async () => {
  const unknown = { id: true, user_pool_id: true };
  expect(
    await findingsOf([
      {
        ...created(pool, { name: "u", mfa_configuration: "OFF", deletion_protection: "INACTIVE" }),
        unknown: { id: true },
      },
      { ...created(client, { callback_urls: ["https://a"] }), unknown },
      created(identityPool, { allow_unauthenticated_identities: true }),
      created(bucket, { bucket: "b", force_destroy: true }),
      created(lifecycle, { bucket: "b", ...expiring(1) }),
      created(publicAccess, { bucket: "b", block_public_policy: false }),
      created(lambda, { function_name: "f", reserved_concurrent_executions: 0 }),
    ]),
  ).toEqual([]);
});

test("outside of production a new callback URL is nobody's concern", async () => {
  const change = updated(client, calls(["https://a"]), calls(["https://b"]));
  expect(await findingsOf([change], { production: false })).toEqual(["notice client-changed"]);
});

test("settings that go with their bucket are not blocked beside it", async () => {
  const gone = [
    deleted(bucket, { bucket: "b" }),
    deleted(publicAccess, { bucket: "b" }),
    deleted(versioning, { bucket: "b", versioning_configuration: [{ status: "Enabled" }] }),
  ];
  expect(await findingsOf(gone)).toEqual([
    "block stateful-resource-deleted",
    "notice protection-removed",
    "notice protection-removed",
  ]);
});

test("a replaced pool says which attribute forces it, what users lose, and what to do", async () => {
  const { findings } = await review(
    planJson([
      {
        type: pool,
        actions: ["delete", "create"],
        before: { username_attributes: ["email"] },
        after: { username_attributes: ["phone_number"] },
        replacePaths: [["username_attributes"]],
      },
    ]),
  );
  expect(findings[0]?.cause).toBe("replaced because of `username_attributes`");
  expect(findings[0]?.effect).toMatch(/every user and every password is lost/);
  expect(findings[0]?.instead).toMatch(/second pool/);
});

test("a deleted pool says why Terraform deletes it", async () => {
  const more = { action_reason: "delete_because_no_resource_config" };
  const { findings } = await review(planJson([{ ...deleted(pool, {}), more }]));
  expect(findings[0]?.cause).toMatch(/its block is gone/);
});

test("a pool of any mirror, fork or module is watched", async () => {
  for (const provider_name of [
    "registry.opentofu.org/hashicorp/aws",
    "example.com/hashicorp/aws",
  ]) {
    const address = 'module.auth["eu"].aws_cognito_user_pool.pool[0]';
    const resource = { ...deleted(pool, {}), address, more: { provider_name } };
    const { findings } = await review(planJson([resource]));
    expect(findings.map((one) => one.address)).toEqual([address]);
  }
});

test("prevent_destroy that is taken off is seen in the output, though no plan shows it", async () => {
  const outputs = (before: readonly string[], after: readonly string[] | null) => ({
    output_changes: { protected_resources: { actions: ["update"], before, after } },
  });
  const said = async (resources: readonly PlannedResource[], more: object) =>
    (await review(planJson(resources, more as never))).findings.map(
      ({ level, rule, address }) => `${level} ${rule} ${address}`,
    );
  const [users, table_] = [`${pool}.users`, `${table}.users`];
  expect(await said([], outputs([users, table_], [users]))).toEqual([
    `block prevent-destroy-removed ${table_}`,
  ]);
  expect(await said([], outputs([users], null))).toEqual([
    `block prevent-destroy-removed ${users}`,
  ]);
  expect(await said([], outputs([users], [users, table_]))).toEqual([]);
  const gone = [{ ...deleted(table, {}), address: table_ }];
  expect(await said(gone, outputs([table_], []))).toEqual([
    `block stateful-resource-deleted ${table_}`,
  ]);
  const moved = {
    type: pool,
    actions: ["no-op"],
    before: {},
    after: {},
    address: `${pool}.people`,
    more: { previous_address: users },
  };
  expect(await said([moved], outputs([users], [`${pool}.people`]))).toEqual([]);
});

test("an attribute by which an identity pool gives roles or tags is not for users to write", async () => {
  const writes = updated(client, { write_attributes: [] }, { write_attributes: ["custom:level"] });
  const rule = { claim: "custom:level", match_type: "Equals", value: "9", role_arn: "arn" };
  const mapped = (claim: string): PlannedResource => {
    const values = { role_mapping: [{ mapping_rule: [{ ...rule, claim }] }] };
    const type = "aws_cognito_identity_pool_roles_attachment";
    return { address: `${type}.it`, type, before: values, after: values, actions: ["no-op"] };
  };
  const tags = { principal_tags: { level: "custom:level" } };
  const tagged: PlannedResource = {
    address: "aws_cognito_identity_pool_provider_principal_tag.it",
    type: "aws_cognito_identity_pool_provider_principal_tag",
    before: tags,
    after: tags,
    actions: ["no-op"],
  };
  const blocked = "block writable-authority";
  expect(await findingsOf([writes, mapped("custom:level")])).toContain(blocked);
  expect(await findingsOf([writes, tagged])).toContain(blocked);
  expect(await findingsOf([writes, mapped("custom:other")])).not.toContain(blocked);
});
