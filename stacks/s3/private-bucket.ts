import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { policyDocument, type Statement } from "../iam/policy-document";
import { tlsOnly } from "./tls-only";

/** What a bucket has beside its privacy. */
export interface PrivateBucketOptions {
  /** ARN of the KMS key that encrypts it. Default: a key of S3's own. */
  readonly keyArn?: string;
  /** Added to its policy. */
  readonly statements?: readonly Statement[];
  /** What stands before the policy, which may forbid to change it. */
  readonly before?: readonly ITerraformDependable[];
}

/**
 * Keeps a bucket private: no public access, no ACLs, encrypted, TLS 1.2 or later only. The settings
 * stand in `scope` beside the bucket; a bucket has one policy, which this is.
 *
 * @returns the policy, for what has to come after it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export function keepPrivate(
  scope: Construct,
  { id: bucket, arn }: S3Bucket,
  { keyArn, statements = [], before = [] }: PrivateBucketOptions = {},
): S3BucketPolicy {
  const publicAccessBlock = new S3BucketPublicAccessBlock(scope, "public-access-block", {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketOwnershipControls(scope, "ownership-controls", {
    bucket,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  new S3BucketServerSideEncryptionConfigurationA(scope, "encryption", {
    bucket,
    rule: [
      keyArn === undefined
        ? {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" },
            bucketKeyEnabled: false,
          }
        : {
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: "aws:kms",
              kmsMasterKeyId: keyArn,
            },
            // One call of KMS for many objects.
            bucketKeyEnabled: true,
          },
    ],
  });
  return new S3BucketPolicy(scope, "policy", {
    bucket,
    policy: policyDocument([...tlsOnly(arn), ...statements]),
    // Two calls at once on one bucket make S3 answer OperationAborted.
    dependsOn: [publicAccessBlock, ...before],
  });
}
