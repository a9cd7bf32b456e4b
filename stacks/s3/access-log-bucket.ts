import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { keepPrivate } from "./private-bucket";

/** Props of {@link AccessLogBucket}. */
export interface AccessLogBucketProps {
  readonly name: string;
  readonly accountId: string;
  /** Whether it is kept with what is in it. */
  readonly protected: boolean;
  /** Days. */
  readonly retentionDays: number;
  /** Buckets whose logs it takes, by the folder that each gets. */
  readonly sources: Readonly<Record<string, S3Bucket>>;
}

/**
 * The bucket into which S3 writes who has asked for what in other buckets: private, encrypted, versioned,
 * and for these buckets of this account only. It keeps no log of itself, which would never come to an end.
 *
 * S3 encrypts with its own key: it cannot write access logs into a bucket with one of KMS.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export class AccessLogBucket extends Construct {
  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    const { name, accountId, retentionDays, sources } = props;
    const resource = new S3Bucket(this, "bucket", {
      bucket: name,
      forceDestroy: !props.protected,
      lifecycle: { preventDestroy: props.protected },
    });
    const policy = keepPrivate(this, resource, {
      statements: [
        {
          sid: "TakeAccessLogs",
          principal: { Service: "logging.s3.amazonaws.com" },
          actions: ["s3:PutObject"],
          resources: [`${resource.arn}/*`],
          conditions: {
            ArnLike: { "aws:SourceArn": Object.values(sources).map(({ arn }) => arn) },
            StringEquals: { "aws:SourceAccount": accountId },
          },
          reason: "S3 names the files of an access log, each in the folder of its bucket.",
        },
      ],
    });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket: resource.id,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: resource.id,
      rule: [
        {
          id: "expire-access-logs",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: retentionDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      // S3 wants versioning first where a rule speaks of noncurrent versions.
      dependsOn: [versioning],
    });
    for (const [folder, source] of Object.entries(sources)) {
      new S3BucketLoggingA(this, `of-${folder}`, {
        bucket: source.id,
        targetBucket: resource.id,
        targetPrefix: `${folder}/`,
        // S3 refuses a target that it may not write to.
        dependsOn: [policy],
      });
    }
  }
}
