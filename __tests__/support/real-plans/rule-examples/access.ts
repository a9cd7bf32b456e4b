import { changed, deleted, made, policy, type RuleExample, tagged, trustOf } from "./example";

const role = "aws_iam_role";
const rolePolicy = "aws_iam_role_policy";
const attachment = "aws_iam_role_policy_attachment";
const permission = "aws_lambda_permission";
const identityPoolId = "us-east-1:11111111-2222-4333-8444-555555555555";
const ofAccount = (name: string) => `arn:aws:iam::123456789012:${name}`;
const files = "arn:aws:s3:::acme-files/*";
const it = { name: "it", assume_role_policy: trustOf("lambda.amazonaws.com") };
const ofRole = (action: readonly string[]) => ({
  name: "own",
  role: "it",
  policy: policy({ Action: action, Resource: files }),
});
const called = {
  action: "lambda:InvokeFunction",
  function_name: "confirm",
  principal: "s3.amazonaws.com",
  source_arn: "arn:aws:s3:::acme-uploads",
  source_account: "123456789012",
};
const anyBucket = { ...called, source_arn: "arn:aws:s3:::*", source_account: undefined };
const key = (account: string) => ({
  key_id: "1234abcd-12ab-34cd-56ef-1234567890ab",
  grantee_principal: `arn:aws:iam::${account}:role/reads`,
  operations: ["Decrypt"],
});
const picture = { bucket: "acme-files", key: "ann.png", content: "it", acl: "private" };
const github = {
  url: "https://token.actions.githubusercontent.com",
  client_id_list: ["sts.amazonaws.com"],
  thumbprint_list: ["6938fd4d98bab03faadb97b34396831e3780aea1"],
};
const code = {
  function_name: "confirm",
  role: ofAccount("role/confirm"),
  s3_bucket: "acme-code",
  s3_key: "confirm.zip",
  handler: "index.handler",
  runtime: "nodejs22.x",
  tags: {} as Record<string, string>,
};
const group = {
  name: "editors",
  user_pool_id: "us-east-1_AbCdEfGhI",
  role_arn: ofAccount("role/editors"),
};

