import type { AttributeWatch, DeletionWatch } from "../watch";
import { becomes, shrinks, wasAndMayNotBe } from "../watch";

const disabled = {
  when: wasAndMayNotBe(true),
  level: "block",
  effect:
    "Whatever the key has encrypted cannot be read while it is disabled: sign-in and sign-up fail.",
  instead: "Leave the key enabled until nothing needs it.",
} as const;

/** What protects keys. */
export const keyProtection: readonly AttributeWatch[] = [
  { type: "aws_kms_key", path: ["is_enabled"], ...disabled },
  { type: "aws_kms_external_key", path: ["enabled"], ...disabled },
  { type: "aws_kms_replica_key", path: ["enabled"], ...disabled },
  { type: "aws_kms_replica_external_key", path: ["enabled"], ...disabled },
];

/** What makes keys and logs weaker. */
export const weakerKeysAndLogs: readonly AttributeWatch[] = [
  ...["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_key_policy"].map(
    (type) => ({
      type,
      path: ["bypass_policy_lockout_safety_check"],
      when: becomes(true),
      level: "notice" as const,
      effect: "A policy that lets nobody manage the key any more is taken: nobody could mend it.",
      instead: "Leave the check on.",
    }),
  ),
  {
    type: "aws_kms_key",
    path: ["enable_key_rotation"],
    when: wasAndMayNotBe(true),
    level: "notice",
    effect: "The key's material stays the same for good; what is encrypted stays readable.",
    instead: "Leave the rotation on.",
  },
  {
    type: "aws_kms_key",
    path: ["deletion_window_in_days"],
    when: shrinks,
    level: "notice",
    effect: "Once the key is deleted there are fewer days to notice and to take it back.",
    instead: "Keep the longer window: it costs nothing.",
  },
  {
    type: "aws_cloudwatch_log_group",
    path: ["retention_in_days"],
    // 0 keeps everything for good.
    when: (before, after) =>
      typeof after === "number" && after > 0 && (before === 0 || shrinks(before, after)),
    level: "notice",
    effect: "Older lines are deleted, for good: they may be what explains an old incident.",
    instead: "Export what is still needed first.",
  },
];

/** What is gone with a log group. */
export const logDeletions: readonly DeletionWatch[] = [
  {
    type: "aws_cloudwatch_log_group",
    level: "notice",
    effect: "Its log is deleted, for good: it may be what explains an old incident.",
    instead: "Export what is still needed first.",
  },
];
