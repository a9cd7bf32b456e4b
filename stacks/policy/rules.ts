import type { PlacedBlock } from "../block";
import { wildcardReason } from "../iam/wildcards";
import { hasPart, valueAt, type PolicyRule } from "./rule";

const ownKey =
  "A key of AWS's own encrypts it. A key of yours costs money and a permission for each reader, and whoever may read here may use it anyway.";

const everybody = '"Effect":"Allow","Principal":"*"';

const hasTlsOnly = (policy: unknown) => String(policy).includes("aws:SecureTransport");

const holdsUsers = (protection: string) =>
  `The environment's \`protection\` is off, for a reason that stands in environments.ts; where it is on, ${protection}.`;

const cognito: readonly PolicyRule[] = [
  {
    ids: ["Cognito.3", "COG1"],
    asks: "passwords of 8 characters or more, of every kind",
    types: ["aws_cognito_user_pool"],
    holds: ({ values }) => {
      const at = (name: string) => valueAt(values, "password_policy", name);
      const kinds = ["lowercase", "uppercase", "numbers", "symbols"];
      return (
        Number(at("minimum_length")) >= 8 && kinds.every((kind) => at(`require_${kind}`) === true)
      );
    },
    skip: "NIST SP 800-63B advises against rules about kinds of characters; the length is 12 by default, and former passwords are refused. Set `userPool.passwordPolicy` to ask for them.",
  },
  {
    ids: ["Cognito.6"],
    asks: "deletion protection",
    types: ["aws_cognito_user_pool"],
    holds: ({ values }) => values["deletion_protection"] === "ACTIVE",
    skip: holdsUsers("it is ACTIVE"),
  },
  {
    ids: ["Cognito.5", "COG2"],
    asks: "MFA for everybody",
    types: ["aws_cognito_user_pool"],
    holds: ({ values }) => values["mfa_configuration"] === "ON",
    skip: 'Whether people must have a second factor is the product\'s decision: `userPool.mfa: { mode: "ON", … }`. By default they may.',
  },
  {
    ids: ["Cognito.1", "COG3", "Cognito.4"],
    asks: "threat protection, enforced",
    types: ["aws_cognito_user_pool"],
    holds: ({ values }) =>
      valueAt(values, "user_pool_add_ons", "advanced_security_mode") === "ENFORCED",
    skip: 'It needs the tier PLUS, at more than three times the price of each active user: `userPool: { tier: "PLUS", advancedSecurityMode: "ENFORCED" }`.',
  },
  {
    ids: ["Cognito.2", "COG7", "CKV_AWS_366"],
    asks: "no guests in an identity pool",
    types: ["aws_cognito_identity_pool"],
    holds: ({ values }) => values["allow_unauthenticated_identities"] !== true,
    skip: "The configuration lets guests in: `identityPool: { guests: true }`. Their role may do nothing by itself.",
  },
];

const iam: readonly PolicyRule[] = [
  {
    ids: [
      "IAM.1",
      "IAM.21",
      "CKV_AWS_62",
      "CKV_AWS_63",
      "CKV_AWS_355",
      "CKV_AWS_286",
      "CKV_AWS_287",
      "CKV_AWS_288",
      "CKV_AWS_289",
      "CKV_AWS_290",
      "AVD-AWS-0057",
      "AwsSolutions-IAM5",
    ],
    asks: "no wildcard in what a policy allows",
    types: ["aws_iam_role_policy", "aws_iam_policy"],
    holds: ({ values }) => wild(values["policy"]).length === 0,
    skip: ({ values }) => {
      const reasons = wild(values["policy"]).map((sid) => wildcardReason(sid));
      return reasons.every((reason) => reason !== undefined)
        ? [...new Set(reasons)].join(" ")
        : undefined;
    },
  },
  {
    ids: ["CKV_AWS_60", "CKV_AWS_61"],
    asks: "a role that not everybody may assume",
    types: ["aws_iam_role"],
    holds: ({ values }) =>
      !/"Principal":"\*"|"AWS":"\*"/.test(String(values["assume_role_policy"])),
  },
  {
    ids: ["AwsSolutions-IAM4"],
    asks: "no policy of AWS's own",
    types: ["aws_iam_role_policy_attachment"],
    holds: ({ values }) => !String(values["policy_arn"]).startsWith("arn:aws:iam::aws:"),
  },
];

