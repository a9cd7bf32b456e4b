import {
  addedToBucket,
  bucketDeletions,
  bucketProtection,
  weakerBuckets,
} from "./protection/buckets";
import { keyProtection, logDeletions, weakerKeysAndLogs } from "./protection/keys-and-logs";
import { tableProtection, weakerTables } from "./protection/tables";
import { poolDeletions, poolProtection, weakerPools } from "./protection/user-pools";
import type { Rule } from "./rule";
import { watchRule } from "./watch";

const removed = watchRule(
  "protection-removed",
  "Something that keeps users or their data from being lost or read is taken off.",
  [...poolProtection, ...tableProtection, ...bucketProtection, ...keyProtection],
  bucketDeletions,
);

/** What keeps users and their data safe: taken off, it blocks; made weaker, it is worth knowing. */
export const protectionRules: readonly Rule[] = [
  {
    ...removed,
    check: (change, options) => [...removed.check(change, options), ...addedToBucket(change)],
  },
  watchRule(
    "protection-weakened",
    "Something that protects users or their data becomes weaker.",
    [...weakerPools, ...weakerTables, ...weakerBuckets, ...weakerKeysAndLogs],
    [...poolDeletions, ...logDeletions],
  ),
];
