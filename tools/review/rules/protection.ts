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
  {
    id: "protection-removed",
    title: "Something that keeps users or their data from being lost or read is taken off.",
    why: "Protections are noticed when they are missing, and then it is too late.",
    fix: "Leave the protection on.",
    see: "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/protecting-data-at-rest.html",
  },
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
    {
      id: "protection-weakened",
      title: "Something that protects users or their data becomes weaker.",
      why: "A protection that becomes weaker is not seen until somebody gets past it.",
      fix: "Keep it as it is, or say why it may be weaker.",
      see: "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/protecting-data-at-rest.html",
    },
    [...weakerPools, ...weakerTables, ...weakerBuckets, ...weakerKeysAndLogs],
    [...poolDeletions, ...logDeletions],
  ),
];
