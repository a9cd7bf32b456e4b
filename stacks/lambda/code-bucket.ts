import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Construct } from "constructs";
import { keepPrivate } from "../s3/private-bucket";
import type { FunctionArchive } from "./function-archive";

/** Props of {@link CodeBucket}. */
export interface CodeBucketProps {
  /** Physical name, 63 characters at most. */
  readonly name: string;
}

/**
 * The bucket from which Lambda takes the zips of the environment's functions: private, encrypted,
 * versioned, TLS 1.2 or later only. It holds nothing that the repository does not, so nothing protects it:
 * it goes with its contents. A key never gets other bytes of Terraform's; where somebody else writes some,
 * the version tells.
 *
 * Lambda copies a zip when it makes or updates a function, with the rights of whoever deploys.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCode.html
 */
export class CodeBucket extends Construct {
  readonly resource: S3Bucket;

  constructor(scope: Construct, id: string, { name }: CodeBucketProps) {
    super(scope, id);
    this.resource = new S3Bucket(this, "bucket", { bucket: name, forceDestroy: true });
    keepPrivate(this, this.resource);
    // Of zips that no function has any more, Terraform deletes every version.
    new S3BucketVersioningA(this, "versioning", {
      bucket: this.resource.id,
      versioningConfiguration: { status: "Enabled" },
    });
  }

  /**
   * Uploads a function's zip. It waits for the bucket alone: S3 has made that private and encrypted
   * before any of its settings is written.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html
   */
  upload(scope: Construct, id: string, archive: FunctionArchive): S3Object {
    return new S3Object(scope, id, {
      bucket: this.resource.id,
      key: `${archive.name}/${archive.hexHash}.zip`,
      source: archive.path,
      sourceHash: archive.hash,
      // An object takes ten tags, an environment may have fifty.
      overrideProvider: { defaultTags: { tags: {} } },
      // The function has the new zip before the old one goes.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
