import { expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../tools/review/model";
import { type PlannedResource, planJson, review } from "../../support/plan-json";

/* Changes of projects that are not ours, in the form in which Terraform writes their plans. */

const own = "123456789012";
const other = "999999999999";
const roleArn = (name: string) => `arn:aws:iam::${own}:role/${name}`;
const functionArn = (name: string, account = own) =>
  `arn:aws:lambda:eu-west-1:${account}:function:${name}`;

const updated = (
  type: string,
  before: JsonObject,
  after: JsonObject,
  more: Partial<PlannedResource> = {},
): PlannedResource => ({ type, before, after: { ...before, ...after }, ...more });
const created = (
  type: string,
  after: JsonObject,
  more: Partial<PlannedResource> = {},
): PlannedResource => ({ type, after, ...more });
const deleted = (type: string, before: JsonObject): PlannedResource => ({ type, before });

const policy = (statement: JsonObject) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

interface Foreign {
  readonly resources: readonly PlannedResource[];
  readonly configuration?: readonly JsonObject[];
}

const one = (...resources: readonly PlannedResource[]): Foreign => ({ resources });

/** A role that trusts an issuer, under conditions. */
const trusting = (Federated: string, Condition: JsonObject): Foreign =>
  one(
    created("aws_iam_role", {
      name: "deploy",
      assume_role_policy: policy({
        Principal: { Federated },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition,
      }),
    }),
  );
const github = `arn:aws:iam::${own}:oidc-provider/token.actions.githubusercontent.com`;
const claim = (operator: string, name: string, value: string): JsonObject => ({
  [operator]: { [`token.actions.githubusercontent.com:${name}`]: value },
});
const audience = { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" };

const refersTo = (reference: string) => ({
  references: [reference, reference.replace(/\.\w+$/, "")],
});
const configured = (
  address: string,
  expressions: JsonObject,
  more: JsonObject = {},
): JsonObject => {
  const [type, name] = address.split(".").slice(-2);
  return { address, mode: "managed", type, name, expressions, ...more };
};

/** An argument that is known only after apply, for `terraform_data` hands it on. */
function handedOn(
  type: string,
  before: JsonObject | null,
  after: JsonObject,
  unknown: Json,
  argument: string,
): Foreign {
  const handing = "terraform_data.handing";
  return {
    resources: [
      { type, before, after, unknown },
      {
        type: "terraform_data",
        address: handing,
        after: { input: "anything" },
        unknown: { id: true, output: true },
        more: { provider_name: "terraform.io/builtin/terraform" },
      },
    ],
    configuration: [
      configured(handing, { input: { constant_value: "anything" } }),
      configured(`${type}.it`, { [argument]: refersTo(`${handing}.output`) }),
    ],
  };
}

/** The same argument, made of something that the plan makes. */
function madeOf(
  made: PlannedResource & { readonly address: string },
  it: PlannedResource,
  argument: string,
  attribute = "arn",
): Foreign {
  return {
    resources: [made, it],
    configuration: [
      configured(made.address, {}),
      configured(`${it.type}.it`, { [argument]: refersTo(`${made.address}.${attribute}`) }),
    ],
  };
}

const newRole = {
  type: "aws_iam_role",
  address: "aws_iam_role.app",
  after: {
    name: "app",
    assume_role_policy: policy({
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
  },
  unknown: { arn: true, id: true },
} as const;
const allowing = (Action: string, Resource: string) =>
  madeOf(
    newRole,
    created("aws_iam_role_policy", { role: "app", policy: policy({ Action, Resource }) }),
    "role",
    "name",
  );

const document = "data.aws_iam_policy_document.it";
/** A policy that a data source puts together during apply. */
function putTogether(
  made: PlannedResource & { readonly address: string },
  type: string,
  values: JsonObject,
): Foreign {
  const [argument, attribute] =
    type === "aws_s3_bucket_policy" ? ["bucket", "bucket"] : ["role", "name"];
  return {
    resources: [
      made,
      { type, after: { [argument]: made.after?.[attribute] ?? null }, unknown: { policy: true } },
      {
        type: "aws_iam_policy_document",
        address: document,
        actions: ["read"],
        after: values,
        unknown: { json: true },
        more: { mode: "data" },
      },
    ],
    configuration: [
      configured(made.address, {}),
      configured(document, {}, { mode: "data" }),
      configured(`${type}.it`, {
        [argument]: refersTo(`${made.address}.${attribute}`),
        policy: refersTo(`${document}.json`),
      }),
    ],
  };
}

const bucketPolicies = "aws_s3_bucket_public_access_block";
const api = (paths: JsonObject) => JSON.stringify({ openapi: "3.0.1", paths });
const mapping = (more: JsonObject) => ({
  type: "Rules",
  mapping_rule: [{ claim: "sub", match_type: "NotEqual", value: "x", role_arn: roleArn("admin") }],
  ...more,
});
const attachment = "aws_cognito_identity_pool_roles_attachment";
const attached = { identity_pool_id: "eu:1", roles: { authenticated: roleArn("a") } };
const lambda = "aws_lambda_function";
const pool = "aws_cognito_user_pool";
const provider = "aws_cognito_identity_provider";
const lifecycle = "aws_s3_bucket_lifecycle_configuration";
const bucket = "aws_s3_bucket";
const table = "aws_dynamodb_table";

function planOf({ resources, configuration }: Foreign): Json {
  return planJson(
    resources,
    configuration && { configuration: { root_module: { resources: [...configuration] } } },
  );
}

test.each<readonly [string, Foreign]>([
  // What holds rows, and who reaches it.
  [
    "a database that the internet reaches",
    one(updated("aws_db_instance", { publicly_accessible: false }, { publicly_accessible: true })),
  ],
  [
    "a warehouse that the internet reaches",
    one(
      updated(
        "aws_redshift_cluster",
        { publicly_accessible: false },
        { publicly_accessible: true },
      ),
    ),
  ],
  [
    "a cluster that anybody may delete",
    one(
      updated("aws_docdb_cluster", { deletion_protection: true }, { deletion_protection: false }),
    ),
  ],
  [
    "a cluster of which nothing is kept",
    one(updated("aws_rds_cluster", { skip_final_snapshot: false }, { skip_final_snapshot: true })),
  ],
  [
    "a cluster that acts with one more role",
    one(updated("aws_rds_cluster", { iam_roles: [] }, { iam_roles: [roleArn("admin")] })),
  ],
  [
    "a search that asks nobody who they are",
    one(
      updated(
        "aws_opensearch_domain",
        { advanced_security_options: [{ enabled: true }] },
        { advanced_security_options: [{ enabled: false }] },
      ),
    ),
  ],
  ...[
    "aws_cloudhsm_v2_cluster",
    "aws_customerprofiles_domain",
    "aws_db_snapshot",
    "aws_directory_service_directory",
    "aws_elasticache_replication_group",
    "aws_identitystore_user",
    "aws_opensearchserverless_collection",
    "aws_paymentcryptography_key",
    "aws_redshiftserverless_namespace",
    "aws_s3_directory_bucket",
    "aws_sesv2_contact_list",
  ].map((type) => [`a deleted ${type}`, one(deleted(type, { name: "it" }))] as const),
  [
    "a secret of the parameter store that is deleted",
    one(deleted("aws_ssm_parameter", { name: "/key", type: "SecureString" })),
  ],
  [
    "an identity provider of the account that is deleted",
    one(deleted("aws_iam_openid_connect_provider", { url: "https://a.example" })),
  ],

  ...(
    [
      ["aws_memorydb_cluster", "tls_enabled", true, false],
      ["aws_redshift_cluster", "encrypted", "true", "false"],
      ["aws_db_instance", "storage_encrypted", true, false],
      ["aws_ebs_encryption_by_default", "enabled", true, false],
      ["aws_db_snapshot", "shared_accounts", [], ["all"]],
      ["aws_guardduty_detector", "enable", true, false],
    ] as const
  ).map(
    ([type, name, before, after]) =>
      [
        `${name} of ${type}, weakened`,
        one(updated(type, { [name]: before }, { [name]: after })),
      ] as const,
  ),

  // Known only after apply, and handed on.
  [
    "a function's URL",
    handedOn(
      "aws_lambda_function_url",
      { authorization_type: "AWS_IAM" },
      {},
      { authorization_type: true },
      "authorization_type",
    ),
  ],
  [
    "a new route",
    handedOn(
      "aws_apigatewayv2_route",
      null,
      { route_key: "GET /users" },
      { authorization_type: true },
      "authorization_type",
    ),
  ],
  [
    "a new method",
    handedOn(
      "aws_api_gateway_method",
      null,
      { http_method: "GET" },
      { authorization: true },
      "authorization",
    ),
  ],
  [
    "one more layer",
    handedOn(lambda, { layers: [] }, { layers: [null] }, { layers: [true] }, "layers"),
  ],
  [
    "another image",
    handedOn(
      lambda,
      { image_uri: `${own}.dkr.ecr.eu-west-1.amazonaws.com/a:1` },
      {},
      { image_uri: true },
      "image_uri",
    ),
  ],
  [
    "a variable that loads code",
    handedOn(
      lambda,
      { environment: [{ variables: {} }] },
      { environment: [{ variables: {} }] },
      { environment: [{ variables: { NODE_OPTIONS: true } }] },
      "environment",
    ),
  ],
  [
    "all variables",
    handedOn(
      lambda,
      { environment: [{ variables: {} }] },
      { environment: [{}] },
      { environment: [{ variables: true }] },
      "environment",
    ),
  ],
  [
    "a provider's new endpoint",
    handedOn(
      provider,
      { provider_details: {} },
      { provider_details: {} },
      { provider_details: { authorize_url: true } },
      "provider_details",
    ),
  ],
  [
    "a provider's mapping",
    handedOn(
      provider,
      { attribute_mapping: {} },
      {},
      { attribute_mapping: true },
      "attribute_mapping",
    ),
  ],
  [
    "a principal tag",
    handedOn(
      "aws_cognito_identity_pool_provider_principal_tag",
      { principal_tags: {} },
      { principal_tags: {} },
      { principal_tags: { role: true } },
      "principal_tags",
    ),
  ],
  [
    "a login provider",
    handedOn(
      "aws_cognito_identity_pool",
      { supported_login_providers: {} },
      { supported_login_providers: {} },
      { supported_login_providers: { "accounts.google.com": true } },
      "supported_login_providers",
    ),
  ],
  [
    "what is verified",
    handedOn(
      pool,
      { auto_verified_attributes: ["email"] },
      {},
      { auto_verified_attributes: true },
      "auto_verified_attributes",
    ),
  ],
  [
    "how long backups are kept",
    handedOn(
      "aws_db_instance",
      { backup_retention_period: 30 },
      {},
      { backup_retention_period: true },
      "backup_retention_period",
    ),
  ],
  [
    "who signs code",
    handedOn(
      lambda,
      { code_signing_config_arn: "arn:aws:lambda:eu-west-1:1:csc" },
      {},
      { code_signing_config_arn: true },
      "code_signing_config_arn",
    ),
  ],
  [
    "who gets events",
    handedOn("aws_cloudwatch_event_target", { arn: functionArn("f") }, {}, { arn: true }, "arn"),
  ],
  [
    "who reaches a port",
    handedOn(
      "aws_vpc_security_group_ingress_rule",
      null,
      { security_group_id: "sg-1", from_port: 22, to_port: 22 },
      { cidr_ipv4: true },
      "cidr_ipv4",
    ),
  ],
  [
    "when files are deleted",
    handedOn(
      lifecycle,
      { rule: [] },
      { rule: [{ status: "Enabled", expiration: [{}] }] },
      { rule: [{ expiration: [{ days: true }] }] },
      "rule",
    ),
  ],
  [
    "a client whose users get a role",
    handedOn(
      attachment,
      { ...attached, role_mapping: [] },
      { ...attached, role_mapping: [mapping({})] },
      { role_mapping: [{ identity_provider: true }] },
      "role_mapping",
    ),
  ],
  [
    "a client in use whose users get a role",
    one(
      updated(
        attachment,
        { ...attached, role_mapping: [] },
        {
          role_mapping: [
            mapping({ identity_provider: "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a:abc" }),
          ],
        },
      ),
    ),
  ],
  [
    "a policy for a role in use, of whose name a second role is made",
    {
      resources: [
        newRole,
        created("aws_iam_role_policy", {
          role: "app",
          policy: policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::files/*" }),
        }),
      ],
      configuration: [
        configured("aws_iam_role.app", { name: { constant_value: "app" } }),
        configured("aws_iam_role_policy.it", { role: { constant_value: "app" } }),
      ],
    },
  ],
  [
    "a document that takes over another one",
    putTogether(newRole, "aws_iam_role_policy", {
      source_policy_documents: [policy({ Action: "*", Resource: "*" })],
      statement: [{ actions: ["s3:GetObject"], resources: [null] }],
    }),
  ],
  [
    "a document that names everybody beside somebody",
    putTogether(
      {
        type: bucket,
        address: "aws_s3_bucket.files",
        after: { bucket: "files" },
        unknown: { arn: true },
      },
      "aws_s3_bucket_policy",
      {
        statement: [
          {
            actions: ["s3:GetObject"],
            resources: [null],
            principals: [
              { type: "AWS", identifiers: ["*"] },
              { type: "AWS", identifiers: [roleArn("a")] },
            ],
          },
        ],
      },
    ),
  ],
  [
    "data of a provider that nobody knows",
    one({
      type: "acme_thing",
      actions: ["read"],
      after: {},
      unknown: { id: true },
      more: { mode: "data", provider_name: "registry.terraform.io/acme/acme" },
    }),
  ],

  // What comes to something in use.
  [
    "a public access block that blocks nothing",
    one(created(bucketPolicies, { bucket: "files", block_public_acls: false })),
  ],
  [
    "the account's block that blocks nothing",
    one(created("aws_s3_account_public_access_block", { block_public_acls: false })),
  ],
  [
    "versioning that is suspended",
    one(
      created("aws_s3_bucket_versioning", {
        bucket: "files",
        versioning_configuration: [{ status: "Suspended" }],
      }),
    ),
  ],

  [
    "passwords that may be shorter than without a policy",
    one(created("aws_iam_account_password_policy", { minimum_password_length: 6 })),
  ],
  [
    "passwords of one kind of characters",
    one(
      created("aws_iam_account_password_policy", {
        minimum_password_length: 12,
        require_numbers: true,
      }),
    ),
  ],
  [
    "encryption that comes to be off",
    one(created("aws_ebs_encryption_by_default", { enabled: false })),
  ],
  [
    "an instance on the internet for a cluster in use",
    one(
      created("aws_rds_cluster_instance", {
        cluster_identifier: "users",
        publicly_accessible: true,
      }),
    ),
  ],
  ["encryption that goes", one(deleted("aws_ebs_encryption_by_default", { enabled: true }))],
  [
    "types that are left out of backups",
    one(
      created("aws_backup_region_settings", {
        resource_type_opt_in_preference: { DynamoDB: false, S3: true },
      }),
    ),
  ],
  [
    "networks that threat protection skips from now on",
    one(
      created("aws_cognito_risk_configuration", {
        user_pool_id: "a",
        risk_exception_configuration: [{ skipped_ip_range_list: ["0.0.0.0/1"] }],
      }),
    ),
  ],
  ...[
    "aws_organizations_policy_attachment",
    "aws_ssoadmin_permissions_boundary_attachment",
    "aws_config_configuration_recorder",
    "aws_ec2_image_block_public_access",
    "aws_shield_protection",
  ].map((type) => [`a ${type} that is taken off`, one(deleted(type, { id: "it" }))] as const),
  [
    "a policy for a role in use, with nothing of a new one in its name",
    {
      resources: [
        newRole,
        { ...newRole, address: "aws_iam_role.other", after: { ...newRole.after, name: "other" } },
        created("aws_iam_role_policy", {
          role: "app",
          policy: policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::files/*" }),
        }),
      ],
      configuration: [
        configured("aws_iam_role.app", { name: { constant_value: "app" } }),
        configured("aws_iam_role.other", { name: { constant_value: "other" } }),
        // "app${substr(aws_iam_role.other.name, 0, 0)}"
        configured("aws_iam_role_policy.it", { role: refersTo("aws_iam_role.other.name") }),
      ],
    },
  ],

  // Written into the bucket, as older projects do.
  [
    "a bucket that deletes its files",
    one(
      updated(
        bucket,
        { lifecycle_rule: [] },
        { lifecycle_rule: [{ enabled: true, expiration: [{ days: 1 }] }] },
      ),
    ),
  ],
  [
    "a bucket that pages of every origin read",
    one(updated(bucket, { cors_rule: [] }, { cors_rule: [{ allowed_origins: ["*"] }] })),
  ],

  // Trust.
  ["a role for everybody on GitHub", trusting(github, { StringEquals: audience })],
  [
    "a role for every repository",
    trusting(github, { StringEquals: audience, ...claim("StringLike", "sub", "repo:*") }),
  ],
  [
    "a role for owners that are called alike",
    trusting(github, claim("StringLike", "sub", "repo:acme*/*")),
  ],
  [
    "a role for everybody's main branch",
    trusting(github, claim("StringEquals", "ref", "refs/heads/main")),
  ],
  [
    "a role under a condition that a missing claim meets",
    trusting(github, claim("ForAllValues:StringLike", "sub", "repo:acme/app:*")),
  ],
  [
    "a role for users of every identity pool",
    trusting("cognito-identity.amazonaws.com", {
      StringEquals: { "cognito-identity.amazonaws.com:amr": "authenticated" },
    }),
  ],
  [
    "a role for a name in any account",
    one(
      created("aws_iam_role", {
        name: "a",
        assume_role_policy: policy({
          Principal: { AWS: "*" },
          Action: "sts:AssumeRole",
          Condition: { StringLike: { "aws:PrincipalArn": "*:role/deploy" } },
        }),
      }),
    ),
  ],
  ["every bucket", allowing("s3:*", "arn:aws:s3:::*")],
  ["every table", allowing("dynamodb:*", "arn:aws:dynamodb:*:*:table/*")],

  // Who answers.
  [
    "a document of an API that asks callers for nothing any more",
    one(
      updated(
        "aws_api_gateway_rest_api",
        { body: api({ "/me": { get: { security: [{ users: [] }] } } }) },
        { body: api({ "/me": { get: {} } }) },
      ),
    ),
  ],
  [
    "an API that pages of every origin call for a user",
    one(
      updated(
        "aws_apigatewayv2_api",
        { cors_configuration: [] },
        { cors_configuration: [{ allow_origins: ["*"], allow_credentials: true }] },
      ),
    ),
  ],
  [
    "a secret made by somebody else's function",
    one(
      updated(
        "aws_secretsmanager_secret_rotation",
        { rotation_lambda_arn: functionArn("a") },
        { rotation_lambda_arn: functionArn("a", other) },
      ),
    ),
  ],
])("blocks %s", async (_what, foreign) => {
  expect((await review(planOf(foreign))).verdict).toBe("blocked");
});

test.each<readonly [string, PlannedResource]>([
  ...[
    "aws_appsync_api_key",
    "aws_apigatewayv2_route",
    "aws_cloudwatch_event_rule",
    "aws_cognito_identity_pool_provider_principal_tag",
    "aws_iam_role",
    "aws_iam_user",
    "aws_kms_grant",
    "aws_lambda_alias",
    "aws_lambda_function_url",
    "aws_s3_object",
    "aws_ssm_parameter",
  ].map((type) => [`a deleted ${type}`, deleted(type, { name: "it" })] as const),
  [
    "another password of a database",
    updated(
      "aws_db_instance",
      { password: "a" },
      { password: "b" },
      { beforeSensitive: { password: true }, afterSensitive: { password: true } },
    ),
  ],
  [
    "ownership that lets lists count",
    created("aws_s3_bucket_ownership_controls", {
      bucket: "files",
      rule: [{ object_ownership: "ObjectWriter" }],
    }),
  ],
  [
    "ownership that is taken off",
    deleted("aws_s3_bucket_ownership_controls", {
      bucket: "files",
      rule: [{ object_ownership: "BucketOwnerEnforced" }],
    }),
  ],
  [
    "threat protection that comes and does nothing",
    created("aws_cognito_risk_configuration", {
      user_pool_id: "a",
      compromised_credentials_risk_configuration: [{ actions: [{ event_action: "NO_ACTION" }] }],
    }),
  ],
  [
    "files that nobody reads at once",
    updated(
      lifecycle,
      { rule: [] },
      { rule: [{ status: "Enabled", transition: [{ days: 1, storage_class: "DEEP_ARCHIVE" }] }] },
    ),
  ],
  [
    "a second factor that is taken off versions",
    updated(
      "aws_s3_bucket_versioning",
      { versioning_configuration: [{ status: "Enabled", mfa_delete: "Enabled" }] },
      { versioning_configuration: [{ status: "Enabled", mfa_delete: "Disabled" }] },
    ),
  ],
  ["another file", updated("aws_s3_object", { etag: "a" }, { etag: "b" })],
  [
    "an alias that sends some elsewhere",
    updated(
      "aws_lambda_alias",
      { routing_config: [] },
      { routing_config: [{ additional_version_weights: { 2: 0.9 } }] },
    ),
  ],
  [
    "another program of an image",
    updated(lambda, { image_config: [{ command: ["a"] }] }, { image_config: [{ command: ["b"] }] }),
  ],
  [
    "another invitation",
    updated(
      pool,
      { admin_create_user_config: [{ invite_message_template: [{ email_message: "a" }] }] },
      { admin_create_user_config: [{ invite_message_template: [{ email_message: "b" }] }] },
    ),
  ],
  [
    "sign-up that closes",
    updated(
      pool,
      { admin_create_user_config: [{ allow_admin_create_user_only: false }] },
      { admin_create_user_config: [{ allow_admin_create_user_only: true }] },
    ),
  ],
  [
    "a second factor that everybody needs",
    updated(pool, { mfa_configuration: "OFF" }, { mfa_configuration: "ON" }),
  ],
  [
    "answers to another mailbox",
    updated(
      pool,
      { email_configuration: [{ reply_to_email_address: "a@a.example" }] },
      { email_configuration: [{ reply_to_email_address: "a@b.example" }] },
    ),
  ],
  [
    "invitations that last",
    updated(
      pool,
      { password_policy: [{ temporary_password_validity_days: 7 }] },
      { password_policy: [{ temporary_password_validity_days: 90 }] },
    ),
  ],
  [
    "one more way back in",
    updated(
      pool,
      { account_recovery_setting: [{ recovery_mechanism: [{ name: "verified_email" }] }] },
      {
        account_recovery_setting: [
          { recovery_mechanism: [{ name: "verified_email" }, { name: "verified_phone_number" }] },
        ],
      },
    ),
  ],
  [
    "a sign-in that the provider begins",
    updated(
      provider,
      { provider_details: { IDPInit: "false" } },
      { provider_details: { IDPInit: "true" } },
    ),
  ],
  [
    "a table that takes less",
    updated(table, { billing_mode: "PAY_PER_REQUEST" }, { billing_mode: "PROVISIONED" }),
  ],
  [
    "an index that is made anew",
    updated(
      table,
      { global_secondary_index: [{ name: "i", projection_type: "ALL" }] },
      { global_secondary_index: [{ name: "i", projection_type: "KEYS_ONLY" }] },
    ),
  ],
  [
    "a secret's other key",
    updated("aws_secretsmanager_secret", { kms_key_id: "a" }, { kms_key_id: "b" }),
  ],
  [
    "an API that keeps no log",
    updated(
      "aws_apigatewayv2_stage",
      { access_log_settings: [{ destination_arn: "a" }] },
      { access_log_settings: [] },
    ),
  ],
  [
    "answers that are kept for others",
    updated("aws_appsync_resolver", { caching_config: [] }, { caching_config: [{ ttl: 3600 }] }),
  ],
  ["a cache of answers", created("aws_appsync_api_cache", { api_id: "a", ttl: 60 })],
  [
    "a cache that keeps answers for longer",
    updated("aws_appsync_api_cache", { ttl: 60 }, { ttl: 600 }),
  ],
  [
    "passwords of an account that had others",
    created("aws_iam_account_password_policy", { minimum_password_length: 16 }),
  ],
  ...(
    [
      ["aws_api_gateway_stage", { rest_api_id: "a", stage_name: "open" }],
      ["aws_apigatewayv2_stage", { api_id: "a", name: "open" }],
      ["aws_appsync_datasource", { api_id: "a", type: "HTTP" }],
      ["aws_backup_vault_lock_configuration", { backup_vault_name: "kept" }],
      ["aws_cloudwatch_event_target", { rule: "sign-ups", arn: functionArn("other") }],
      ["aws_appsync_source_api_association", { merged_api_id: "a" }],
      ["aws_appsync_type", { api_id: "a", definition: "type User { id: ID! }" }],
      ["aws_api_gateway_base_path_mapping", { domain_name: "api.acme.example" }],
      ["aws_cognito_user_pool_domain", { user_pool_id: "a", domain: "acme" }],
      ["aws_dynamodb_table_replica", { global_table_arn: "arn:aws:dynamodb:a:1:table/users" }],
      ["aws_lambda_function_event_invoke_config", { function_name: "f" }],
      ["aws_lambda_runtime_management_config", { function_name: "f", update_runtime_on: "Manual" }],
      ["aws_lb_listener_rule", { listener_arn: "arn:aws:elasticloadbalancing:a:1:listener/b" }],
      ["aws_route53_record", { zone_id: "z", name: "login", allow_overwrite: true }],
      ["aws_s3_bucket_logging", { bucket: "files", target_bucket: "logs" }],
      ["aws_s3_bucket_object_lock_configuration", { bucket: "files" }],
      ["aws_s3_bucket_server_side_encryption_configuration", { bucket: "files", rule: [] }],
      ["aws_secretsmanager_secret_rotation", { secret_id: "a" }],
      ["aws_secretsmanager_secret_version", { secret_id: "a" }],
      ["aws_ses_domain_mail_from", { domain: "acme.example" }],
      ["aws_ses_receipt_rule", { rule_set_name: "default" }],
      ["aws_ssm_parameter", { name: "/app/key", type: "String", overwrite: true }],
      ["aws_wafv2_web_acl_association", { resource_arn: "arn:aws:cognito-idp:a:1:userpool/b" }],
      ["aws_wafv2_web_acl_logging_configuration", { resource_arn: "arn:aws:wafv2:a:1:webacl/b" }],
    ] as const
  ).map(([type, after]) => [`a ${type} that comes`, created(type, after)] as const),
  [
    "messages that are filtered otherwise",
    updated("aws_sns_topic_subscription", { filter_policy: "{}" }, { filter_policy: '{"a":[1]}' }),
  ],
])("has a line for %s", async (_what, resource) => {
  expect((await review(planJson([resource]))).findings).not.toEqual([]);
});

test.each<readonly [string, Foreign]>([
  [
    "a function's own new layer",
    madeOf(
      {
        type: "aws_lambda_layer_version",
        address: "aws_lambda_layer_version.own",
        after: { layer_name: "own" },
        unknown: { arn: true },
      },
      updated(
        lambda,
        { layers: [functionArn("layer")] },
        { layers: [null] },
        { unknown: { layers: [true] } },
      ),
      "layers",
    ),
  ],
  [
    "a mapping of a new client",
    madeOf(
      {
        type: "aws_cognito_user_pool_client",
        address: "aws_cognito_user_pool_client.app",
        after: { user_pool_id: "a" },
        unknown: { id: true },
      },
      updated(
        attachment,
        { ...attached, role_mapping: [] },
        { role_mapping: [{ type: "Token" }] },
        { unknown: { role_mapping: [{ identity_provider: true }] } },
      ),
      "role_mapping",
      "id",
    ),
  ],
  [
    "an event that goes to a new function",
    madeOf(
      {
        type: lambda,
        address: "aws_lambda_function.new",
        after: { function_name: "new" },
        unknown: { arn: true },
      },
      {
        type: "aws_cloudwatch_event_target",
        before: { arn: functionArn("old") },
        after: {},
        unknown: { arn: true },
      },
      "arn",
    ),
  ],
  [
    "a role for one repository",
    trusting(github, {
      StringEquals: {
        ...audience,
        "token.actions.githubusercontent.com:sub": "repo:acme/app:ref:refs/heads/main",
      },
    }),
  ],
  [
    "a role for all of one owner's repositories",
    trusting(github, claim("StringLike", "sub", "repo:acme/*")),
  ],
  [
    "a role for one identity pool",
    trusting("cognito-identity.amazonaws.com", {
      StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:1" },
    }),
  ],
  [
    "a public access block that blocks all",
    one(
      created(bucketPolicies, {
        bucket: "files",
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      }),
    ),
  ],
  [
    "a look of the sign-in pages",
    one(created("aws_cognito_managed_login_branding", { user_pool_id: "a" })),
  ],
  [
    "a table's other class",
    one(updated(table, { table_class: "STANDARD" }, { table_class: "STANDARD_INFREQUENT_ACCESS" })),
  ],
  [
    "a larger database",
    one(
      updated(
        "aws_db_instance",
        { instance_class: "db.t4g.small" },
        { instance_class: "db.t4g.large" },
      ),
    ),
  ],
  [
    "code and memory of a function",
    one(
      updated(
        lambda,
        { memory_size: 128, source_code_hash: "a" },
        { memory_size: 256, source_code_hash: "b" },
      ),
    ),
  ],
])("lets pass %s", async (_what, foreign) => {
  const { verdict, findings } = await review(planOf(foreign));
  expect(findings.filter(({ level }) => level === "block")).toEqual([]);
  expect(verdict).toBe("safe");
});

test("says nothing of a setting that comes with what it is of", async () => {
  const foreign = madeOf(
    {
      type: bucket,
      address: "aws_s3_bucket.files",
      after: { bucket: "files" },
      unknown: { arn: true },
    },
    created("aws_s3_bucket_logging", { bucket: "files", target_bucket: "logs" }),
    "bucket",
    "bucket",
  );
  expect((await review(planOf(foreign))).findings).toEqual([]);
});

test("has a line for every check that fails, with its messages, and for none that holds", async () => {
  const check = (name: string, status: string, message: string): JsonObject => ({
    address: { kind: "check", name, to_display: `check.${name}` },
    status,
    instances: [{ address: { to_display: `check.${name}` }, status, problems: [{ message }] }],
  });
  const checks = [
    check("health", "fail", "It is\u001b[2J down."),
    check("works", "error", "It cannot be asked."),
    check("later", "unknown", "Nobody knows yet."),
    check("fine", "pass", "All is well."),
  ];
  const said = async (mode: "plan" | "drift") =>
    (await review(planJson([], { checks }), { mode })).findings.map(
      ({ level, rule, address, details }) => `${level} ${rule} ${address}: ${details.join()}`,
    );
  expect(await said("plan")).toEqual([
    "notice check-failed check.health: It is\\u001b[2J down.",
    "notice check-failed check.works: It cannot be asked.",
  ]);
  expect(await said("drift")).toEqual(await said("plan"));
});

test("says safe of no argument that nobody has judged, and names it", async () => {
  const plan = planJson([updated("aws_rds_cluster", { engine_mode: "a" }, { engine_mode: "b" })]);
  const { verdict, lookedAt } = await review(plan);
  expect(verdict).toBe("no objection");
  expect(lookedAt.unknownTypes).toEqual(["aws_rds_cluster.engine_mode"]);
});

test("says safe of no policy that nobody has seen", async () => {
  const { resources, configuration = [] } = madeOf(
    newRole,
    created("aws_iam_role_policy", { role: "app" }, { unknown: { policy: true } }),
    "role",
    "name",
  );
  const { verdict, lookedAt } = await review(planOf({ resources, configuration }));
  expect(verdict).toBe("no objection");
  expect(lookedAt.unknownTypes).toEqual(["aws_iam_role_policy.policy"]);
});

test("an output that shows what was hidden is blocked, and one that is called like a secret told", async () => {
  const output = (before_sensitive: boolean) => ({
    actions: ["update"],
    before: "a",
    after: "b",
    before_sensitive,
    after_sensitive: false,
  });
  const { findings } = await review(
    planJson([], {
      output_changes: { url: output(true), db_password: output(false), id: output(false) },
    }),
  );
  expect(findings.map(({ level, address }) => `${level} ${address}`)).toEqual([
    "block output.url",
    "notice output.db_password",
  ]);
});
