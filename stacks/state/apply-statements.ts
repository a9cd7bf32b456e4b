import type { Statement } from "../iam/policy-document";
import { boundaryArn } from "./deploy-role-names";
import { secretServices } from "./provider-secret-statements";
import { domainWrites } from "./domain-statements";
import { useStateKey } from "./plan-statements";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/** What makes an environment's user pool send through SES. */
const emailService = "email.cognito-idp.amazonaws.com";

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

/** What Terraform writes of a bucket, its lifecycle apart. */
export const bucketWrites = [
  "s3:CreateBucket",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketCORS",
  "s3:PutBucketOwnershipControls",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutBucketTagging",
  "s3:PutBucketVersioning",
  "s3:PutEncryptionConfiguration",
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
    {
      sid: "WriteBuckets",
      actions: bucketWrites,
      resources: [of.attachments, of.code],
    },
    ...(environment.attachments.keepReplacedFiles === "for good"
      ? []
      : [
          {
            sid: "LetReplacedFilesExpire",
            actions: ["s3:PutLifecycleConfiguration"],
            resources: [of.attachments],
          },
        ]),
    {
      sid: "WriteCode",
      actions: [
        "s3:DeleteBucket",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:ListBucketVersions",
        "s3:PutObject",
      ],
      resources: [of.code, `${of.code}/*`],
    },
    ...domainWrites(environment),
    ...(environment.alarms.enabled ? writeAlarms(of) : []),
    ...(isProtected ? [] : deletions(environment)),
  ];
}

/** Alarms, whom they tell, dashboard and queries. */
function writeAlarms(of: ReturnType<typeof deployedResources>): readonly Statement[] {
  return [
    {
      sid: "WriteAlarms",
      actions: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:DeleteDashboards",
        "cloudwatch:PutDashboard",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetSubscriptionAttributes",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:Unsubscribe",
        "sns:UntagResource",
      ],
      resources: [of.alarms, of.dashboards, of.topics],
    },
    {
      sid: "WriteQueries",
      actions: [
        "logs:DeleteQueryDefinition",
        "logs:PutQueryDefinition",
        ...(of.tellsChat
          ? [
              "chatbot:CreateSlackChannelConfiguration",
              "chatbot:DeleteSlackChannelConfiguration",
              "chatbot:UpdateSlackChannelConfiguration",
            ]
          : []),
      ],
      resources: ["*"],
    },
  ];
}

/**
 * Making a key takes this permission too, when it has neither tags nor a name yet. Nor has a key of
 * somebody else's that nobody has named or tagged: AWS tells no more about it.
 */
export function tagNewKeys(of: ReturnType<typeof deployedResources>): Statement {
  return {
    sid: "TagNewKeys",
    actions: ["kms:TagResource"],
    resources: of.keys,
    conditions: {
      ...of.newTags,
      Null: {
        "aws:ResourceTag/environment": "true",
        "aws:ResourceTag/project": "true",
        "kms:ResourceAliases": "true",
      },
    },
  };
}

/** Roles, and who may use them. In a policy of its own: one with the rest would be too long. */
export function roleStatements(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  return [
    {
      sid: "WriteBoundedRoles",
      actions: [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      resources: [of.roles],
      conditions: { StringEquals: { "iam:PermissionsBoundary": boundaryArn(environment) ?? "" } },
    },
    { sid: "TagRoles", actions: ["iam:TagRole", "iam:UntagRole"], resources: [of.roles] },
    {
      sid: "PassRoles",
      actions: ["iam:PassRole"],
      resources: [of.roles],
      conditions: {
        StringEquals: {
          "iam:PassedToService": [
            ...(of.tellsChat ? ["chatbot.amazonaws.com"] : []),
            "cognito-identity.amazonaws.com",
            "cognito-idp.amazonaws.com",
            "lambda.amazonaws.com",
          ],
        },
      },
    },
    ...(environment.userPool.email.sendingAccount === "DEVELOPER"
      ? [
          {
            sid: "LetCognitoSendEmail",
            actions: ["iam:CreateServiceLinkedRole"],
            resources: [
              `arn:aws:iam::${environment.accountId}:role/aws-service-role/${emailService}/*`,
            ],
            conditions: { StringEquals: { "iam:AWSServiceName": emailService } },
          },
        ]
      : []),
  ];
}

/** S3, for the states, and what keeps the secrets of identity providers. */
function decryptingServices(environment: DeployedEnvironment): string | string[] {
  const s3 = `s3.${environment.state.region}.amazonaws.com`;
  const secrets = secretServices(environment);
  return secrets.length === 0 ? s3 : [s3, ...secrets];
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
    {
      sid: "DeleteAttachments",
      actions: [
        "s3:DeleteBucket",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:ListBucketVersions",
      ],
      resources: [of.attachments, `${of.attachments}/*`],
    },
  ];
}

