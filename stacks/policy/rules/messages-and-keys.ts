import { isNamedBy, isOwn, ofType, type PolicyRule } from "../rule";
import { allowsEveryAction, letsEverybodyIn, refusesWithoutTls } from "./resource-policies";

const keys = ["aws_kms_key"] as const;
const queues = ["aws_sqs_queue"] as const;
const topics = ["aws_sns_topic"] as const;
const ownQueues = isOwn("triggers", "failed-events", "functions", "queues");

/** What is asked of keys, queues and topics. */
export const messageAndKeyRules: readonly PolicyRule[] = [
  {
    ids: ["KMS.4", "CKV_AWS_7", "AVD-AWS-0065", "AwsSolutions-KMS5"],
    asks: "keys that turn over once a year",
    types: keys,
    holds: ({ values }) => values["enable_key_rotation"] === true,
  },
  {
    ids: ["KMS.5", "CKV_AWS_33", "CKV2_AWS_64"],
    asks: "a key with a policy, which is not everybody's",
    types: keys,
    holds: ({ values }) => values["policy"] !== undefined && !letsEverybodyIn(values["policy"]),
  },
  {
    ids: ["CKV_AWS_227"],
    asks: "a key that is on",
    types: keys,
    holds: ({ values }) => values["is_enabled"] !== false,
  },
  {
    ids: ["SQS.1", "CKV_AWS_27", "AVD-AWS-0096", "AwsSolutions-SQS2"],
    asks: "an encrypted queue",
    types: queues,
    holds: ({ values }) =>
      values["sqs_managed_sse_enabled"] === true || values["kms_master_key_id"] !== undefined,
  },
  {
    ids: ["CKV2_AWS_73", "AVD-AWS-0135"],
    asks: "encryption of a queue with a key of your own",
    types: queues,
    holds: ({ values }) => values["kms_master_key_id"] !== undefined,
    skips: [
      {
        of: ownQueues,
        reason:
          "A key of SQS's own encrypts it. With one that is disabled, failed events would be lost, and no alarm would tell.",
      },
    ],
  },
  {
    ids: ["SQS.3", "CKV_AWS_72", "CKV_AWS_168", "CKV_AWS_387", "AVD-AWS-0097", "AwsSolutions-SQS4"],
    asks: "a queue that is not everybody's, and refuses callers without TLS",
    types: queues,
    holds: ({ values: { policy } }) =>
      refusesWithoutTls(policy) && !letsEverybodyIn(policy) && !allowsEveryAction(policy),
  },
  {
    ids: ["AwsSolutions-SQS3"],
    asks: "a dead-letter queue behind a queue",
    types: queues,
    holds: (block, all) =>
      block.values["redrive_policy"] !== undefined ||
      // It is one itself.
      isNamedBy(block, [
        ...ofType(all, "aws_lambda_function_event_invoke_config"),
        ...ofType(all, "aws_lambda_event_source_mapping"),
        ...ofType(all, "aws_sqs_queue"),
      ]),
    skips: [
      {
        of: ownQueues,
        reason: "It is where failed events go; nothing reads it but people.",
      },
    ],
  },
  {
    ids: ["SNS.1", "CKV_AWS_26", "AVD-AWS-0095", "AVD-AWS-0136"],
    asks: "an encrypted topic",
    types: topics,
    holds: ({ values }) => values["kms_master_key_id"] !== undefined,
    skips: [
      {
        of: isOwn("alarms"),
        reason:
          "CloudWatch cannot use the key that AWS keeps for SNS, and a key that is disabled would silence every alarm. What is sent names functions and numbers, and no user.",
      },
    ],
  },
  {
    ids: ["SNS.4", "CKV_AWS_169", "CKV_AWS_385"],
    asks: "a topic that is not everybody's",
    types: topics,
    holds: ({ values }) => !letsEverybodyIn(values["policy"]),
  },
  {
    ids: ["AwsSolutions-SNS3"],
    asks: "a topic that refuses publishers without TLS",
    types: topics,
    holds: ({ values }) => refusesWithoutTls(values["policy"]),
  },
];
