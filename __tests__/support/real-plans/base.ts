import type { EnvironmentInput } from "../../../configuration";
import { addResource, type StackJson } from "./stack-json";

/** What the changes start from: an environment on AWS that has real users, in moto's account. */
export const baseEnvironment = {
  accountId: "123456789012",
  region: "us-east-1",
  state: { bucket: "acme-terraform-state" },
  userPool: {
    selfSignUp: false,
    customAttributes: {
      plan: { type: "String", minLength: 1, maxLength: 32 },
      seats: { type: "Number", min: 1, max: 100 },
    },
  },
  clients: {
    web: {
      oauth: { callbackUrls: ["https://app.example.com/signed-in", "https://app.example.com/in"] },
    },
    mobile: { oauth: { callbackUrls: ["acme://signed-in"] } },
    server: { generateSecret: true, authFlows: ["ADMIN_USER_PASSWORD_AUTH"] },
  },
  // Terraform waits a minute for S3 to know a lifecycle rule.
  attachments: { allowedOrigins: ["https://app.example.com"], keepReplacedFiles: "for good" },
  triggers: ["post-confirmation", "pre-authentication", "pre-token-generation"],
  recipes: { reconcileUsers: { schedule: "off" } },
} as const satisfies EnvironmentInput;

/** Resources that many changes are about. */
export const addresses = {
  pool: "aws_cognito_user_pool.user-directory_pool",
  table: "aws_dynamodb_table.user-table_table",
  bucket: "aws_s3_bucket.attachments_bucket",
  identityPool: "aws_cognito_identity_pool.identity-access_pool",
  clients: {
    web: "aws_cognito_user_pool_client.app-clients_web",
    mobile: "aws_cognito_user_pool_client.app-clients_mobile",
    server: "aws_cognito_user_pool_client.app-clients_server",
  },
  groups: {
    admins: "aws_cognito_user_group.groups_Admins",
    managers: "aws_cognito_user_group.groups_Managers",
    users: "aws_cognito_user_group.groups_Users",
  },
  domain: "aws_cognito_user_pool_domain.sign-in",
  resourceServer: "aws_cognito_resource_server.orders",
  identityProvider: "aws_cognito_identity_provider.company",
  key: "aws_kms_key.files",
  supportRole: "aws_iam_role.support",
  supportPolicy: "aws_iam_role_policy.support",
} as const;

/**
 * What a team has added to the stack beside what Gatehouse makes: a domain, a resource server, a
 * provider to sign in with, a key, and a role of its own.
 */
export function addTeamResources(stack: StackJson): void {
  const userPoolId = `\${${addresses.pool}.id}`;
  addResource(stack, addresses.domain, {
    domain: "acme-prod",
    user_pool_id: userPoolId,
  });
  addResource(stack, addresses.resourceServer, {
    identifier: "orders",
    name: "Orders",
    user_pool_id: userPoolId,
    scope: [{ scope_name: "read", scope_description: "Read orders" }],
  });
  addResource(stack, addresses.identityProvider, {
    user_pool_id: userPoolId,
    provider_name: "Company",
    provider_type: "OIDC",
    provider_details: {
      client_id: "acme",
      client_secret: "not-for-reports",
      authorize_scopes: "openid email",
      oidc_issuer: "https://login.example.com",
      attributes_request_method: "GET",
      authorize_url: "https://login.example.com/authorize",
      token_url: "https://login.example.com/token",
      attributes_url: "https://login.example.com/userinfo",
      jwks_uri: "https://login.example.com/keys",
      attributes_url_add_attributes: "false",
    },
    attribute_mapping: { email: "email", username: "sub" },
  });
  addResource(stack, addresses.key, {
    description: "Encrypts the team's files",
    deletion_window_in_days: 30,
    enable_key_rotation: true,
  });
  addResource(stack, addresses.supportRole, {
    name: "acme-prod-support",
    assume_role_policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "FromTheOffice",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:role/office" },
          Action: "sts:AssumeRole",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        },
      ],
    }),
  });
  addResource(stack, addresses.supportPolicy, {
    name: "look-at-users",
    role: "${aws_iam_role.support.name}",
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "LookAtUsers",
          Effect: "Allow",
          Action: ["cognito-idp:ListUsers", "cognito-idp:AdminGetUser"],
          Resource: "arn:aws:cognito-idp:us-east-1:123456789012:userpool/*",
        },
      ],
    }),
  });
}
