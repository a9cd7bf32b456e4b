import type { Statement } from "../iam/policy-document";
import { writeAlarms } from "./alarm-statements";
import { deleteAttachments, writeBuckets } from "./bucket-statements";
import { domainWrites } from "./domain-statements";
import { tagNewKeys } from "./key-statements";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/** What Terraform writes of what has a name, by the service that its action begins with. */
export const namedWrites = [
  "dynamodb:CreateTable",
  "dynamodb:TagResource",
  "dynamodb:UntagResource",
  "dynamodb:UpdateContinuousBackups",
  "dynamodb:UpdateTable",
  "events:DeleteRule",
  "events:PutRule",
  "events:PutTargets",
  "events:RemoveTargets",
  "events:TagResource",
  "events:UntagResource",
  "lambda:AddPermission",
  "lambda:CreateFunction",
  "lambda:DeleteFunction",
  "lambda:DeleteFunctionEventInvokeConfig",
  "lambda:PutFunctionEventInvokeConfig",
  "lambda:RemovePermission",
  "lambda:TagResource",
  "lambda:UntagResource",
  "lambda:UpdateFunctionCode",
  "lambda:UpdateFunctionConfiguration",
  "logs:CreateLogGroup",
  "logs:DeleteLogGroup",
  "logs:PutRetentionPolicy",
  "logs:TagResource",
  "logs:UntagResource",
  "sqs:CreateQueue",
  "sqs:DeleteQueue",
  "sqs:SetQueueAttributes",
  "sqs:TagQueue",
  "sqs:UntagQueue",
] as const;

/**
 * What Terraform writes to apply the environment's stacks, `state-<environment>` apart: that one holds
 * the roles themselves, and is an administrator's.
 */
export function applyStatements(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  const isProtected = environment.protection.enabled;
  return [
    {
      sid: "WriteNamed",
      actions: namedWrites,
      resources: [of.tables, of.rules, of.functions, of.logGroups, of.queues],
    },
    {
      sid: "MakeTagged",
      actions: [
        "cognito-identity:CreateIdentityPool",
        "cognito-idp:CreateUserPool",
        ...(of.hasCodesKey ? ["kms:CreateKey"] : []),
      ],
      resources: ["*"],
      conditions: of.newTags,
    },
    ...(of.hasCodesKey ? [tagNewKeys(of)] : []),
    {
      sid: "TagKeys",
      actions: ["kms:TagResource"],
      resources: of.keys,
      conditions: {
        ...of.ownTags,
        // It stays this environment's. Terraform names only the tags that change.
        StringEqualsIfExists: { ...of.newTags["StringEquals"] },
      },
    },
    {
      sid: "WriteTagged",
      actions: [
        "cognito-identity:SetPrincipalTagAttributeMap",
        "cognito-identity:TagResource",
        "cognito-identity:UntagResource",
        "cognito-identity:UpdateIdentityPool",
        "cognito-idp:AddCustomAttributes",
        "cognito-idp:CreateGroup",
        "cognito-idp:CreateIdentityProvider",
        "cognito-idp:CreateResourceServer",
        "cognito-idp:CreateUserPoolClient",
        "cognito-idp:CreateUserPoolDomain",
        "cognito-idp:DeleteGroup",
        "cognito-idp:DeleteIdentityProvider",
        "cognito-idp:DeleteResourceServer",
        "cognito-idp:DeleteUserPoolClient",
        "cognito-idp:SetRiskConfiguration",
        "cognito-idp:SetUICustomization",
        "cognito-idp:SetUserPoolMfaConfig",
        "cognito-idp:TagResource",
        "cognito-idp:UntagResource",
        "cognito-idp:UpdateGroup",
        "cognito-idp:UpdateIdentityProvider",
        "cognito-idp:UpdateResourceServer",
        "cognito-idp:UpdateUserPool",
        "cognito-idp:UpdateUserPoolClient",
        "cognito-idp:UpdateUserPoolDomain",
        "kms:CreateAlias",
        "kms:CreateGrant",
        "kms:DeleteAlias",
        "kms:EnableKeyRotation",
        "kms:PutKeyPolicy",
        "kms:UntagResource",
        "kms:UpdateAlias",
        "kms:UpdateKeyDescription",
      ],
      resources: [of.userPools, of.identityPools, ...of.keys],
      conditions: of.ownTags,
    },
    {
      sid: "NameCodesKey",
      actions: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
      resources: [of.codesAlias],
    },
    {
      sid: "AttachRolesToIdentityPool",
      actions: ["cognito-identity:SetIdentityPoolRoles"],
      resources: ["*"],
    },
    ...writeBuckets(environment),
    ...domainWrites(environment),
    ...(environment.alarms.enabled ? writeAlarms(of) : []),
    ...(isProtected ? [] : deletions(environment)),
  ];
}

/** What loses users, where the configuration says in words that this is no loss. */
function deletions(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  return [
    { sid: "DeleteTable", actions: ["dynamodb:DeleteTable"], resources: [of.tables] },
    {
      sid: "DeleteTagged",
      actions: [
        "cognito-identity:DeleteIdentityPool",
        "cognito-idp:DeleteUserPool",
        "cognito-idp:DeleteUserPoolDomain",
        "kms:ScheduleKeyDeletion",
      ],
      resources: [of.userPools, of.identityPools, ...of.keys],
      conditions: of.ownTags,
    },
    deleteAttachments(of),
  ];
}
