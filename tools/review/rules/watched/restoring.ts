import type { Json, ResourceChange } from "../../model";
import { isList, isObject, valueAt } from "../../plan-json/values";
import type { Rule, RuleFinding } from "../rule";
import { databaseAdditions, databaseWatches } from "./databases";
import { changes, goes, grows, loses, shrinks, wasAndMayNotBe, watchRule } from "../watch";

const table = "aws_dynamodb_table";
const plan = "aws_backup_plan";
const lock = "aws_backup_vault_lock_configuration";
const selection = "aws_backup_selection";
const account = "aws_s3_account_public_access_block";
const volumes = "aws_ebs_encryption_by_default";

const blocks = (value: Json | undefined) => (isList(value) ? value : []);

/** Whether a backup rule is gone, keeps less long, or copies to fewer places. */
function restoresLess(before: Json, after: Json | undefined): boolean {
  if (after === undefined) return true;
  const named = (rule: Json) => valueAt(rule, ["rule_name"]);
  return blocks(before).some((rule) => {
    const now = blocks(after).find((other) => named(other) === named(rule));
    if (now === undefined) return true;
    const kept = (one: Json) => {
      const days = valueAt(one, ["lifecycle", 0, "delete_after"]);
      return typeof days === "number" && days > 0 ? days : Infinity;
    };
    return (
      kept(now) < kept(rule) ||
      blocks(valueAt(now, ["copy_action"])).length <
        blocks(valueAt(rule, ["copy_action"])).length ||
      valueAt(now, ["schedule"]) !== valueAt(rule, ["schedule"]) ||
      valueAt(now, ["target_vault_name"]) !== valueAt(rule, ["target_vault_name"])
    );
  });
}

/** Whether a replica has lost what would bring its rows back. */
function replicaUnprotected(before: Json, after: Json | undefined): boolean {
  return blocks(before).some((replica) => {
    const now = blocks(after).find(
      (other) => valueAt(other, ["region_name"]) === valueAt(replica, ["region_name"]),
    );
    return (
      now !== undefined &&
      ["point_in_time_recovery", "deletion_protection_enabled"].some(
        (name) => valueAt(replica, [name]) === true && valueAt(now, [name]) !== true,
      )
    );
  });
}

const noBackup = {
  level: "block",
  effect: "What a mistake deletes cannot be brought back from a backup, or not from as long ago.",
  instead: "Keep the backups; add others beside them.",
} as const;

const notEncrypted = {
  level: "block",
  effect: "New volumes of machines are not encrypted, in all of the account's Region.",
  instead: "Leave it on.",
} as const;

const opened = {
  level: "block",
  effect: "A policy or an ACL can make any bucket of the account public, and nothing stops it.",
  instead: "Keep all four settings of the account on.",
} as const;

const moreOpen = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
] as const;

