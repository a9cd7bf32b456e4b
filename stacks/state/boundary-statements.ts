import type { Statement } from "../iam/policy-document";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/**
 * The most that any role of an environment's functions and users can do, whatever its policies say: work
 * with data. Nothing of IAM and STS, so that no role can widen itself or become another, and no state.
 *
 * What a function of yours needs beyond this goes here; `npm run bootstrap` then brings it to AWS.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryStatements(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  const { userMigration } = environment.recipes;
  return [
    {
      sid: "BoundedLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [of.logGroups],
    },
    {
      sid: "BoundedTraces",
      actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
      resources: ["*"],
    },
    {
      sid: "BoundedRows",
      actions: [
        "dynamodb:BatchGetItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:UpdateItem",
      ],
      resources: [of.tables],
    },
    {
      sid: "BoundedUsers",
      actions: [
        "cognito-idp:AdminAddUserToGroup",
        "cognito-idp:AdminGetUser",
        "cognito-idp:AdminLinkProviderForUser",
        "cognito-idp:AdminListGroupsForUser",
        "cognito-idp:ListIdentityProviders",
        "cognito-idp:ListUsers",
      ],
      resources: [of.userPools],
      conditions: of.ownTags,
    },
    ...(userMigration?.from.kind === "user-pool"
      ? [
          {
            sid: "BoundedMigration",
            actions: ["cognito-idp:AdminGetUser", "cognito-idp:AdminInitiateAuth"],
            resources: [userMigration.from.userPoolArn],
          },
        ]
      : []),
    {
      sid: "BoundedFiles",
      actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      resources: [`${of.attachments}/private/*`],
    },
    { sid: "BoundedListing", actions: ["s3:ListBucket"], resources: [of.attachments] },
    {
      sid: "BoundedMessages",
      actions: ["ses:SendEmail", "ses:SendRawEmail", "sns:Publish"],
      resources: ["*"],
    },
    {
      sid: "BoundedCodes",
      actions: ["kms:Decrypt"],
      resources: of.keys,
      conditions: of.ownTags,
    },
    {
      sid: "BoundedCalls",
      actions: ["lambda:InvokeFunction", "sqs:SendMessage"],
      resources: [of.functions, of.queues],
    },
    {
      sid: "NoStates",
      effect: "Deny",
      actions: ["s3:*"],
      resources: [of.stateBucket, `${of.stateBucket}/*`],
    },
    {
      sid: "NoOtherRoles",
      effect: "Deny",
      actions: ["iam:*", "sts:AssumeRole", "organizations:*"],
      resources: ["*"],
    },
  ];
}
