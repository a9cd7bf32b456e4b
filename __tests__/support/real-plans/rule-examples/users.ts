import { changed, deleted, made, project, type RuleExample, tagged } from "./example";

const pool = "aws_cognito_user_pool";
const client = "aws_cognito_user_pool_client";
const identityPool = "aws_cognito_identity_pool";
const provider = "aws_cognito_identity_provider";
const user = "aws_cognito_user";
const poolId = "us-east-1_AbCdEfGhI";
const ref = `\${${pool}.users.id}`;
const users = { [`${pool}.users`]: { name: "users" } };
const audience = "us-east-1:11111111-2222-4333-8444-555555555555";
const lambda = (name: string, account = "123456789012") =>
  `arn:aws:lambda:us-east-1:${account}:function:${name}`;
const custom = (maxLength: string) => ({
  name: "plan",
  attribute_data_type: "String",
  mutable: true,
  string_attribute_constraints: [{ min_length: "1", max_length: maxLength }],
});
const web = {
  name: "web",
  user_pool_id: poolId,
  allowed_oauth_flows_user_pool_client: true,
  allowed_oauth_flows: ["code"],
  allowed_oauth_scopes: ["openid", "email"],
  supported_identity_providers: ["COGNITO"],
  callback_urls: ["https://app.example.com/in"],
};
const company = {
  user_pool_id: poolId,
  provider_name: "Company",
  provider_type: "OIDC",
  provider_details: {
    client_id: "acme",
    client_secret: "not-for-reports",
    authorize_scopes: "openid email",
    oidc_issuer: "https://login.example.com",
    attributes_request_method: "GET",
  },
  attribute_mapping: { email: "email", username: "sub" },
};
/** A pool with what protects its users. */
const guarded = {
  name: "users",
  deletion_protection: "ACTIVE",
  user_pool_add_ons: [{ advanced_security_mode: "ENFORCED" }],
  auto_verified_attributes: ["email"],
  user_attribute_update_settings: [{ attributes_require_verification_before_update: ["email"] }],
};
const files = { identity_pool_name: "files", allow_unauthenticated_identities: false };
const tags = {
  identity_pool_id: audience,
  identity_provider_name: `cognito-idp.us-east-1.amazonaws.com/${poolId}`,
  principal_tags: { user: "sub" },
};
const ann = { user_pool_id: poolId, username: "ann", attributes: { email: "ann@example.com" } };