/** Who may do what in AWS. */
export const accessExamples = {
  "iam-widened": {
    blocked: changed(rolePolicy, ofRole(["s3:GetObject"]), {
      policy: policy({ Action: ["s3:GetObject", "s3:DeleteObject"], Resource: files }),
    }),
    passed: changed(rolePolicy, ofRole(["s3:GetObject", "s3:PutObject"]), {
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: ["s3:PutObject", "s3:GetObject"].map((action) => ({
          Effect: "Allow",
          Action: action,
          Resource: files,
        })),
      }),
    }),
  },
  "iam-trust-widened": {
    blocked: changed(role, it, {
      assume_role_policy: policy({
        Principal: { AWS: "*" },
        Action: "sts:AssumeRole",
        Condition: { Bool: { "aws:SecureTransport": "true" } },
      }),
    }),
    passed: changed(role, it, { ...tagged, description: "Confirms users." }),
  },
  "iam-permission-removed": {
    blocked: changed(rolePolicy, ofRole(["s3:GetObject"]), {
      policy: policy({ Effect: "Deny", Action: "s3:*", Resource: "*" }),
    }),
    passed: changed(rolePolicy, ofRole(["s3:GetObject"]), {
      policy: policy({ Sid: "Files", Action: "s3:GetObject", Resource: files }),
    }),
  },
  "iam-policy-attached": {
    blocked: made(attachment, {
      role: "it",
      policy_arn: "arn:aws:iam::aws:policy/PowerUserAccess",
    }),
    passed: {
      after: {
        resource: {
          [role]: { it },
          [attachment]: {
            it: {
              role: `\${${role}.it.name}`,
              policy_arn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            },
          },
        },
      },
    },
  },
  "iam-policy-detached": {
    blocked: deleted(attachment, { role: "it", policy_arn: ofAccount("policy/reads") }),
    passed: changed(
      "aws_iam_policy",
      { name: "reads", policy: policy({ Action: "s3:GetObject", Resource: files }) },
      tagged,
    ),
  },
  "iam-boundary-changed": {
    blocked: changed(
      role,
      { ...it, permissions_boundary: ofAccount("policy/boundary") },
      { permissions_boundary: undefined },
    ),
    passed: changed(role, { ...it, permissions_boundary: ofAccount("policy/boundary") }, tagged),
  },
  "iam-session-longer": {
    blocked: changed(role, { ...it, max_session_duration: 3600 }, { max_session_duration: 43_200 }),
    passed: changed(role, { ...it, max_session_duration: 43_200 }, { max_session_duration: 3600 }),
  },
  "iam-function-callers": {
    blocked: made(permission, anyBucket),
    passed: made(permission, called),
  },
  "iam-function-url": {
    blocked: changed(
      "aws_lambda_function_url",
      { function_name: "confirm", authorization_type: "AWS_IAM" },
      { authorization_type: "NONE" },
    ),
    passed: changed(
      "aws_lambda_function_url",
      { function_name: "confirm", authorization_type: "NONE" },
      { authorization_type: "AWS_IAM" },
    ),
  },
  "iam-function-role": {
    blocked: changed("aws_lambda_function", code, { role: ofAccount("role/admin") }),
    passed: changed("aws_lambda_function", code, { memory_size: 512 }),
  },
  "iam-identity-pool-roles": {
    blocked: changed(
      "aws_cognito_identity_pool_roles_attachment",
      {
        identity_pool_id: identityPoolId,
        roles: { authenticated: ofAccount("role/users") },
      },
      { roles: { authenticated: ofAccount("role/admin") } },
    ),
    passed: {
      after: {
        resource: {
          aws_cognito_identity_pool: {
            it: { identity_pool_name: "new", allow_unauthenticated_identities: false },
          },
          aws_cognito_identity_pool_roles_attachment: {
            it: {
              identity_pool_id: "${aws_cognito_identity_pool.it.id}",
              roles: { authenticated: ofAccount("role/users") },
            },
          },
        },
      },
    },
  },
  "iam-group-role": {
    blocked: changed("aws_cognito_user_group", group, { role_arn: ofAccount("role/admin") }),
    passed: changed("aws_cognito_user_group", group, { description: "They edit." }),
  },
  "iam-identity-provider-widened": {
    blocked: changed("aws_iam_openid_connect_provider", github, {
      client_id_list: ["sts.amazonaws.com", "https://github.com/other"],
    }),
    passed: changed("aws_iam_openid_connect_provider", github, tagged),
  },
  "iam-long-lived-keys": {
    blocked: made("aws_iam_access_key", { user: "deployer" }),
    passed: changed(
      "aws_iam_access_key",
      { user: "deployer", status: "Active" },
      { status: "Inactive" },
    ),
  },
  "iam-key-grant": {
    blocked: made("aws_kms_grant", key("999999999999")),
    passed: deleted("aws_kms_grant", key("123456789012")),
  },
  "iam-public-bucket": {
    blocked: changed("aws_s3_object", picture, { acl: "public-read" }),
    passed: changed("aws_s3_object", { ...picture, acl: "public-read" }, { acl: "private" }),
  },
  "iam-group-membership": {
    blocked: changed(
      "aws_iam_user_group_membership",
      { user: "ann", groups: ["readers"] },
      { groups: ["readers", "admins"] },
    ),
    passed: {
      after: {
        resource: {
          aws_iam_group: { it: { name: "new" } },
          aws_iam_user_group_membership: {
            it: { user: "ann", groups: ["${aws_iam_group.it.name}"] },
          },
        },
      },
    },
  },
  "acts-with-another-role": {
    blocked: changed(
      "aws_scheduler_schedule",
      {
        name: "nightly",
        schedule_expression: "rate(1 day)",
        flexible_time_window: [{ mode: "OFF" }],
        target: [
          {
            arn: "arn:aws:lambda:us-east-1:123456789012:function:tidy",
            role_arn: ofAccount("role/tidy"),
          },
        ],
      },
      {
        target: [
          {
            arn: "arn:aws:lambda:us-east-1:123456789012:function:tidy",
            role_arn: ofAccount("role/admin"),
          },
        ],
      },
    ),
    passed: changed(
      "aws_scheduler_schedule",
      {
        name: "nightly",
        schedule_expression: "rate(1 day)",
        flexible_time_window: [{ mode: "OFF" }],
        target: [
          {
            arn: "arn:aws:lambda:us-east-1:123456789012:function:tidy",
            role_arn: ofAccount("role/tidy"),
          },
        ],
      },
      { schedule_expression: "rate(12 hours)" },
    ),
  },
  "roles-detached": {
    blocked: deleted("aws_cognito_identity_pool_roles_attachment", {
      identity_pool_id: identityPoolId,
      roles: { authenticated: ofAccount("role/users") },
    }),
    passed: {
      before: {
        resource: {
          aws_cognito_identity_pool_roles_attachment: {
            old: {
              identity_pool_id: identityPoolId,
              roles: { authenticated: ofAccount("role/users") },
            },
          },
        },
      },
      after: {
        resource: {
          aws_cognito_identity_pool_roles_attachment: {
            it: {
              identity_pool_id: identityPoolId,
              roles: { authenticated: ofAccount("role/users") },
            },
          },
        },
        moved: [
          {
            from: "aws_cognito_identity_pool_roles_attachment.old",
            to: "aws_cognito_identity_pool_roles_attachment.it",
          },
        ],
      },
    },
  },
  "function-stopped": {
    blocked: changed("aws_lambda_function", code, { reserved_concurrent_executions: 0 }),
    passed: changed("aws_lambda_function", code, { reserved_concurrent_executions: 5 }),
  },
  "function-changed": {
    blocked: changed("aws_lambda_function", code, { handler: "other.handler" }),
    passed: changed("aws_lambda_function", code, { memory_size: 256 }),
  },
  "function-code-changed": {
    blocked: changed("aws_lambda_function", code, {
      layers: ["arn:aws:lambda:us-east-1:999999999999:layer:theirs:1"],
    }),
    passed: changed(
      "aws_lambda_function",
      { ...code, environment: [{ variables: { LEVEL: "info" } }] },
      { environment: [{ variables: { LEVEL: "info" } }], timeout: 5 },
    ),
  },
} as const satisfies Record<string, RuleExample>;