const lambda: readonly PolicyRule[] = [
  {
    ids: ["Lambda.1", "CKV_AWS_301", "CKV_AWS_364", "AVD-AWS-0067"],
    asks: "a permission that names whose call it is",
    types: ["aws_lambda_permission"],
    holds: ({ values }) =>
      values["principal"] !== "*" &&
      (values["source_arn"] !== undefined || values["source_account"] !== undefined),
  },
  {
    ids: ["Lambda.2", "CKV_AWS_363"],
    asks: "a runtime that AWS supports",
    types: ["aws_lambda_function"],
    holds: ({ values }) => /^nodejs2[2-9]/.test(String(values["runtime"])),
    skip: "`functions.runtime` names an older one.",
  },
  {
    ids: ["CKV_AWS_50", "AVD-AWS-0066", "Lambda.7"],
    asks: "traces",
    types: ["aws_lambda_function"],
    holds: ({ values }) => valueAt(values, "tracing_config", "mode") === "Active",
  },
  {
    ids: ["CKV_AWS_116"],
    asks: "a dead-letter queue, or a destination for what fails",
    types: ["aws_lambda_function"],
    holds: (block, all) =>
      block.values["dead_letter_config"] !== undefined ||
      hasPart(block, all, "aws_lambda_function_event_invoke_config", (values) =>
        JSON.stringify(values).includes("on_failure"),
      ),
    skip: "Cognito, or an API, waits for this function and is told of its failure itself: nothing would ever come into a queue. Functions that nobody waits for have one where alarms are on.",
  },
  {
    ids: ["CKV_AWS_115"],
    asks: "a limit of executions at once",
    types: ["aws_lambda_function"],
    holds: ({ values }) => values["reserved_concurrent_executions"] !== undefined,
    skip: "A limit takes from the account what it reserves, and a new account has ten: AWS would refuse the deployment. A trigger that is throttled refuses sign-ins. Set `functions.each.<name>.reservedConcurrency`; an alarm tells of throttles.",
  },
  {
    ids: ["Lambda.3", "CKV_AWS_117"],
    asks: "a VPC",
    types: ["aws_lambda_function"],
    holds: ({ values }) => values["vpc_config"] !== undefined,
    skip: "It calls AWS's public endpoints over TLS alone and takes no connections. In a VPC it starts more slowly, within Cognito's five seconds. `functions.vpc` puts it into one.",
  },
  {
    ids: ["CKV_AWS_173"],
    asks: "a key of your own for variables",
    types: ["aws_lambda_function"],
    holds: ({ values }) => values["kms_key_arn"] !== undefined,
    skip: "Variables hold names, and no secrets: synth refuses those. AWS's own key encrypts them.",
  },
  {
    ids: ["CKV_AWS_272"],
    asks: "signed code",
    types: ["aws_lambda_function"],
    holds: ({ values }) => values["code_signing_config_arn"] !== undefined,
    skip: "What is deployed is held to its checksum from the reviewed plan on, and the bucket of the code takes writes of the deploy role alone.",
  },
  {
    ids: ["CKV_AWS_45", "AVD-AWS-0041"],
    asks: "no secrets in variables",
    types: ["aws_lambda_function"],
    holds: ({ values }) =>
      !/AKIA[0-9A-Z]{16}|-----BEGIN/.test(JSON.stringify(values["environment"])),
  },
];

