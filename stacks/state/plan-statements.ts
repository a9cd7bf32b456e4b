import type { Statement } from "../iam/policy-document";
import { readAlarms } from "./alarm-statements";
import { readBuckets } from "./bucket-statements";
import { domainReads } from "./domain-statements";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";
import { githubProviderArn } from "./github-provider";

/** What Terraform reads of what has a name, by the service that its action begins with. */
export const namedReads = [
  "dynamodb:DescribeContinuousBackups",
  "dynamodb:DescribeTable",
  "dynamodb:DescribeTimeToLive",
  "dynamodb:ListTagsOfResource",
  "events:DescribeRule",
  "events:ListTagsForResource",
  "events:ListTargetsByRule",
  "lambda:GetFunction",
  "lambda:GetFunctionCodeSigningConfig",
  "lambda:GetFunctionEventInvokeConfig",
  "lambda:GetPolicy",
  "lambda:ListVersionsByFunction",
  "logs:ListTagsForResource",
  "sqs:GetQueueAttributes",
  "sqs:ListQueueTags",
] as const;

/**
 * What Terraform reads to plan an environment's stacks, as a run against the local AWS shows, and no
 * user's data: no file, no row, no account, no secret.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function planStatements(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  return [
    {
      sid: "ReadNamed",
      actions: namedReads,
      resources: [of.tables, of.rules, of.functions, of.logGroups, of.queues],
    },
    {
      sid: "ReadRoles",
      actions: [
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetOpenIDConnectProvider",
      ],
      resources: [of.roles, of.policies, githubProviderArn(environment.accountId)],
    },
    {
      sid: "ReadTagged",
      actions: [
        "cognito-identity:DescribeIdentityPool",
        "cognito-identity:GetIdentityPoolRoles",
        "cognito-identity:GetPrincipalTagAttributeMap",
        "cognito-idp:DescribeRiskConfiguration",
        "cognito-idp:DescribeIdentityProvider",
        "cognito-idp:DescribeResourceServer",
        "cognito-idp:DescribeUserPool",
        "cognito-idp:DescribeUserPoolClient",
        "cognito-idp:GetGroup",
        "cognito-idp:GetUICustomization",
        "cognito-idp:GetUserPoolMfaConfig",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListResourceTags",
      ],
      resources: [of.userPools, of.identityPools, ...of.keys],
      conditions: of.ownTags,
    },
    {
      sid: "ReadUnnamed",
      actions: ["kms:ListAliases", "logs:DescribeLogGroups"],
      resources: ["*"],
    },
    {
      // The key that AWS keeps for tables: the provider asks which it is.
      sid: "ReadTableKey",
      actions: ["kms:DescribeKey"],
      resources: of.keys,
      conditions: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/aws/dynamodb" } },
    },
    ...(environment.alarms.enabled ? readAlarms(of) : []),
    ...readBuckets(environment),
    ...domainReads(environment),
  ];
}