/** Users, how they sign in and what they get. */
export const userExamples = {
  "stateful-resource-deleted": {
    blocked: deleted("aws_dynamodb_table", {
      name: "rows",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "id",
      attribute: [{ name: "id", type: "S" }],
    }),
    passed: deleted("aws_cloudwatch_dashboard", { dashboard_name: "d", dashboard_body: "{}" }),
  },
  "stateful-resource-replaced": {
    blocked: changed(
      pool,
      { name: "users", username_attributes: ["email"] },
      { username_attributes: ["phone_number"] },
    ),
    passed: changed(pool, { name: "users" }, tagged),
  },
  "stateful-resource-forgotten": {
    blocked: {
      before: project({ [`${pool}.it`]: { name: "users" } }),
      after: project({}, { removed: [{ from: `${pool}.it`, lifecycle: { destroy: false } }] }),
    },
    passed: {
      before: project({ [`${pool}.it`]: { name: "users" } }),
      after: project(
        { [`${pool}.directory`]: { name: "users" } },
        { moved: [{ from: `${pool}.it`, to: `${pool}.directory` }] },
      ),
    },
  },
  "stateful-resource-vanished": {
    blocked: "dangerous/region",
    passed: made(pool, { name: "partners" }, users),
  },
  "protection-removed": {
    blocked: changed(pool, guarded, {
      deletion_protection: "INACTIVE",
      user_pool_add_ons: [{ advanced_security_mode: "OFF" }],
      user_attribute_update_settings: [{ attributes_require_verification_before_update: [] }],
    }),
    passed: changed(
      pool,
      {
        ...guarded,
        deletion_protection: "INACTIVE",
        user_pool_add_ons: [{ advanced_security_mode: "AUDIT" }],
      },
      guarded,
    ),
  },
  "writable-authority": {
    blocked: changed(
      client,
      { ...web, write_attributes: ["email", "name"] },
      { write_attributes: ["custom:plan", "custom:role", "email", "name"] },
    ),
    passed: changed(
      client,
      { ...web, write_attributes: ["custom:role", "email"] },
      { write_attributes: ["custom:plan", "email", "name"] },
    ),
  },
  "protection-weakened": {
    blocked: changed(
      "aws_kms_key",
      { description: "files", deletion_window_in_days: 30 },
      { deletion_window_in_days: 7 },
    ),
    passed: changed(
      "aws_kms_key",
      { description: "files", deletion_window_in_days: 7 },
      { deletion_window_in_days: 30 },
    ),
  },
  "user-attribute-changed": {
    blocked: changed(pool, { name: "users", schema: [custom("32")] }, { schema: [custom("64")] }),
    passed: changed(
      pool,
      { name: "users", schema: [custom("32")] },
      { schema: [custom("32"), { ...custom("8"), name: "region" }] },
    ),
  },
  "guests-allowed": {
    blocked: changed(identityPool, files, { allow_unauthenticated_identities: true }),
    passed: changed(identityPool, files, tagged),
  },
  "public-sign-up-allowed": {
    blocked: changed(
      pool,
      { name: "users", admin_create_user_config: [{ allow_admin_create_user_only: true }] },
      { admin_create_user_config: [{ allow_admin_create_user_only: false }] },
    ),
    passed: changed(
      pool,
      { name: "users", admin_create_user_config: [{ allow_admin_create_user_only: false }] },
      { admin_create_user_config: [{ allow_admin_create_user_only: true }] },
    ),
  },
  "identity-source-changed": {
    blocked: changed(
      identityPool,
      {
        ...files,
        cognito_identity_providers: [
          {
            client_id: "web",
            provider_name: `cognito-idp.us-east-1.amazonaws.com/${poolId}`,
            server_side_token_check: true,
          },
        ],
      },
      {
        cognito_identity_providers: [
          {
            client_id: "web",
            provider_name: `cognito-idp.us-east-1.amazonaws.com/${poolId}`,
            server_side_token_check: false,
          },
        ],
      },
    ),
    passed: changed(
      identityPool,
      {
        ...files,
        cognito_identity_providers: [
          {
            client_id: "web",
            provider_name: `cognito-idp.us-east-1.amazonaws.com/${poolId}`,
            server_side_token_check: false,
          },
        ],
      },
      {
        cognito_identity_providers: [
          {
            client_id: "web",
            provider_name: `cognito-idp.us-east-1.amazonaws.com/${poolId}`,
            server_side_token_check: true,
          },
        ],
      },
    ),
  },
  "trigger-removed": {
    blocked: changed(
      pool,
      { name: "users", lambda_config: [{ post_confirmation: lambda("confirm") }] },
      { lambda_config: [{ pre_sign_up: lambda("confirm") }] },
    ),
    passed: deleted("aws_lambda_permission", {
      action: "lambda:InvokeFunction",
      function_name: "tidy",
      principal: "events.amazonaws.com",
      source_arn: "arn:aws:events:us-east-1:123456789012:rule/nightly",
    }),
  },
  "trigger-changed": {
    blocked: changed(
      pool,
      { name: "users", lambda_config: [{ post_confirmation: lambda("confirm") }] },
      { lambda_config: [{ post_confirmation: lambda("confirm-2") }] },
    ),
    passed: changed(
      pool,
      { name: "users", lambda_config: [{ post_confirmation: lambda("confirm") }] },
      tagged,
    ),
  },
  "trigger-added": {
    blocked: changed(
      pool,
      { name: "users" },
      { lambda_config: [{ user_migration: lambda("move-over") }] },
    ),
    passed: changed(
      pool,
      { name: "users" },
      { lambda_config: [{ post_authentication: lambda("count") }] },
    ),
  },
  "codes-changed": {
    blocked: changed(
      pool,
      {
        name: "users",
        account_recovery_setting: [
          { recovery_mechanism: [{ name: "verified_email", priority: 1 }] },
        ],
      },
      { account_recovery_setting: [{ recovery_mechanism: [{ name: "admin_only", priority: 1 }] }] },
    ),
    passed: changed(
      pool,
      {
        name: "users",
        account_recovery_setting: [
          { recovery_mechanism: [{ name: "verified_email", priority: 1 }] },
        ],
      },
      {
        account_recovery_setting: [
          {
            recovery_mechanism: [
              { name: "verified_email", priority: 1 },
              { name: "verified_phone_number", priority: 2 },
            ],
          },
        ],
      },
    ),
  },
  "sign-in-settings-changed": {
    blocked: changed(
      "aws_cognito_risk_configuration",
      {
        user_pool_id: poolId,
        compromised_credentials_risk_configuration: [{ actions: [{ event_action: "BLOCK" }] }],
      },
      {
        compromised_credentials_risk_configuration: [{ actions: [{ event_action: "NO_ACTION" }] }],
      },
    ),
    passed: changed(
      "aws_cognito_risk_configuration",
      {
        user_pool_id: poolId,
        compromised_credentials_risk_configuration: [{ actions: [{ event_action: "NO_ACTION" }] }],
      },
      {
        compromised_credentials_risk_configuration: [{ actions: [{ event_action: "BLOCK" }] }],
      },
    ),
  },
  "callback-url-added": {
    blocked: changed(client, web, {
      callback_urls: ["https://app.example.com/in", "https://app.example.net/in"],
    }),
    passed: made(client, {
      name: "console",
      user_pool_id: poolId,
      explicit_auth_flows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }),
  },
  "client-access-changed": {
    blocked: changed(client, web, { allowed_oauth_scopes: ["openid"] }),
    passed: changed(client, web, {
      allowed_oauth_scopes: ["openid", "email", "profile"],
    }),
  },
  "client-changed": {
    blocked: changed(
      client,
      { ...web, refresh_token_validity: 30 },
      { refresh_token_validity: 60 },
    ),
    passed: changed(client, { ...web, refresh_token_validity: 30 }, { refresh_token_validity: 10 }),
  },
  "identity-provider-changed": {
    blocked: changed(provider, company, {
      provider_details: { ...company.provider_details, oidc_issuer: "https://login.example.net" },
    }),
    passed: changed(provider, company, {
      attribute_mapping: { ...company.attribute_mapping, given_name: "given_name" },
    }),
  },
  "pool-member-changed": {
    blocked: changed(user, ann, { attributes: { email: "eve@example.net" } }),
    passed: changed(user, ann, { attributes: { ...ann.attributes, given_name: "Ann" } }),
  },
  "principal-tags-changed": {
    blocked: changed("aws_cognito_identity_pool_provider_principal_tag", tags, {
      principal_tags: { user: "sub", department: "custom:department" },
    }),
    passed: {
      after: project({
        [`${identityPool}.new`]: files,
        "aws_cognito_identity_pool_provider_principal_tag.it": {
          ...tags,
          identity_pool_id: `\${${identityPool}.new.id}`,
        },
      }),
    },
  },
  "keys-shifted": {
    blocked: {
      before: project({
        ...users,
        [`${client}.it`]: {
          count: 2,
          name: '${["web", "mobile"][count.index]}',
          user_pool_id: ref,
        },
      }),
      after: project({
        ...users,
        [`${client}.it`]: {
          for_each: '${toset(["web", "mobile"])}',
          name: "${each.key}",
          user_pool_id: ref,
        },
      }),
    },
    passed: {
      before: project({
        ...users,
        [`${client}.it`]: { for_each: '${toset(["web"])}', name: "${each.key}", user_pool_id: ref },
      }),
      after: project({
        ...users,
        [`${client}.it`]: {
          for_each: '${toset(["web", "mobile"])}',
          name: "${each.key}",
          user_pool_id: ref,
        },
      }),
    },
  },
} as const satisfies Record<string, RuleExample>;
