import type { Statement } from "../iam/policy-document";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";
import { secretServices } from "./provider-secret-statements";

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
        ...(environment.graphql === undefined ? [] : ["appsync:GraphQL"]),
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

/**
 * The boundary knows the roles that AppSync takes by their names alone. So, where users are kept, nobody but
 * an administrator says who else takes them, once they are there.
 */
export function keepTrustOf(
  { protection }: DeployedEnvironment,
  roles: readonly string[],
): readonly Statement[] {
  return protection.enabled && roles.length > 0
    ? [
        {
          sid: "KeepTrustOfApi",
          effect: "Deny",
          actions: ["iam:DeleteRole", "iam:UpdateAssumeRolePolicy"],
          resources: roles,
        },
      ]
    : [];
}

/** S3, for the states, and what keeps the secrets of identity providers. */
function decryptingServices(environment: DeployedEnvironment): string | string[] {
  const s3 = `s3.${environment.state.region}.amazonaws.com`;
  const secrets = secretServices(environment);
  return secrets.length === 0 ? s3 : [s3, ...secrets];
}
