import { describe, expect, test } from "@jest/globals";
import {
  AttachmentsBucket,
  type AttachmentsBucketProps,
} from "../../../stacks/auth/attachments-bucket";
import { UserTable } from "../../../stacks/auth/user-table";
import type { Binding } from "../../../stacks/lambda/binding";
import { constructTemplate } from "../../support/construct-template";
import { statements } from "../../support/policies";

describe("the user table", () => {
  const withProtection = (isProtected: boolean) =>
    constructTemplate((scope) => {
      new UserTable(scope, "user-table", {
        name: "acme-dev-users",
        protected: isProtected,
        attributes: [],
      });
    }).only("aws_dynamodb_table");
  const table = withProtection(true);

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

  test("gives each kind of use its own actions, with the table's name and what to copy", () => {
    const bindings: Record<string, Binding> = {};
    constructTemplate((scope) => {
      const users = new UserTable(scope, "user-table", {
        name: "acme-dev-users",
        protected: true,
        attributes: ["name"],
      });
      Object.assign(bindings, {
        reading: users.forReading(),
        healing: users.forHealing(),
        reconciling: users.forReconciling({ removes: false }),
        removing: users.forReconciling({ removes: true }),
      });
    });
    const actions = Object.entries(bindings).map(([use, { statements: own }]) => [
      use,
      own.flatMap((statement) => statement.actions.map((action) => action.split(":")[1])),
    ]);
    expect(Object.fromEntries(actions)).toEqual({
      reading: ["GetItem"],
      healing: ["PutItem", "UpdateItem"],
      reconciling: ["GetItem", "BatchGetItem", "Scan", "PutItem", "UpdateItem"],
      removing: ["GetItem", "BatchGetItem", "Scan", "PutItem", "UpdateItem", "DeleteItem"],
    });
    for (const [use, { environment }] of Object.entries(bindings)) {
      expect(Object.keys(environment)).toEqual(
        use === "reading" ? ["USER_TABLE_NAME"] : ["USER_TABLE_NAME", "ROW_ATTRIBUTES"],
      );
    }
  });

  test("unprotected, can be deleted", () => {
    expect(withProtection(false)).toMatchObject({
      deletion_protection_enabled: false,
      lifecycle: { prevent_destroy: false },
    });
  });
});

describe("the attachments bucket", () => {
  const bucketWith = (props: Partial<AttachmentsBucketProps> = {}) =>
    constructTemplate((scope) => {
      new AttachmentsBucket(scope, "attachments", {
        name: "acme-dev-attachments",
        protected: true,
        allowedOrigins: [],
        keepReplacedFiles: 90,
        ...props,
      });
    });
  const template = bucketWith({ allowedOrigins: ["https://app.example.com"] });

  test("is kept with its files, unless it is unprotected", () => {
    expect(template.only("aws_s3_bucket")).toMatchObject({
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(bucketWith({ protected: false }).only("aws_s3_bucket")).toMatchObject({
      force_destroy: true,
      lifecycle: { prevent_destroy: false },
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
    const arn = /^\$\{aws_s3_bucket\.\w+\.arn\}$/;
    const objects = /^\$\{aws_s3_bucket\.\w+\.arn\}\/\*$/;
    const everything = {
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: [expect.stringMatching(arn), expect.stringMatching(objects)],
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
    const keeping = bucketWith({ keepReplacedFiles: "for good" });
    expect(keeping.all("aws_s3_bucket_lifecycle_configuration")).toEqual([]);
  });

  test("answers pages of the configured origins, and of no other", () => {
    expect(template.only("aws_s3_bucket_cors_configuration")).toMatchObject({
      cors_rule: [{ allowed_origins: ["https://app.example.com"] }],
    });
    expect(bucketWith().all("aws_s3_bucket_cors_configuration")).toEqual([]);
  });
});
