import { isOwn, type PolicyRule } from "../rule";

const groups = ["aws_cloudwatch_log_group"] as const;
const alarms = ["aws_cloudwatch_metric_alarm"] as const;
const own = isOwn("triggers", "reconcile-users", "functions", "log");

/** What is asked of logs and alarms. */
export const watchingRules: readonly PolicyRule[] = [
  {
    ids: ["CKV_AWS_66"],
    asks: "logs that are not kept for ever",
    types: groups,
    holds: ({ values }) => Number(values["retention_in_days"]) > 0,
  },
  {
    ids: ["CloudWatch.16", "CKV_AWS_338"],
    asks: "logs that are kept for a year",
    types: groups,
    holds: ({ values }) => Number(values["retention_in_days"]) >= 365,
    skips: [
      {
        of: own,
        reason:
          "Logs name users by their `sub`, and are kept no longer than they are needed: `functions.logRetentionDays`.",
      },
    ],
  },
  {
    ids: ["CKV_AWS_158", "AVD-AWS-0017"],
    asks: "encryption of logs with a key of your own",
    types: groups,
    holds: ({ values }) => values["kms_key_id"] !== undefined,
    skips: [
      {
        of: own,
        reason:
          "CloudWatch Logs encrypts them by itself; addresses, codes and passwords are never in them. `functions.logKmsKeyArn` names a key of yours.",
      },
    ],
  },
  {
    ids: ["CloudWatch.15"],
    asks: "alarms that tell somebody",
    types: alarms,
    holds: ({ values }) => [values["alarm_actions"]].flat().filter(Boolean).length > 0,
  },
  {
    ids: ["CloudWatch.17", "CKV_AWS_319"],
    asks: "alarms whose actions are on",
    types: alarms,
    holds: ({ values }) => values["actions_enabled"] !== false,
  },
];
