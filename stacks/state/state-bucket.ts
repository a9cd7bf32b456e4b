import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { administeredByTheAccount } from "../iam/key-policy";
import { policyDocument, type Statement } from "../iam/policy-document";
import { keepPrivate } from "../s3/private-bucket";

/** A year to find out that a state was overwritten by mistake. */
const keepReplacedStatesDays = 365;
/** However old they are. S3's most. */
const keepReplacedStates = 100;

/** Props of {@link StateBucket}. */
export interface StateBucketProps {
  readonly name: string;
  readonly accountId: string;
  /** ARN of the key's alias, by which Terraform names the key to S3. */
  readonly keyAliasArn: string;
}

/**
 * The bucket of Terraform's states: versioned, encrypted with a key of its own, private, TLS 1.2 or
 * later only. It is protected whatever the environment is: without its state Terraform would make
 * everything a second time.
 *
 * Nothing but a lock can be deleted in it, by nobody. An administrator who means to changes the bucket's
 * policy first.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export class StateBucket extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    const lifecycle = { preventDestroy: true };
    const key = new KmsKey(this, "key", {
      description: "Encrypts Terraform's states.",
      keyUsage: "ENCRYPT_DECRYPT",
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument([administeredByTheAccount(props.accountId)]),
      lifecycle,
    });
    new KmsAlias(this, "alias", {
      name: props.keyAliasArn.slice(props.keyAliasArn.indexOf("alias/")),
      targetKeyId: key.keyId,
      lifecycle,
    });

    const resource = new S3Bucket(this, "bucket", {
      bucket: props.name,
      forceDestroy: false,
      lifecycle,
    });
    const bucket = resource.id;
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
      lifecycle,
    });
    keepPrivate(this, resource, {
      keyArn: key.arn,
      statements: keepStates(resource.arn, [key.arn, props.keyAliasArn]),
      // The policy lets nobody touch it any more.
      before: [versioning],
    });
    // The provider waits most of a minute until S3 says that it knows a rule; nothing waits for that.
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "expire-replaced-states",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [
            {
              noncurrentDays: keepReplacedStatesDays,
              newerNoncurrentVersions: keepReplacedStates,
            },
          ],
          // What is left of a released lock.
          expiration: [{ expiredObjectDeleteMarker: true }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      // S3 wants versioning first where a rule speaks of noncurrent versions.
      dependsOn: [versioning],
    });
    this.name = resource.bucket;
  }
}

/**
 * Denies what would lose a state, or what would write one under another key: `keys` are the names that a
 * caller may give to the right one. An upload that names no key gets the bucket's.
 *
 * `Null` is there because a negated condition holds as well where its key is missing.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/specifying-kms-encryption.html
 */
function keepStates(bucketArn: string, keys: readonly string[]): readonly Statement[] {
  const everybody = { effect: "Deny", principal: "*" } as const;
  const uploads = {
    ...everybody,
    actions: ["s3:PutObject"],
    resources: [`${bucketArn}/*`],
  };
  const algorithm = "s3:x-amz-server-side-encryption";
  const keyId = "s3:x-amz-server-side-encryption-aws-kms-key-id";
  return [
    {
      ...everybody,
      sid: "DenyDeletingAllButLocks",
      actions: ["s3:DeleteObject"],
      notResources: [`${bucketArn}/*.tflock`],
    },
    {
      ...everybody,
      sid: "DenyDeletingVersions",
      actions: ["s3:DeleteObjectVersion"],
      resources: [`${bucketArn}/*`],
    },
    {
      ...everybody,
      sid: "DenyDeletingTheBucket",
      actions: ["s3:DeleteBucket", "s3:PutBucketVersioning"],
      resources: [bucketArn],
    },
    {
      ...uploads,
      sid: "DenyOtherEncryption",
      conditions: { StringNotEquals: { [algorithm]: "aws:kms" }, Null: { [algorithm]: "false" } },
    },
    {
      ...uploads,
      sid: "DenyOtherKeys",
      conditions: { StringNotEquals: { [keyId]: [...keys] }, Null: { [keyId]: "false" } },
    },
    {
      ...uploads,
      sid: "DenyCustomerKeys",
      conditions: { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } },
    },
  ];
}
