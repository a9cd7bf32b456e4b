import type { Statement } from "../iam/policy-document";
import { domainReads } from "./domain-statements";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";
import { githubProviderArn } from "./github-provider";

/** What Terraform reads of a bucket. `ListBucket` is what `HeadBucket` takes. */
export const bucketReads = [
  "s3:GetAccelerateConfiguration",
  "s3:GetBucketAcl",
  "s3:GetBucketCORS",
  "s3:GetBucketLogging",
  "s3:GetBucketObjectLockConfiguration",
  "s3:GetBucketOwnershipControls",
  "s3:GetBucketPolicy",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketRequestPayment",
  "s3:GetBucketTagging",
  "s3:GetBucketVersioning",
  "s3:GetBucketWebsite",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:GetReplicationConfiguration",
  "s3:ListBucket",
];

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
  const makesBucket = environment.state.bucketOf === environment.environment;
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
    {
      sid: "ReadBuckets",
      actions: bucketReads,
      resources: [of.attachments, of.code, ...(makesBucket ? [of.stateBucket] : [])],
    },
    {
      sid: "ReadCode",
      actions: ["s3:GetObject", "s3:GetObjectTagging"],
      resources: [`${of.code}/*`],
    },
    ...domainReads(environment),
  ];
}

/** Alarms, whom they tell, dashboard and queries; of the queries AWS has no names to ask for. */
function readAlarms(of: ReturnType<typeof deployedResources>): readonly Statement[] {
  return [
    {
      sid: "ReadAlarms",
      actions: [
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetDashboard",
        "cloudwatch:ListTagsForResource",
        "sns:GetSubscriptionAttributes",
        "sns:GetTopicAttributes",
        "sns:ListTagsForResource",
      ],
      resources: [of.alarms, of.dashboards, of.topics],
    },
    {
      sid: "ReadQueries",
      actions: [
        "logs:DescribeQueryDefinitions",
        ...(of.tellsChat ? ["chatbot:DescribeSlackChannelConfigurations"] : []),
      ],
      resources: ["*"],
    },
  ];
}

/** Reading an environment's states. No lock: a plan writes nothing, and what is cut off leaves none. */
export function readStateStatements(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  const { keyPrefix } = environment.state;
  return [
    {
      sid: "ListStates",
      actions: ["s3:ListBucket"],
      resources: [of.stateBucket],
      conditions: {
        // If it exists: without leave to list, S3 answers 403 for a state that is not there yet, and
        // asks that without a prefix. `env:/` is where Terraform looks for workspaces.
        StringLikeIfExists: { "s3:prefix": [`${keyPrefix}/*`, "env:/"] },
      },
    },
    { sid: "ReadStates", actions: ["s3:GetObject"], resources: [of.states] },
    ...useStateKey(environment, "ReadWithStateKey", ["kms:Decrypt"]),
  ];
}

/** The key of the states, for S3 alone. */
export function useStateKey(
  environment: DeployedEnvironment,
  sid: string,
  actions: readonly string[],
): readonly Statement[] {
  const { stateKey } = deployedResources(environment);
  if (stateKey === undefined) return [];
  return [
    {
      sid,
      actions,
      resources: [stateKey.resource],
      conditions: {
        StringEquals: { "kms:ViaService": `s3.${environment.state.region}.amazonaws.com` },
        ...stateKey.conditions,
      },
    },
  ];
}