const stores: readonly PolicyRule[] = [
  {
    ids: ["DynamoDB.1"],
    asks: "a table that grows with its load",
    types: ["aws_dynamodb_table"],
    holds: ({ values }) => values["billing_mode"] === "PAY_PER_REQUEST",
  },
  {
    ids: ["DynamoDB.2", "CKV_AWS_28", "AVD-AWS-0024", "AwsSolutions-DDB3"],
    asks: "point-in-time recovery",
    types: ["aws_dynamodb_table"],
    holds: ({ values }) => valueAt(values, "point_in_time_recovery", "enabled") === true,
  },
  {
    ids: ["DynamoDB.6", "CKV_AWS_165"],
    asks: "deletion protection",
    types: ["aws_dynamodb_table"],
    holds: ({ values }) => values["deletion_protection_enabled"] === true,
    skip: holdsUsers("it is on"),
  },
  {
    ids: ["CKV_AWS_119", "AVD-AWS-0025"],
    asks: "encryption with a key of your own",
    types: ["aws_dynamodb_table"],
    holds: ({ values }) => valueAt(values, "server_side_encryption", "kms_key_arn") !== undefined,
    skip: ownKey,
  },
  {
    ids: [
      "S3.1",
      "S3.8",
      "CKV_AWS_53",
      "CKV_AWS_54",
      "CKV_AWS_55",
      "CKV_AWS_56",
      "AVD-AWS-0086",
      "AVD-AWS-0087",
      "AVD-AWS-0091",
      "AVD-AWS-0093",
    ],
    asks: "no public access to a bucket",
    types: ["aws_s3_bucket"],
    holds: (block, all) =>
      hasPart(block, all, "aws_s3_bucket_public_access_block", (values) =>
        [
          "block_public_acls",
          "block_public_policy",
          "ignore_public_acls",
          "restrict_public_buckets",
        ].every((name) => values[name] === true),
      ),
  },
  {
    ids: ["S3.5", "AwsSolutions-S10"],
    asks: "a bucket that refuses callers without TLS",
    types: ["aws_s3_bucket"],
    holds: (block, all) =>
      hasPart(block, all, "aws_s3_bucket_policy", ({ policy }) => hasTlsOnly(policy)),
  },
  {
    ids: ["S3.12", "CKV2_AWS_65"],
    asks: "no access control lists",
    types: ["aws_s3_bucket"],
    holds: (block, all) =>
      hasPart(block, all, "aws_s3_bucket_ownership_controls", (values) =>
        JSON.stringify(values).includes("BucketOwnerEnforced"),
      ),
  },
  {
    ids: ["S3.14", "CKV_AWS_21", "AVD-AWS-0090"],
    asks: "versions",
    types: ["aws_s3_bucket"],
    holds: (block, all) =>
      hasPart(block, all, "aws_s3_bucket_versioning", (values) =>
        JSON.stringify(values).includes("Enabled"),
      ),
    skip: ({ values }) =>
      values["force_destroy"] === true
        ? "It goes with its contents: nothing in it is missed. A zip is named by its checksum and never overwritten."
        : undefined,
  },
  {
    ids: ["S3.9", "CKV_AWS_18", "AVD-AWS-0089", "AwsSolutions-S1"],
    asks: "access logs",
    types: ["aws_s3_bucket"],
    holds: (block, all) => hasPart(block, all, "aws_s3_bucket_logging"),
    skip: "CloudTrail's data events tell who has read what, with the identity of the user's session, which S3's access logs lack. They are an account's own setting: switch them on for the bucket where you need them.",
  },
  {
    ids: ["S3.17", "CKV_AWS_145", "AVD-AWS-0132"],
    asks: "encryption with a key of your own",
    types: ["aws_s3_bucket"],
    holds: (block, all) =>
      hasPart(block, all, "aws_s3_bucket_server_side_encryption_configuration", (values) =>
        JSON.stringify(values).includes("aws:kms"),
      ),
    skip: ownKey,
  },
  {
    ids: ["S3.13", "CKV2_AWS_61"],
    asks: "rules for how long files are kept",
    types: ["aws_s3_bucket"],
    holds: (block, all) => hasPart(block, all, "aws_s3_bucket_lifecycle_configuration"),
    skip: "Its files are kept for good, or go with it: the configuration says which (`attachments.keepReplacedFiles`).",
  },
  {
    ids: ["S3.7", "CKV_AWS_144"],
    asks: "a copy in another Region",
    types: ["aws_s3_bucket"],
    holds: (block, all) => hasPart(block, all, "aws_s3_bucket_replication_configuration"),
    skip: "One Region holds an environment, its user pool included, which cannot be copied. `extend.ts` may add one.",
  },
  {
    ids: ["S3.11", "CKV2_AWS_62"],
    asks: "notifications of events",
    types: ["aws_s3_bucket"],
    holds: (block, all) => hasPart(block, all, "aws_s3_bucket_notification"),
    skip: "Nothing here works on what users upload.",
  },
];

