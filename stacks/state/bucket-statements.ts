import type { Statement } from "../iam/policy-document";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

type Deployed = ReturnType<typeof deployedResources>;

/** What Terraform reads of a bucket. `ListBucket` is what `HeadBucket` takes. */
export const bucketReads = [
  "s3:GetAccelerateConfiguration",
  "s3:GetBucketAcl",
  "s3:GetBucketCORS",
  "s3:GetBucketLogging",
  "s3:GetBucketObjectLockConfiguration",
  "s3:GetBucketOwnershipControls",
  "s3:GetBucketPolicy",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketRequestPayment",
  "s3:GetBucketTagging",
  "s3:GetBucketVersioning",
  "s3:GetBucketWebsite",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:GetReplicationConfiguration",
  "s3:ListBucket",
];

/** What Terraform writes of a bucket, its lifecycle apart. */
export const bucketWrites = [
  "s3:CreateBucket",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketCORS",
  "s3:PutBucketOwnershipControls",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutBucketTagging",
  "s3:PutBucketVersioning",
  "s3:PutEncryptionConfiguration",
] as const;

/** The buckets of users' files, of code and of access logs, and the one of the states where this environment makes it. */
export function readBuckets(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  const makesBucket = environment.state.bucketOf === environment.environment;
  return [
    {
      sid: "ReadBuckets",
      actions: bucketReads,
      resources: [...bucketsOf(of), ...(makesBucket ? [of.stateBucket] : [])],
    },
    {
      sid: "ReadCode",
      actions: ["s3:GetObject", "s3:GetObjectTagging"],
      resources: [`${of.code}/*`],
    },
  ];
}

/** The same but the one of the states, which is an administrator's. */
export function writeBuckets(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  const { keepReplacedFiles } = environment.attachments;
  const expiring = [
    ...(keepReplacedFiles === "for good" ? [] : [of.attachments]),
    ...(of.accessLogs === undefined ? [] : [of.accessLogs]),
  ];
  return [
    {
      sid: "WriteBuckets",
      actions: bucketWrites,
      resources: bucketsOf(of),
    },
    ...(of.accessLogs === undefined
      ? []
      : [
          {
            sid: "KeepAccessLogs",
            actions: ["s3:PutBucketLogging"],
            resources: [of.attachments, of.code],
          },
        ]),
    ...(expiring.length === 0
      ? []
      : [
          {
            sid: "LetFilesExpire",
            actions: ["s3:PutLifecycleConfiguration"],
            resources: expiring,
          },
        ]),
    {
      sid: "WriteCode",
      actions: [
        "s3:DeleteBucket",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:ListBucketVersions",
        "s3:PutObject",
      ],
      resources: [of.code, `${of.code}/*`],
    },
  ];
}

function bucketsOf({ attachments, code, accessLogs }: Deployed): readonly string[] {
  return [attachments, code, ...(accessLogs === undefined ? [] : [accessLogs])];
}

/** What loses users' files, and the record of who has seen them. */
export function deleteAttachments({ attachments, accessLogs }: Deployed): Statement {
  const buckets = accessLogs === undefined ? [attachments] : [attachments, accessLogs];
  return {
    sid: "DeleteAttachments",
    actions: [
      "s3:DeleteBucket",
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:ListBucketVersions",
    ],
    resources: buckets.flatMap((bucket) => [bucket, `${bucket}/*`]),
  };
}
