import { both, isOwn, valueAt, type PolicyRule } from "../rule";

const tables = ["aws_dynamodb_table"] as const;
const own = isOwn("user-table");

/** What is asked of tables. */
export const dynamodbRules: readonly PolicyRule[] = [
  {
    ids: ["DynamoDB.1", "CKV2_AWS_16"],
    asks: "a table that grows with its load",
    types: tables,
    holds: ({ values }) => values["billing_mode"] === "PAY_PER_REQUEST",
  },
  {
    ids: ["DynamoDB.2", "CKV_AWS_28", "AVD-AWS-0024", "AwsSolutions-DDB3"],
    asks: "point-in-time recovery",
    types: tables,
    holds: ({ values }) => valueAt(values, "point_in_time_recovery", "enabled") === true,
  },
  {
    ids: ["DynamoDB.4"],
    asks: "a backup plan",
    types: tables,
    // A plan of AWS Backup selects by tags, or in another stack: none can be seen here.
    holds: () => false,
    skips: [
      {
        of: ({ values }) => valueAt(values, "point_in_time_recovery", "enabled") === true,
        reason:
          "Any second of the last 35 days can be restored. A plan of AWS Backup is the account's: it may select the tag `environment`.",
      },
    ],
  },
  {
    ids: ["DynamoDB.6"],
    asks: "deletion protection",
    types: tables,
    holds: ({ values }) => values["deletion_protection_enabled"] === true,
    skips: [
      {
        of: both(own, ({ values }) => valueAt(values, "lifecycle", "prevent_destroy") !== true),
        reason:
          "The environment's `protection` is off, for a reason that stands in environments.ts.",
      },
    ],
  },
  {
    ids: ["CKV_AWS_119", "AVD-AWS-0025"],
    asks: "encryption with a key of your own",
    types: tables,
    holds: ({ values }) =>
      valueAt(values, "server_side_encryption", "enabled") === true &&
      valueAt(values, "server_side_encryption", "kms_key_arn") !== undefined,
    skips: [
      {
        of: own,
        reason:
          "A key of AWS's own encrypts it. A key of yours costs money and a permission for each reader, and whoever may read here may use it anyway.",
      },
    ],
  },
];