const watched = watchRule(
  {
    id: "restoring-weaker",
    title: "What could be brought back cannot, or not from as long ago.",
    why: "That a backup is missing is noticed on the day on which it is needed.",
    fix: "Keep backups, their locks and their retention.",
    see: "https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
  },
  [
    { type: plan, path: ["rule"], when: restoresLess, ...noBackup },
    { type: selection, path: ["resources"], when: loses, ...noBackup },
    { type: selection, path: ["not_resources"], when: changes, ...noBackup },
    { type: selection, path: ["selection_tag"], when: changes, ...noBackup },
    { type: lock, path: ["min_retention_days"], when: shrinks, ...noBackup },
    { type: lock, path: ["changeable_for_days"], when: grows, ...noBackup },
    {
      type: "aws_backup_region_settings",
      path: ["resource_type_opt_in_preference"],
      when: () => true,
      ...noBackup,
    },
    {
      type: table,
      path: ["stream_enabled"],
      when: wasAndMayNotBe(true),
      level: "block",
      effect:
        "Whatever reads the table's stream gets nothing any more: copies and indexes fall behind.",
      instead: "Keep the stream until nothing reads it.",
    },
    {
      type: table,
      path: ["stream_view_type"],
      when: (before, after) => before !== null && before !== "" && after !== "" && after !== null,
      level: "notice",
      effect:
        "Terraform makes the stream anew: what has not been read of the old one is lost to its readers.",
      instead: "Let every reader catch up first.",
    },
    { type: table, path: ["replica"], when: replicaUnprotected, ...noBackup },
    ...["aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"].map(
      (type) => ({ type, path: ["backup_retention_period"], when: shrinks, ...noBackup }),
    ),
    ...databaseWatches,
    ...moreOpen.map((name) => ({
      type: account,
      path: [name],
      when: wasAndMayNotBe(true),
      ...opened,
    })),
    {
      type: "aws_secretsmanager_secret",
      path: ["recovery_window_in_days"],
      when: shrinks,
      level: "notice",
      effect: "Once the secret is deleted there are fewer days to take it back.",
      instead: "Keep the longer window.",
    },
    {
      type: "aws_sqs_queue",
      path: ["message_retention_seconds"],
      when: shrinks,
      level: "notice",
      effect: "Messages that nobody has read are gone sooner.",
      instead: "Keep them for as long as it takes to mend what reads them.",
    },
    {
      type: "aws_sqs_queue",
      path: ["sqs_managed_sse_enabled"],
      when: (before: Json, after: Json | undefined) => before === true && after === false,
      level: "notice",
      effect: "Messages stand in the queue unencrypted, unless it has a key of yours.",
      instead: "Keep the encryption.",
    },
    {
      type: "aws_sqs_queue",
      path: ["redrive_policy"],
      when: (before: Json, after: Json | undefined) =>
        changes(before, after) && !goes(before, after),
      level: "notice",
      effect: "Messages that cannot be handled go to another queue, or after other attempts.",
      instead: "See that somebody looks at that queue.",
    },
    {
      type: "aws_sqs_queue",
      path: ["redrive_policy"],
      when: goes,
      level: "notice",
      effect: "A message that cannot be handled is tried again and again, then lost.",
      instead: "Keep the dead-letter queue.",
    },
    {
      type: "aws_sqs_queue",
      path: ["kms_master_key_id"],
      when: goes,
      level: "notice",
      effect: "Messages are not encrypted with a key of yours any more.",
      instead: "Keep the key.",
    },
    {
      type: "aws_sns_topic",
      path: ["kms_master_key_id"],
      when: goes,
      level: "notice",
      effect: "Messages are not encrypted with a key of yours any more.",
      instead: "Keep the key.",
    },
    {
      type: "aws_ssm_parameter",
      path: ["type"],
      when: wasAndMayNotBe("SecureString"),
      level: "block",
      effect: "The parameter's value stands there unencrypted.",
      instead: "Keep it a SecureString.",
    },
    {
      type: "aws_kms_alias",
      path: ["target_key_id"],
      when: changes,
      level: "block",
      effect:
        "Whoever uses the alias encrypts with another key, and cannot read what the old one has encrypted by that name.",
      instead: "Keep the alias where it is and make a second one.",
    },
    {
      type: "aws_cloudtrail",
      path: ["enable_logging"],
      when: wasAndMayNotBe(true),
      level: "block",
      effect: "Nobody can find out afterwards who has done what in the account.",
      instead: "Leave the trail on.",
    },
    {
      type: "aws_cloudwatch_log_group",
      path: ["kms_key_id"],
      when: goes,
      level: "notice",
      effect: "New lines are not encrypted with a key of yours.",
      instead: "Keep the key.",
    },
  ],
  [
    ...[plan, selection, lock].map((type) => ({ type, ...noBackup })),
    ...["aws_sqs_queue", "aws_sns_topic", "aws_kinesis_stream"].map((type) => ({
      type,
      level: "notice" as const,
      effect: "What has not been read of it is lost, and whoever sends to it fails.",
      instead: "Make sure that nothing sends to it, and let it run empty.",
    })),
    { type: account, ...opened },
    {
      type: "aws_kms_alias",
      level: "notice" as const,
      effect: "Whoever uses the alias fails.",
      instead: "Make sure that nothing uses it.",
    },
    {
      type: "aws_sqs_queue_redrive_policy",
      level: "notice" as const,
      effect: "A message that cannot be handled is tried again and again, then lost.",
      instead: "Keep the dead-letter queue.",
      partOf: { type: "aws_sqs_queue", attribute: "url", from: "queue_url" },
    },
    {
      type: "aws_secretsmanager_secret_rotation",
      level: "notice" as const,
      effect: "The secret stays the same for good.",
      instead: "Keep the rotation.",
      partOf: { type: "aws_secretsmanager_secret", attribute: "id", from: "secret_id" },
    },
    {
      type: "aws_cloudwatch_log_data_protection_policy",
      level: "notice" as const,
      effect: "What is personal in the log is shown as it is.",
      instead: "Keep the policy.",
      partOf: { type: "aws_cloudwatch_log_group", attribute: "name", from: "log_group_name" },
    },
    {
      type: "aws_cloudtrail",
      level: "block" as const,
      effect: "Nobody can find out afterwards who has done what in the account.",
      instead: "Keep the trail.",
    },
    { type: volumes, when: ({ enabled }) => enabled !== false, ...notEncrypted },
  ],
  [
    {
      type: volumes,
      cause: "`enabled` is not on",
      when: ({ enabled }) => enabled !== true,
      ...notEncrypted,
    },
    {
      type: "aws_backup_region_settings",
      cause: "some types of resources are left out of backups",
      when: ({ resource_type_opt_in_preference: choice }) =>
        !isObject(choice) || Object.values(choice).some((isIn) => isIn !== true),
      ...noBackup,
    },
    {
      type: "aws_dynamodb_table_replica",
      cause: "the table is copied to another Region",
      level: "notice",
      effect: "Every row is kept there too, under the laws and the keys of that Region.",
      instead: "See that users' data may be there.",
      of: { type: table, attribute: "arn", by: "global_table_arn" },
    },
    ...databaseAdditions,
    {
      type: lock,
      cause: "backups are locked from now on",
      level: "notice",
      effect: "Nobody can delete a backup before its time; after some days AWS cannot either.",
      instead: "See that nothing has to be deleted sooner.",
      of: { type: "aws_backup_vault", attribute: "name", by: "backup_vault_name" },
    },
    {
      type: "aws_s3_bucket_object_lock_configuration",
      cause: "files are locked from now on",
      level: "notice",
      effect: "Nobody can delete a new file before its time, when a user asks for that too.",
      instead: "See that nothing has to be deleted sooner.",
      of: { type: "aws_s3_bucket", attribute: "bucket", by: "bucket" },
    },
  ],
);

/** Backups, their locks, and what else brings back what is lost. */
export const restoringWeaker: Rule = {
  ...watched,
  check: (change, options) => [...watched.check(change, options), ...comes(change)],
};

/** An account of today has none of these, and its buckets are closed by themselves. */
function comes({ type, before, after }: ResourceChange): readonly RuleFinding[] {
  if (type !== account || before !== null || after === null) return [];
  return moreOpen
    .filter((name) => after[name] !== true)
    .map((name) => ({ cause: `\`${name}\` is not on`, ...opened }));
}