/** Locking and writing the states of the stacks that workflows apply. */
export function writeStateStatements(environment: DeployedEnvironment): readonly Statement[] {
  const { stateFiles, ownStateFile, locks } = deployedResources(environment);
  return [
    { sid: "LockStates", actions: ["s3:PutObject", "s3:DeleteObject"], resources: [locks] },
    ...useStateKey(environment, "WriteWithStateKey", ["kms:GenerateDataKey"]),
    { sid: "WriteStates", actions: ["s3:PutObject"], resources: [stateFiles] },
    {
      sid: "KeepStateOfTheRoles",
      effect: "Deny",
      actions: ["s3:PutObject"],
      resources: [ownStateFile],
    },
  ];
}

/**
 * What neither deploy role may do, whatever else they are given: change their own rights, look at
 * users, or, where the environment is protected, delete what they would be lost with.
 */
export function guardStatements(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  return [
    {
      sid: "KeepOwnRights",
      effect: "Deny",
      actions: [
        "iam:Add*",
        "iam:Attach*",
        "iam:Create*",
        "iam:Delete*",
        "iam:Detach*",
        "iam:PassRole",
        "iam:Put*",
        "iam:Remove*",
        "iam:Set*",
        "iam:Tag*",
        "iam:Untag*",
        "iam:Update*",
      ],
      resources: [
        ...of.deployRoles,
        `arn:aws:iam::${environment.accountId}:policy/*`,
        `arn:aws:iam::${environment.accountId}:oidc-provider/*`,
      ],
    },
    {
      sid: "KeepBoundaries",
      effect: "Deny",
      actions: ["iam:DeleteRolePermissionsBoundary"],
      resources: ["*"],
    },
    ...(of.stateKey === undefined
      ? []
      : [
          {
            // It carries the environment's tags as the key of its codes does, or could be given them.
            sid: "KeepStateKey",
            effect: "Deny" as const,
            actions: [
              "kms:CreateAlias",
              "kms:CreateGrant",
              "kms:DeleteAlias",
              "kms:DisableKey",
              "kms:PutKeyPolicy",
              "kms:ScheduleKeyDeletion",
              "kms:TagResource",
              "kms:UntagResource",
              "kms:UpdateAlias",
            ],
            resources: [of.stateKey.resource],
            ...(of.stateKey.conditions !== undefined && { conditions: of.stateKey.conditions }),
          },
        ]),
    {
      // A role that trusts this one would let it in without any right of its own.
      sid: "BecomeNobody",
      effect: "Deny",
      actions: ["sts:AssumeRole", "sts:TagSession"],
      resources: ["*"],
    },
    {
      // A policy of a queue, a function or a table could give what this role is not given.
      sid: "KeepUsersPrivate",
      effect: "Deny",
      actions: [
        "cognito-identity:Get*Id*Token*",
        "cognito-identity:GetCredentials*",
        "cognito-idp:Admin*",
        "cognito-idp:ListUsers*",
        "dynamodb:BatchGetItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:DeleteItem",
        "dynamodb:Export*",
        "dynamodb:Get*",
        "dynamodb:PartiQL*",
        "dynamodb:Put*",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:UpdateItem",
        "lambda:Invoke*",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:StartQuery",
        "ses:Send*",
        "sns:Publish",
        "sqs:ReceiveMessage",
      ],
      resources: ["*"],
    },
    {
      // All but the states, which S3 decrypts.
      sid: "KeepCodesPrivate",
      effect: "Deny",
      actions: ["kms:Decrypt", "kms:ReEncrypt*"],
      resources: ["*"],
      conditions: {
        StringNotEquals: { "kms:ViaService": decryptingServices(environment) },
      },
    },
    {
      sid: "KeepFilesPrivate",
      effect: "Deny",
      actions: ["s3:GetObject*", "s3:PutObject*"],
      resources: [`${of.attachments}/*`],
    },
    ...(environment.protection.enabled
      ? [
          {
            sid: "KeepUsers",
            effect: "Deny" as const,
            actions: [
              "cognito-identity:DeleteIdentityPool",
              "cognito-idp:DeleteUserPool",
              "dynamodb:DeleteTable",
              "kms:DisableKey",
              "kms:ScheduleKeyDeletion",
            ],
            resources: ["*"],
          },
          {
            sid: "KeepFiles",
            effect: "Deny" as const,
            actions: ["s3:DeleteBucket", "s3:DeleteObject*"],
            resources: [of.attachments, `${of.attachments}/*`],
          },
        ]
      : []),
  ];
}
