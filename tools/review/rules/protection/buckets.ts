import type { Json, JsonObject, ResourceChange } from "../../model";
import { isList, isUnknownWithin, valueAt } from "../../plan-json/values";
import { namedBy, type RuleFinding, unlessMade } from "../rule";
import type { AttributeWatch, DeletionWatch } from "../watch";
import { becomes, changes, shrinks, wasAndMayNotBe } from "../watch";
import { archivesMore, expiresMore, keepsVersionsForLess } from "./lifecycle";

const bucket = "aws_s3_bucket";
const partOf = { type: bucket, attribute: "bucket", from: "bucket" } as const;
const versioning = "aws_s3_bucket_versioning";
const publicAccessBlock = "aws_s3_bucket_public_access_block";
const encryption = "aws_s3_bucket_server_side_encryption_configuration";
const lifecycle = "aws_s3_bucket_lifecycle_configuration";
const acl = "aws_s3_bucket_acl";
const objectLock = "aws_s3_bucket_object_lock_configuration";
const ownership = "aws_s3_bucket_ownership_controls";

const publicAccessBlocks = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
] as const;

/** Canned ACLs that let strangers in. */
const openAcls: readonly Json[] = ["public-read", "public-read-write", "authenticated-read"];

const noVersions = {
  level: "block",
  effect: "A file that is overwritten or deleted by mistake is gone, for good.",
  instead: "Leave versioning on, and let a lifecycle rule delete old versions after some days.",
} as const;

const canBePublic = {
  level: "block",
  effect: "A policy or an ACL can make the users' files public, and nothing stops it.",
  instead: "Keep all four settings on; give access to the files with signed URLs or CloudFront.",
} as const;

const otherEncryption = {
  level: "block",
  effect: "New files are encrypted with a key of S3's that nobody can deny, watch or take away.",
  instead: "Keep the bucket's own key.",
} as const;

const deletesFiles = {
  level: "block",
  effect: "S3 deletes files of users by itself once they are old enough.",
  instead: "Let rules expire old versions only, or files under a prefix where no user's files are.",
} as const;

const opens = {
  level: "block",
  effect: "Strangers can read the files of users.",
  instead: "Keep the ACL private; give access with signed URLs or CloudFront.",
} as const;

const unlocked = {
  level: "block",
  effect: "New files can be deleted for good at once, where a lock has kept them.",
  instead: "Keep the default retention.",
} as const;

const listsCount = {
  level: "notice",
  effect: "ACLs count again: one of a single file can open it to others.",
  instead: "Keep BucketOwnerEnforced.",
} as const;

function usesOwnKey(rules: Json | undefined): boolean {
  return (isList(rules) ? rules : []).some((rule) => {
    const algorithm = valueAt(rule, [
      "apply_server_side_encryption_by_default",
      0,
      "sse_algorithm",
    ]);
    return typeof algorithm === "string" && algorithm.startsWith("aws:kms");
  });
}

function locks(rules: Json | undefined): boolean {
  return typeof valueAt(rules, [0, "default_retention", 0, "mode"]) === "string";
}

/** What protects the files in a bucket. */
export const bucketProtection: readonly AttributeWatch[] = [
  {
    type: bucket,
    path: ["force_destroy"],
    when: becomes(true),
    level: "block",
    effect: "A bucket that is deleted or replaced takes every file with it, without a question.",
    instead: "Leave it off: S3 then refuses to delete a bucket that is not empty.",
  },
  { type: bucket, path: ["versioning", 0, "enabled"], when: wasAndMayNotBe(true), ...noVersions },
  {
    type: versioning,
    path: ["versioning_configuration", 0, "status"],
    when: wasAndMayNotBe("Enabled"),
    ...noVersions,
  },
  ...publicAccessBlocks.map((attribute): AttributeWatch => ({
    type: publicAccessBlock,
    path: [attribute],
    when: wasAndMayNotBe(true),
    ...canBePublic,
  })),
  {
    type: encryption,
    path: ["rule"],
    when: (before, after) => usesOwnKey(before) && !usesOwnKey(after),
    ...otherEncryption,
  },
  {
    type: objectLock,
    path: ["rule", 0, "default_retention", 0, "mode"],
    when: wasAndMayNotBe("COMPLIANCE"),
    ...unlocked,
  },
  ...["days", "years"].map((unit) => ({
    type: objectLock,
    path: ["rule", 0, "default_retention", 0, unit],
    when: shrinks,
    ...unlocked,
  })),
  {
    type: objectLock,
    path: ["rule"],
    when: (before, after) => locks(before) && !locks(after),
    ...unlocked,
  },
  { type: lifecycle, path: ["rule"], when: expiresMore, ...deletesFiles },
  // Older projects write all of a bucket's settings into the bucket.
  { type: bucket, path: ["lifecycle_rule"], when: expiresMore, ...deletesFiles },
  {
    type: bucket,
    path: ["server_side_encryption_configuration", 0, "rule"],
    when: (before, after) => usesOwnKey(before) && !usesOwnKey(after),
    ...otherEncryption,
  },
  {
    type: bucket,
    path: ["object_lock_configuration", 0, "rule"],
    when: (before, after) => locks(before) && !locks(after),
    ...unlocked,
  },
  ...[bucket, acl].map((type): AttributeWatch => ({
    type,
    path: ["acl"],
    when: (_before, after) => after !== undefined && openAcls.includes(after),
    ...opens,
  })),
];

