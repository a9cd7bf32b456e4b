import type { Statement } from "../iam/policy-document";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/** The identity of a user's session. The dollar is doubled so that Terraform leaves it to IAM. */
const identityId = "$${cognito-identity.amazonaws.com:sub}";

/**
 * The most that any role of an environment's functions and users can do, whatever its policies say: work
 * with data. Nothing of IAM and STS, so that no role can widen itself or become another, and no state.
 *
 * Data is for code that Lambda runs and for users, not for whoever else a role may trust: what a function
 * may do asks for the function (`lambda:SourceFunctionArn`, which Lambda alone sets), and what a user may do
 * is below the folder of an identity id, which an identity pool alone gives. So whoever can make a role, and
 * write its policy and its trust, gets at nothing by becoming it.
 *
 * What a function of yours needs beyond this goes here; `npm run bootstrap` then brings it to AWS.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
export function boundaryStatements(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  const { userMigration } = environment.recipes;
  const inFunctions = { ArnLike: { "lambda:SourceFunctionArn": of.functions } };
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
      // Lambda sends what has failed, not the function: without `lambda:SourceFunctionArn`.
      sid: "BoundedQueues",
      actions: ["sqs:SendMessage"],
      resources: [of.queues],
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
      conditions: inFunctions,
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
      conditions: { ...of.ownTags, ...inFunctions },
    },
    ...(userMigration?.from.kind === "user-pool"
      ? [
          {
            sid: "BoundedMigration",
            actions: ["cognito-idp:AdminGetUser", "cognito-idp:AdminInitiateAuth"],
            resources: [userMigration.from.userPoolArn],
            conditions: inFunctions,
          },
        ]
      : []),
    {
      sid: "BoundedFiles",
      actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      resources: [`${of.attachments}/private/*`],
      conditions: inFunctions,
    },
    {
      sid: "BoundedOwnFiles",
      actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      resources: [`${of.attachments}/private/${identityId}/*`],
    },
    ...openedToUsers(environment),
    {
      sid: "BoundedListing",
      actions: ["s3:ListBucket"],
      resources: [of.attachments],
      conditions: inFunctions,
    },
    {
      sid: "BoundedOwnListing",
      actions: ["s3:ListBucket"],
      resources: [of.attachments],
      conditions: {
        StringLike: { "s3:prefix": [`private/${identityId}/`, `private/${identityId}/*`] },
      },
    },
    ...(of.senders.length === 0
      ? []
      : [
          {
            sid: "BoundedMail",
            actions: ["ses:SendEmail", "ses:SendRawEmail"],
            resources: of.senders,
            conditions: inFunctions,
          },
        ]),
    {
      sid: "BoundedTextMessages",
      actions: ["sns:Publish"],
      resources: ["*"],
      conditions: inFunctions,
    },
    ...(of.textMessagesRole === undefined
      ? []
      : [
          {
            // Cognito itself becomes this one, and tells no more than its name.
            sid: "BoundedTextsOfCognito",
            actions: ["sns:Publish"],
            resources: ["*"],
            conditions: { ArnEquals: { "aws:PrincipalArn": of.textMessagesRole } },
          },
        ]),
    { sid: "NoTopics", effect: "Deny", actions: ["sns:Publish"], resources: ["arn:aws:sns:*:*:*"] },
    {
      sid: "BoundedCodes",
      actions: ["kms:Decrypt"],
      resources: of.keys,
      conditions: { ...of.ownTags, ...inFunctions },
    },
    {
      sid: "BoundedCalls",
      actions: ["lambda:InvokeFunction"],
      resources: [of.functions],
      conditions: inFunctions,
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

/** A session that an identity pool gave, and nobody else: only those have an identity id. */
const throughTheIdentityPool = { Null: { "cognito-identity.amazonaws.com:sub": "false" } };

/** What the configuration opens to users beside their own files. */
function openedToUsers(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  const { identityPool, groups } = environment;
  const access = groups.map((group) => group.access);
  const hasFiles =
    identityPool.guestAccess !== undefined ||
    identityPool.signedIn.files !== undefined ||
    access.some((each) => each?.files !== undefined);
  const folders = ["group", "public", "shared"];
  return [
    ...(hasFiles
      ? [
          {
            sid: "BoundedSharedFiles",
            actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            resources: folders.map((folder) => `${of.attachments}/${folder}/*`),
            conditions: throughTheIdentityPool,
            reason: "The folders that environments.ts opens, each by a policy of its own.",
          },
          {
            sid: "BoundedSharedListing",
            actions: ["s3:ListBucket"],
            resources: [of.attachments],
            conditions: {
              ...throughTheIdentityPool,
              StringLike: { "s3:prefix": folders.map((folder) => `${folder}/*`) },
            },
          },
        ]
      : []),
    ...(identityPool.signedIn.ownRow !== undefined ||
    access.some((each) => each?.allRows !== undefined)
      ? [
          {
            sid: "BoundedReadRows",
            actions: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
            resources: [of.tables],
            conditions: throughTheIdentityPool,
            reason: "The environment's own tables, and which rows each role's own policy says.",
          },
        ]
      : []),
  ];
}
