import { hasPart, isOwn, valueAt, type PolicyRule, type Values } from "../rule";
import { letsEverybodyIn, refusesWithoutTls } from "./resource-policies";

const buckets = ["aws_s3_bucket"] as const;
const own = isOwn("attachments", "code", "access-logs", "state");

const says = (text: string) => (values: Values) => JSON.stringify(values).includes(text);

/** What is asked of buckets and their settings. */
export const s3Rules: readonly PolicyRule[] = [
  {
    ids: [
      "S3.2",
      "S3.3",
      "S3.8",
      "CKV_AWS_20",
      "CKV_AWS_53",
      "CKV_AWS_54",
      "CKV_AWS_55",
      "CKV_AWS_56",
      "CKV_AWS_57",
      "CKV2_AWS_6",
      "AVD-AWS-0086",
      "AVD-AWS-0087",
      "AVD-AWS-0091",
      "AVD-AWS-0092",
      "AVD-AWS-0093",
      "AVD-AWS-0094",
      "AwsSolutions-S2",
    ],
    asks: "no public access to a bucket",
    types: buckets,
    holds: hasPart("aws_s3_bucket_public_access_block", (values) =>
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
    types: buckets,
    holds: hasPart("aws_s3_bucket_policy", ({ policy }) => refusesWithoutTls(policy)),
  },
  {
    ids: ["S3.6", "CKV_AWS_70"],
    asks: "a bucket policy that lets in nobody else",
    types: ["aws_s3_bucket_policy"],
    holds: ({ values }) => !letsEverybodyIn(values["policy"]),
  },
  {
    ids: ["S3.12", "CKV2_AWS_43", "CKV2_AWS_65", "CKV_AWS_375"],
    asks: "no access control lists",
    types: buckets,
    holds: hasPart("aws_s3_bucket_ownership_controls", says("BucketOwnerEnforced")),
  },
  {
    ids: ["S3.14", "CKV_AWS_21", "AVD-AWS-0090"],
    asks: "versions",
    types: buckets,
    holds: hasPart("aws_s3_bucket_versioning", says('"Enabled"')),
  },
  {
    ids: ["S3.9", "CKV_AWS_18", "AVD-AWS-0089", "AwsSolutions-S1"],
    asks: "access logs",
    types: buckets,
    holds: hasPart("aws_s3_bucket_logging"),
    skips: [
      {
        of: isOwn("access-logs"),
        reason: "It holds the access logs: a log of writing the log would never come to an end.",
      },
      {
        of: isOwn("state"),
        reason:
          "Bootstrap makes it before there is anything else. Who has read a state, CloudTrail's data events tell, with the role's session.",
      },
      {
        of: isOwn("attachments", "code"),
        reason: "The environment has `accessLogs` off: by default where nobody's users are in it.",
      },
    ],
  },
  {
    ids: ["CKV_AWS_19"],
    asks: "encryption",
    types: buckets,
    holds: hasPart("aws_s3_bucket_server_side_encryption_configuration"),
  },
  {
    ids: ["S3.17", "CKV_AWS_145", "AVD-AWS-0132"],
    asks: "encryption with a key of your own",
    types: buckets,
    holds: hasPart("aws_s3_bucket_server_side_encryption_configuration", says("aws:kms")),
    skips: [
      {
        of: isOwn("attachments", "code"),
        reason:
          "A key of S3's own encrypts it. A key of yours costs money and a permission for each reader, and whoever may read here may use it anyway.",
      },
      {
        of: isOwn("access-logs"),
        reason: "S3 writes access logs only where its own key encrypts them.",
      },
    ],
  },
  {
    ids: ["S3.10", "S3.13", "CKV2_AWS_61"],
    asks: "rules for how long files are kept",
    types: buckets,
    holds: hasPart("aws_s3_bucket_lifecycle_configuration"),
    skips: [
      {
        of: isOwn("code"),
        reason:
          "Terraform deletes a zip, with every version of it, when no function has it any more.",
      },
      {
        of: isOwn("attachments"),
        reason: '`attachments.keepReplacedFiles` is "for good": nothing of it expires.',
      },
    ],
  },
  {
    ids: ["CKV_AWS_300"],
    asks: "an end to uploads that were broken off",
    types: ["aws_s3_bucket_lifecycle_configuration"],
    holds: ({ values }) =>
      JSON.stringify(values["rule"]).includes("abort_incomplete_multipart_upload"),
  },
  {
    ids: ["S3.7", "CKV_AWS_144"],
    asks: "a copy in another Region",
    types: buckets,
    holds: hasPart("aws_s3_bucket_replication_configuration"),
    skips: [
      {
        of: own,
        reason:
          "One Region holds an environment, its user pool included, which cannot be copied. `extend.ts` may add one.",
      },
    ],
  },
  {
    ids: ["S3.11", "CKV2_AWS_62"],
    asks: "notifications of events",
    types: buckets,
    holds: hasPart("aws_s3_bucket_notification"),
    skips: [{ of: own, reason: "Nothing here works on what comes into the bucket." }],
  },
  {
    ids: ["S3.15", "CKV_AWS_143"],
    asks: "Object Lock",
    types: buckets,
    holds: ({ values }) => values["object_lock_enabled"] === true,
    skips: [
      {
        of: isOwn("attachments"),
        reason: "Users delete their files, and are owed that: a lock would forbid it.",
      },
      { of: isOwn("code"), reason: "The repository has the code; the zips come and go with it." },
      { of: isOwn("access-logs"), reason: "S3 takes no bucket with Object Lock for access logs." },
      {
        of: isOwn("state"),
        reason: "Its policy lets nobody delete a version, and Terraform has to delete its locks.",
      },
    ],
  },
  {
    ids: ["S3.20", "AVD-AWS-0170"],
    asks: "MFA before a version is deleted",
    types: buckets,
    holds: hasPart(
      "aws_s3_bucket_versioning",
      (values) => valueAt(values, "versioning_configuration", "mfa_delete") === "Enabled",
    ),
    skips: [
      {
        of: own,
        reason:
          "The account's root user alone can switch it on, by hand, and no rule could expire a version then.",
      },
    ],
  },
  {
    ids: ["AVD-AWS-0320"],
    asks: "a name that fits into a host's",
    types: buckets,
    holds: ({ values }) => /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(String(values["bucket"])),
  },
];