/** What makes a bucket weaker, and loses no file that is there. */
export const weakerBuckets: readonly AttributeWatch[] = [
  {
    type: lifecycle,
    path: ["rule"],
    when: keepsVersionsForLess,
    level: "notice",
    effect: "Files that were overwritten or deleted can be brought back for fewer days.",
    instead: "Keep old versions for as many days as it takes to notice a mistake.",
  },
  {
    type: encryption,
    path: ["rule"],
    when: (before, after) => usesOwnKey(before) && usesOwnKey(after),
    level: "notice",
    effect: "New files are encrypted in another way; old ones still need the key that they have.",
    instead: "Keep the old key as long as there are files under it.",
  },
  {
    type: ownership,
    path: ["rule", 0, "object_ownership"],
    when: wasAndMayNotBe("BucketOwnerEnforced"),
    ...listsCount,
  },
  ...[
    { type: lifecycle, path: ["rule"] },
    { type: bucket, path: ["lifecycle_rule"] },
  ].map((at) => ({
    ...at,
    when: archivesMore,
    level: "notice" as const,
    effect:
      "Files go where nobody reads them at once: a user who opens one waits for hours, or gets an error.",
    instead: "Keep what users open in a class that is read at once.",
  })),
  ...[
    { type: versioning, path: ["versioning_configuration", 0, "mfa_delete"] },
    { type: bucket, path: ["versioning", 0, "mfa_delete"] },
  ].map((at) => ({
    ...at,
    when: (before: Json, after: Json | undefined) =>
      (before === "Enabled" || before === true) && before !== after,
    level: "notice" as const,
    effect: "Whoever has the rights can delete old versions for good, without a second factor.",
    instead: "Keep the second factor.",
  })),
  {
    type: bucket,
    path: ["replication_configuration"],
    when: changes,
    level: "notice",
    effect: "Files are copied elsewhere, or not at all.",
    instead: "See that the other bucket is yours, and that nobody counts on the copies.",
  },
];

/** Settings of a bucket whose resource is deleted: AWS goes back to its defaults. */
export const bucketDeletions: readonly DeletionWatch[] = [
  {
    type: versioning,
    when: (before) => valueAt(before, ["versioning_configuration", 0, "status"]) === "Enabled",
    ...noVersions,
    partOf,
  },
  {
    type: publicAccessBlock,
    when: (before) => !publicAccessBlocks.every((setting) => before[setting] === false),
    ...canBePublic,
    partOf,
  },
  { type: encryption, ...otherEncryption, partOf },
  { type: objectLock, when: (before) => locks(before["rule"]), ...unlocked, partOf },
  {
    type: ownership,
    when: (before) => valueAt(before, ["rule", 0, "object_ownership"]) === "BucketOwnerEnforced",
    ...listsCount,
    partOf,
  },
];

/** Settings that come as a resource of their own to a bucket that is already there. */
export function addedToBucket(change: ResourceChange): readonly RuleFinding[] {
  if (change.type === lifecycle && change.after !== null) {
    const unsaid = ["days", "date"].map((name) => ["rule", "expiration", name]);
    const found = unsaid.filter((path) => isUnknownWithin(change, path));
    if (found.length > 0) {
      return found.map((path) => ({
        cause: `\`${path.join(".")}\` is known only after apply`,
        ...deletesFiles,
        ...unlessMade(path),
      }));
    }
  }
  if (change.actions.join() !== "create" || change.after === null) return [];
  const unlessCreated = namedBy(change, ["bucket"], bucket, "bucket");
  return comesTo(change, change.after).map((found) => ({ ...found, unlessCreated }));
}

/** A bucket of today is closed, keeps no lists and no versions: what comes may open it, and stop these. */
function comesTo({ type }: ResourceChange, after: JsonObject): readonly RuleFinding[] {
  switch (type) {
    case lifecycle:
      return expiresMore(null, after["rule"])
        ? [{ cause: "a new `rule` expires current files", ...deletesFiles, isUsualWhenNew: true }]
        : [];
    case acl: {
      const canned = after["acl"];
      return canned !== undefined && openAcls.includes(canned)
        ? [{ cause: `a new ACL is \`${JSON.stringify(canned)}\``, ...opens }]
        : [];
    }
    case publicAccessBlock:
      return publicAccessBlocks
        .filter((setting) => after[setting] !== true)
        .map((setting) => ({
          cause: `\`${setting}\` is not on`,
          ...canBePublic,
          isUsualWhenNew: true,
        }));
    case versioning:
      return valueAt(after, ["versioning_configuration", 0, "status"]) === "Enabled"
        ? []
        : [
            {
              cause: "versioning comes, and is not `Enabled`",
              ...noVersions,
              isUsualWhenNew: true,
            },
          ];
    case ownership:
      return valueAt(after, ["rule", 0, "object_ownership"]) === "BucketOwnerEnforced"
        ? []
        : [{ cause: "ownership comes that is not `BucketOwnerEnforced`", ...listsCount }];
    default:
      return [];
  }
}
