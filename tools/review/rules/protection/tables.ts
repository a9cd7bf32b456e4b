import type { Json } from "../../model";
import { isList, valueAt } from "../../plan-json/values";
import type { AttributeWatch } from "../watch";
import { becomes, differs, shrinks, wasAndMayNotBe } from "../watch";

const type = "aws_dynamodb_table";
const replica = "aws_dynamodb_table_replica";

const noDeletionProtection = {
  path: ["deletion_protection_enabled"],
  when: wasAndMayNotBe(true),
  level: "block",
  effect: "Nothing holds a later change, or a hand in the console, back from deleting every row.",
  instead: "Leave deletion protection on; take it off only in the change that retires the table.",
} as const;

const noRecovery = {
  when: wasAndMayNotBe(true),
  level: "block",
  effect:
    "Rows that a mistake deletes or spoils cannot be brought back, and what could be restored until now is gone at once.",
  instead: "Leave point-in-time recovery on.",
} as const;

const expires = {
  level: "block",
  effect:
    "DynamoDB deletes rows by itself, for good, once the time that the attribute holds is over.",
  instead:
    "Make sure first that no row of a user has that attribute, or keep rows that expire in a table of their own.",
} as const;

/** The attribute by which rows expire, if they do. */
function expiresBy(ttl: Json | undefined): Json | undefined {
  return valueAt(ttl, [0, "enabled"]) === true ? valueAt(ttl, [0, "attribute_name"]) : null;
}

/** Whether a block that was there, known by a name in it, is not for certain there any more. */
function losesOne(name: string): AttributeWatch["when"] {
  const namesOf = (blocks: Json | undefined) =>
    (isList(blocks) ? blocks : []).map((block) => valueAt(block, [name]));
  return (before, after) => {
    const kept = new Set(namesOf(after));
    return namesOf(before).some((one) => !kept.has(one));
  };
}

const throttled = {
  level: "notice",
  effect: "When more users come than it is made for, reads and writes are refused: sign-ups fail.",
  instead: "Keep more than the busiest minute has needed.",
} as const;

/** Whether what is there under a name has other values than before; a newcomer is none. */
function differsWithin(by: string, names: readonly string[]): AttributeWatch["when"] {
  return (before, after) =>
    (isList(before) ? before : []).some((block) => {
      const now = (isList(after) ? after : []).find(
        (other) => valueAt(other, [by]) === valueAt(block, [by]),
      );
      return (
        now !== undefined &&
        names.some(
          (name) =>
            JSON.stringify(valueAt(now, [name]) ?? null) !==
            JSON.stringify(valueAt(block, [name]) ?? null),
        )
      );
    });
}

const indexChanges = differsWithin("name", [
  "hash_key",
  "range_key",
  "projection_type",
  "non_key_attributes",
]);

const replicaKeyChanges = differsWithin("region_name", ["kms_key_arn"]);

/** What protects the rows of a table. */
export const tableProtection: readonly AttributeWatch[] = [
  { type, ...noDeletionProtection },
  { type: replica, ...noDeletionProtection },
  { type, path: ["point_in_time_recovery", 0, "enabled"], ...noRecovery },
  { type: replica, path: ["point_in_time_recovery"], ...noRecovery },
  {
    type,
    path: ["server_side_encryption", 0, "enabled"],
    when: wasAndMayNotBe(true),
    level: "block",
    effect: "The rows are encrypted with a key of AWS's that nobody can deny, watch or take away.",
    instead: "Keep the table's own key.",
  },
  { type, path: ["ttl", 0, "enabled"], when: becomes(true), ...expires },
  {
    type,
    path: ["ttl"],
    when: (before, after) => {
      const [was, is] = [expiresBy(before), after === undefined ? after : expiresBy(after)];
      // Switched on or off, `enabled` says so.
      return was !== null && is !== null && was !== is;
    },
    ...expires,
  },
  {
    type,
    path: ["replica"],
    when: losesOne("region_name"),
    level: "block",
    effect: "Users near that Region are served from another one, or not at all.",
    instead: "Keep the replica until nothing reads or writes it.",
  },
];

/** What makes a table weaker, and loses no row. */
export const weakerTables: readonly AttributeWatch[] = [
  {
    type,
    path: ["server_side_encryption", 0, "kms_key_arn"],
    when: (before, after) => before !== null && after !== null,
    level: "notice",
    effect: "The table moves to another key; until both can be used, reads and writes of it fail.",
    instead: "Keep the old key until DynamoDB has moved over, and grant the functions the new one.",
  },
  {
    type,
    path: ["global_secondary_index"],
    when: losesOne("name"),
    level: "notice",
    effect: "Whatever looks rows up by that index fails.",
    instead: "Deploy the code that does not need it first.",
  },
  {
    type,
    path: ["global_secondary_index"],
    when: indexChanges,
    level: "notice",
    effect: "The index is made anew: until it is there again, whatever looks rows up by it fails.",
    instead: "Make a second index beside it, and deploy the code that uses it.",
  },
  {
    type,
    path: ["billing_mode"],
    when: (before, after) => before === "PAY_PER_REQUEST" && after !== before,
    ...throttled,
  },
  ...["read_capacity", "write_capacity"].map((name) => ({
    type,
    path: [name],
    when: (before: Json, after: Json | undefined) => after !== null && shrinks(before, after),
    ...throttled,
  })),
  { type, path: ["on_demand_throughput"], when: differs, ...throttled },
  {
    type,
    path: ["replica"],
    when: replicaKeyChanges,
    level: "notice",
    effect: "A replica moves to another key; until both can be used, reads and writes of it fail.",
    instead: "Keep the old key until DynamoDB has moved over, and grant the functions the new one.",
  },
  {
    type,
    path: ["point_in_time_recovery", 0, "recovery_period_in_days"],
    when: shrinks,
    level: "notice",
    effect: "The table can be brought back to fewer days than before.",
    instead: "Keep as many days as it takes to notice a mistake.",
  },
];