const others: readonly PolicyRule[] = [
  {
    ids: ["KMS.4", "CKV_AWS_7", "AVD-AWS-0065"],
    asks: "keys that turn over once a year",
    types: ["aws_kms_key"],
    holds: ({ values }) => values["enable_key_rotation"] === true,
  },
  {
    ids: ["KMS.3"],
    asks: "30 days in which a key can be saved",
    types: ["aws_kms_key"],
    holds: ({ values }) => Number(values["deletion_window_in_days"]) === 30,
  },
  {
    ids: ["KMS.5", "CKV_AWS_33"],
    asks: "a key that is not everybody's",
    types: ["aws_kms_key"],
    holds: ({ values }) => !/"Principal":"\*"|"AWS":"\*"/.test(String(values["policy"])),
  },
  {
    ids: ["SQS.1", "CKV_AWS_27", "AVD-AWS-0096", "AwsSolutions-SQS2"],
    asks: "an encrypted queue",
    types: ["aws_sqs_queue"],
    holds: ({ values }) =>
      values["sqs_managed_sse_enabled"] === true || values["kms_master_key_id"] !== undefined,
  },
  {
    ids: ["SQS.3", "CKV_AWS_168", "AwsSolutions-SQS4"],
    asks: "a queue that is not everybody's, and refuses callers without TLS",
    types: ["aws_sqs_queue"],
    holds: ({ values }) =>
      hasTlsOnly(values["policy"]) && !String(values["policy"]).includes(everybody),
    skip: ({ values }) =>
      values["policy"] === undefined
        ? "It has no policy: its account's IAM alone lets anybody in."
        : undefined,
  },
  {
    ids: ["SNS.1", "CKV_AWS_26", "AVD-AWS-0095", "AVD-AWS-0136"],
    asks: "an encrypted topic",
    types: ["aws_sns_topic"],
    holds: ({ values }) => values["kms_master_key_id"] !== undefined,
    skip: "CloudWatch cannot use the key that AWS keeps for SNS, and a key that is disabled would silence every alarm. What is sent names functions and numbers, and no user.",
  },
  {
    ids: ["SNS.4", "CKV_AWS_169"],
    asks: "a topic that is not everybody's",
    types: ["aws_sns_topic"],
    holds: ({ values }) => !String(values["policy"]).includes(everybody),
  },
  {
    ids: ["CloudWatch.16", "CKV_AWS_66", "CKV_AWS_338"],
    asks: "logs that are kept for a year",
    types: ["aws_cloudwatch_log_group"],
    holds: ({ values }) => Number(values["retention_in_days"]) >= 365,
    skip: ({ values }) =>
      Number(values["retention_in_days"]) > 0
        ? "Logs name users by their `sub`, and are kept no longer than they are needed: `functions.logRetentionDays`."
        : undefined,
  },
  {
    ids: ["CKV_AWS_158", "AVD-AWS-0017"],
    asks: "encryption of logs with a key of your own",
    types: ["aws_cloudwatch_log_group"],
    holds: ({ values }) => values["kms_key_id"] !== undefined,
    skip: "CloudWatch Logs encrypts them by itself. Addresses, codes and passwords are never in them.",
  },
  {
    ids: ["CloudWatch.15", "CKV_AWS_319"],
    asks: "alarms that tell somebody",
    types: ["aws_cloudwatch_metric_alarm"],
    holds: ({ values }) =>
      values["actions_enabled"] !== false &&
      [values["alarm_actions"]].flat().filter(Boolean).length > 0,
  },
  {
    ids: ["AppSync.2", "CKV_AWS_193", "CKV_AWS_194"],
    asks: "an API that logs what goes wrong",
    types: ["aws_appsync_graphql_api"],
    holds: ({ values }) => valueAt(values, "log_config", "field_log_level") !== undefined,
  },
  {
    ids: ["AppSync.5"],
    asks: "an API without keys",
    types: ["aws_appsync_graphql_api"],
    holds: ({ values }) => values["authentication_type"] !== "API_KEY",
  },
];

/** What users will be asked about, and by whom. */
export const policyRules: readonly PolicyRule[] = [
  ...cognito,
  ...iam,
  ...lambda,
  ...stores,
  ...others,
];

/** The Sids of statements that allow with a wildcard; an empty one for a statement without a Sid. */
function wild(policy: PlacedBlock["values"][string]): readonly string[] {
  let document: { readonly Statement?: unknown };
  try {
    document = JSON.parse(String(policy)) as { readonly Statement?: unknown };
  } catch {
    return [""];
  }
  return [document.Statement ?? []].flat().flatMap((value) => {
    const { Sid, Effect, Action, Resource } = value as Readonly<Record<string, unknown>>;
    const texts = [Action, Resource].flat().map(String);
    const known = texts.map((text) => text.replaceAll(/\$?\$\{[^}]*\}/g, ""));
    const isWild = Effect !== "Deny" && known.some((text) => /[*?]/.test(text));
    return isWild ? [typeof Sid === "string" ? Sid : ""] : [];
  });
}
