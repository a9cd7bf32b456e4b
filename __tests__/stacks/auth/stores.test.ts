import { describe, expect, test } from "@jest/globals";
import { authTemplateWith } from "../../support/auth-template";
import { statements } from "../../support/policies";

describe("the user table", () => {
  const table = authTemplateWith().only("aws_dynamodb_table");

  test("is keyed by id, with an index by e-mail", () => {
    expect(table).toMatchObject({
      name: "acme-dev-users",
      hash_key: "id",
      global_secondary_index: [{ name: "by-email", hash_key: "email", projection_type: "ALL" }],
    });
    expect(table).not.toHaveProperty("range_key");
  });

  test("is on demand, encrypted, recoverable to any second, and cannot be deleted", () => {
    expect(table).toMatchObject({
      billing_mode: "PAY_PER_REQUEST",
      server_side_encryption: { enabled: true },
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
  });
});

describe("the attachments bucket", () => {
  const template = authTemplateWith({
    attachments: { allowedOrigins: ["https://app.example.com"] },
  });

  test("is named for its account, since bucket names are the whole world's", () => {
    expect(template.only("aws_s3_bucket")).toMatchObject({
      bucket: "acme-dev-attachments-111122223333",
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
  });

  test("is private, encrypted and versioned", () => {
    expect(template.only("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(template.only("aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    });
    expect(template.only("aws_s3_bucket_versioning")).toMatchObject({
      versioning_configuration: { status: "Enabled" },
    });
    expect(template.only("aws_s3_bucket_ownership_controls")).toMatchObject({
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
  });

  test("refuses everybody who comes without TLS 1.2", () => {
    const bucket = "${aws_s3_bucket.attachments_bucket.arn}";
    const everything = {
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: [bucket, `${bucket}/*`],
    };
    expect(statements(template.only("aws_s3_bucket_policy")["policy"])).toMatchObject([
      { ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ]);
  });

  test("forgets replaced files after a quarter, or keeps them for good", () => {
    expect(template.only("aws_s3_bucket_lifecycle_configuration")).toMatchObject({
      rule: [{ status: "Enabled", noncurrent_version_expiration: [{ noncurrent_days: 90 }] }],
    });
    const keeping = authTemplateWith({ attachments: { keepReplacedFiles: "for good" } });
    expect(keeping.all("aws_s3_bucket_lifecycle_configuration")).toEqual([]);
  });

  test("answers pages of the configured origins, and of no other", () => {
    expect(template.only("aws_s3_bucket_cors_configuration")).toMatchObject({
      cors_rule: [{ allowed_origins: ["https://app.example.com"] }],
    });
    expect(authTemplateWith().all("aws_s3_bucket_cors_configuration")).toEqual([]);
  });
});
