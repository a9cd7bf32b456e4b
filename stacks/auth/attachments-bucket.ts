import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketCorsConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-cors-configuration";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import type { FileVerb } from "../../configuration";
import type { Statement } from "../iam/policy-document";
import { keepPrivate } from "../s3/private-bucket";

/** The caller's identity id. The dollar is doubled so that Terraform leaves the variable to IAM. */
const identityId = "$${cognito-identity.amazonaws.com:sub}";

/** Props of {@link AttachmentsBucket}. */
export interface AttachmentsBucketProps {
  readonly name: string;
  readonly protected: boolean;
  /** Origins whose pages may read and write. */
  readonly allowedOrigins: readonly string[];
  /** Days. */
  readonly keepReplacedFiles: number | "for good";
}

/**
 * The bucket of the users' own files, each under `private/<identity id>/`: private, encrypted,
 * versioned, TLS 1.2 or later only.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export class AttachmentsBucket extends Construct {
  readonly resource: S3Bucket;
  /** What a signed-in user may do: read, write, delete and list their own files, nothing wider. */
  readonly ownFiles: readonly Statement[];

  constructor(scope: Construct, id: string, props: AttachmentsBucketProps) {
    super(scope, id);
    this.resource = new S3Bucket(this, "bucket", {
      bucket: props.name,
      forceDestroy: !props.protected,
      lifecycle: { preventDestroy: props.protected },
    });
    const bucket = this.resource.id;

    keepPrivate(this, this.resource);
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    if (props.keepReplacedFiles !== "for good") {
      new S3BucketLifecycleConfiguration(this, "lifecycle", {
        bucket,
        rule: [
          {
            id: "expire-replaced-files",
            status: "Enabled",
            filter: [{ prefix: "" }],
            noncurrentVersionExpiration: [{ noncurrentDays: props.keepReplacedFiles }],
            abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
          },
        ],
        // S3 wants versioning first where a rule speaks of noncurrent versions.
        dependsOn: [versioning],
      });
    }
    if (props.allowedOrigins.length > 0) {
      new S3BucketCorsConfiguration(this, "cors", {
        bucket,
        corsRule: [
          {
            allowedOrigins: [...props.allowedOrigins],
            allowedMethods: ["GET", "HEAD", "PUT", "POST", "DELETE"],
            // An SDK in a browser signs headers of its own, and preflight names them all.
            allowedHeaders: ["*"],
            exposeHeaders: ["ETag", "x-amz-version-id", "x-amz-request-id"],
            maxAgeSeconds: 3000,
          },
        ],
      });
    }

    this.ownFiles = [
      {
        sid: "ReadAndWriteOwnFiles",
        actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        resources: [`${this.resource.arn}/private/${identityId}/*`],
      },
      {
        sid: "ListOwnFiles",
        actions: ["s3:ListBucket"],
        resources: [this.resource.arn],
        conditions: {
          StringLike: { "s3:prefix": [`private/${identityId}/`, `private/${identityId}/*`] },
        },
      },
    ];
  }
  /**
   * What it takes to do something with the files of a folder.
   *
   * @param sid names the statements.
   * @param folder without a slash at its end.
   */
  filesIn(sid: string, folder: string, verbs: readonly FileVerb[] = []): readonly Statement[] {
    const { arn } = this.resource;
    const actions = { read: "s3:GetObject", write: "s3:PutObject", delete: "s3:DeleteObject" };
    return [
      ...(verbs.length > 0
        ? [
            {
              sid,
              actions: verbs.map((verb) => actions[verb]),
              resources: [`${arn}/${folder}/*`],
              reason: "Everything below the one folder that environments.ts opens.",
            },
          ]
        : []),
      ...(verbs.includes("read")
        ? [
            {
              sid: `List${sid}`,
              actions: ["s3:ListBucket"],
              resources: [arn],
              conditions: { StringLike: { "s3:prefix": [`${folder}/`, `${folder}/*`] } },
            },
          ]
        : []),
    ];
  }
}
