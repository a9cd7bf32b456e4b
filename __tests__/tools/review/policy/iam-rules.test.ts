import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../tools/review/model";
import { findingsOf, planJson, type PlannedResource, review } from "../../../support/plan-json";

const policyOf = (...Statement: JsonObject[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement });
const read = {
  Effect: "Allow",
  Action: "dynamodb:GetItem",
  Resource: "arn:aws:dynamodb:::table/t",
};
const write = { ...read, Action: "dynamodb:PutItem" };
const deny = { ...read, Effect: "Deny" };
const everybody = { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" };
const byLambda = { ...everybody, Principal: { Service: "lambda.amazonaws.com" } };

const role = { name: "r", assume_role_policy: policyOf(byLambda) };
const rolePolicy = { name: "p", role: "r", policy: policyOf(read) };
const attachment = { role: "r", policy_arn: "arn:aws:iam::123456789012:policy/p" };
const permission = {
  function_name: "f",
  action: "lambda:InvokeFunction",
  principal: "cognito-idp.amazonaws.com",
  source_arn: "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/p",
  source_account: "",
};
const roles = {
  identity_pool_id: "eu-west-1:1",
  roles: { authenticated: "arn:aws:iam::1:role/a" },
  role_mapping: [
    { identity_provider: "c", type: "Token", ambiguous_role_resolution: "Deny", mapping_rule: [] },
  ],
};
const rolesOf = (changes: JsonObject) => ({
  type: "aws_cognito_identity_pool_roles_attachment",
  before: roles,
  after: { ...roles, ...changes },
});

const newRole: PlannedResource = { type: "aws_iam_role", after: role };
const goneRole: PlannedResource = { type: "aws_iam_role", before: role };

test.each<[string, readonly PlannedResource[], readonly string[]]>([
  [
    "a policy that allows more",
    [
      {
        type: "aws_iam_role_policy",
        before: rolePolicy,
        after: { ...rolePolicy, policy: policyOf(read, write) },
      },
    ],
    ["block iam-widened"],
  ],
  [
    "a policy that says the same in other words",
    [
      {
        type: "aws_iam_role_policy",
        before: { ...rolePolicy, policy: policyOf(read, write) },
        after: { ...rolePolicy, policy: policyOf({ Sid: "W", ...write }, read, read) },
      },
    ],
    [],
  ],
  [
    "a policy that is known only after apply",
    [
      {
        type: "aws_iam_role_policy",
        before: rolePolicy,
        after: { name: "p", role: "r" },
        unknown: { policy: true },
      },
    ],
    ["block iam-widened"],
  ],
  [
    "a text that is no policy any more",
    [{ type: "aws_iam_policy", before: { policy: policyOf(read) }, after: { policy: "{" } }],
    ["block iam-widened"],
  ],
  [
    "a policy that allows less",
    [
      {
        type: "aws_iam_role_policy",
        before: { ...rolePolicy, policy: policyOf(read, write) },
        after: rolePolicy,
      },
    ],
    ["notice iam-permission-removed"],
  ],
  [
    "a new policy for a role that is there",
    [{ type: "aws_iam_role_policy", after: rolePolicy }],
    ["block iam-widened"],
  ],
  [
    "a new policy for a new role",
    [{ type: "aws_iam_role_policy", after: rolePolicy }, newRole],
    ["notice iam-trust-widened", "notice iam-widened"],
  ],
  [
    "a new policy for everything of a service, on a new role",
    [
      {
        type: "aws_iam_role_policy",
        after: { ...rolePolicy, policy: policyOf({ ...read, Action: "s3:*", Resource: "*" }) },
      },
      newRole,
    ],
    ["block iam-widened", "notice iam-trust-widened", "notice iam-widened"],
  ],
  [
    "a policy that moves to another role",
    [
      {
        type: "aws_iam_role_policy",
        actions: ["delete", "create"],
        before: rolePolicy,
        after: { ...rolePolicy, role: "other" },
      },
    ],
    ["block iam-permission-removed", "block iam-widened"],
  ],
  [
    "a policy deleted from a role that stays",
    [{ type: "aws_iam_role_policy", before: rolePolicy }],
    ["block iam-permission-removed"],
  ],
  [
    "a policy deleted with its role",
    [{ type: "aws_iam_role_policy", before: rolePolicy }, goneRole],
    ["notice iam-permission-removed", "notice iam-permission-removed"],
  ],
  [
    "a bucket's denial deleted",
    [{ type: "aws_s3_bucket_policy", before: { bucket: "b", policy: policyOf(deny) } }],
    ["block iam-widened"],
  ],
  [
    "a bucket's denial deleted with the bucket",
    [
      { type: "aws_s3_bucket_policy", before: { bucket: "b", policy: policyOf(deny) } },
      { type: "aws_s3_bucket", before: { bucket: "b" } },
    ],
    ["notice iam-widened"],
  ],
  [
    "a new role for everybody",
    [{ type: "aws_iam_role", after: { name: "r", assume_role_policy: policyOf(everybody) } }],
    ["block iam-trust-widened", "notice iam-trust-widened"],
  ],
  [
    "one more who may assume a role",
    [
      {
        type: "aws_iam_role",
        before: role,
        after: {
          ...role,
          assume_role_policy: policyOf(byLambda, {
            ...byLambda,
            Principal: { AWS: "123456789012" },
          }),
        },
      },
    ],
    ["block iam-trust-widened"],
  ],
  [
    "a role's inline blocks in another order",
    [
      {
        type: "aws_iam_role",
        before: {
          ...role,
          inline_policy: [{ policy: policyOf(read) }, { policy: policyOf(write) }],
        },
        after: { ...role, inline_policy: [{ policy: policyOf(write, read) }] },
      },
    ],
    [],
  ],
  [
    "a boundary taken off",
    [{ type: "aws_iam_role", before: { ...role, permissions_boundary: "arn" }, after: role }],
    ["block iam-boundary-changed"],
  ],
  [
    "a managed policy for a role that is there",
    [{ type: "aws_iam_role_policy_attachment", after: attachment }],
    ["block iam-policy-attached"],
  ],
  [
    "a managed policy for a new role",
    [
      { type: "aws_iam_role_policy_attachment", after: attachment },
      { type: "aws_iam_role", after: { name: "r" } },
    ],
    ["notice iam-policy-attached"],
  ],
  [
    "an administrator's policy for a new role",
    [
      {
        type: "aws_iam_role_policy_attachment",
        after: { role: "r", policy_arn: "arn:aws-cn:iam::aws:policy/AdministratorAccess" },
      },
      { type: "aws_iam_role", after: { name: "r" } },
    ],
    ["block iam-policy-attached"],
  ],
  [
    "a managed policy taken off",
    [{ type: "aws_iam_role_policy_attachment", before: attachment }],
    ["block iam-policy-detached"],
  ],
  [
    "a service that may invoke a function from anywhere",
    [{ type: "aws_lambda_permission", after: { ...permission, source_arn: null } }],
    ["block iam-function-callers"],
  ],
  [
    "the same for a new function",
    [
      { type: "aws_lambda_permission", after: { ...permission, source_arn: null } },
      { type: "aws_lambda_function", after: { function_name: "f" } },
    ],
    ["notice iam-function-callers"],
  ],
  [
    "one pool that may invoke a function",
    [{ type: "aws_lambda_permission", after: permission }],
    ["notice iam-function-callers"],
  ],
  [
    "a function that answers anybody",
    [
      {
        type: "aws_lambda_function_url",
        after: { function_name: "f", authorization_type: "NONE" },
      },
    ],
    ["block iam-function-url"],
  ],
  [
    "a role for guests",
    [rolesOf({ roles: { ...roles.roles, unauthenticated: "arn:aws:iam::1:role/g" } })],
    ["block iam-identity-pool-roles"],
  ],
  [
    "another role for the signed-in",
    [rolesOf({ roles: { authenticated: "arn:aws:iam::1:role/b" } })],
    ["block iam-identity-pool-roles"],
  ],
  [
    "a role for users whose own is not clear",
    [
      rolesOf({
        role_mapping: [
          { ...roles.role_mapping[0], ambiguous_role_resolution: "AuthenticatedRole" },
        ],
      }),
    ],
    ["block iam-identity-pool-roles"],
  ],
  ["a mapping that is gone", [rolesOf({ role_mapping: [] })], ["block iam-identity-pool-roles"]],
  [
    "a mapping of one more client, made in the same plan",
    [
      {
        ...rolesOf({
          role_mapping: [
            ...roles.role_mapping,
            { type: "Token", ambiguous_role_resolution: "Deny", mapping_rule: [] },
          ],
        }),
        unknown: { role_mapping: [{}, { identity_provider: true }] },
      },
    ],
    [],
  ],
  [
    "another role for a group",
    [
      {
        type: "aws_cognito_user_group",
        before: { name: "g", role_arn: "a", precedence: 1 },
        after: { name: "g", role_arn: "b", precedence: 1 },
      },
    ],
    ["block iam-group-role"],
  ],
  [
    "one more audience",
    [
      {
        type: "aws_iam_openid_connect_provider",
        before: { url: "u", client_id_list: ["sts.amazonaws.com"] },
        after: { url: "u", client_id_list: ["other", "sts.amazonaws.com"] },
      },
    ],
    ["block iam-identity-provider-widened"],
  ],
  [
    "an access key",
    [{ type: "aws_iam_access_key", after: { user: "u" } }],
    ["notice iam-long-lived-keys"],
  ],
  [
    "a bucket opened by a grant",
    [
      {
        type: "aws_s3_bucket_acl",
        after: {
          bucket: "b",
          access_control_policy: [
            {
              grant: [
                {
                  permission: "READ",
                  grantee: [{ uri: "http://acs.amazonaws.com/groups/global/AllUsers" }],
                },
              ],
            },
          ],
        },
      },
    ],
    ["block iam-public-bucket"],
  ],
])("%s", async (_, resources, expected) => {
  const found = await findingsOf(resources);
  expect(found.filter((line) => line.includes(" iam-")).sort()).toEqual(expected);
});

test("a finding lists what is new, and nothing of a policy that is sensitive", async () => {
  const change = {
    type: "aws_iam_role_policy",
    before: rolePolicy,
    after: { ...rolePolicy, policy: policyOf(read, write) },
  };
  const [shown] = (await review(planJson([change]))).findings;
  expect(shown?.details).toEqual(["Allow dynamodb:PutItem on arn:aws:dynamodb:::table/t"]);
  const hidden = await review(planJson([{ ...change, afterSensitive: { policy: true } }]));
  expect(hidden.findings).toHaveLength(1);
  expect(JSON.stringify(hidden.findings)).not.toMatch(/dynamodb/);
});

test("of a role that is new with its policy it says so, and does not raise an alarm", async () => {
  const { findings } = await review(
    planJson([newRole, { type: "aws_iam_role_policy", after: rolePolicy }]),
  );

  expect(findings.map(({ effect }) => effect)).toEqual([
    expect.stringContaining("new with this plan"),
    expect.stringContaining("new with this plan"),
  ]);
});
