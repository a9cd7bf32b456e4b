import { describe, expect, test } from "@jest/globals";
import path from "node:path";
import { CodeBucket } from "../../../stacks/lambda/code-bucket";
import { FunctionArchive } from "../../../stacks/lambda/function-archive";
import { constructTemplate } from "../../support/construct-template";
import { dependencyGraph } from "../../support/dependency-graph";
import { statements } from "../../support/policies";

const template = constructTemplate((scope) => {
  const source = path.join(__dirname, "../../../functions/post-confirmation");
  const archive = new FunctionArchive(scope, "archive", { name: "greeter", source });
  new CodeBucket(scope, "code", { name: "acme-dev-code" }).upload(scope, "upload", archive);
});
const [archive] = template.dataSources();
const [upload] = template.resources().filter(({ type }) => type === "aws_s3_object");
const zip = (attribute: string) => `\${${archive?.address ?? ""}.${attribute}}`;

describe("the bucket of the functions' code", () => {
  test("is private and encrypted", () => {
    expect(template.only("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(template.only("aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    });
    expect(template.only("aws_s3_bucket_ownership_controls")).toMatchObject({
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
  });

  test("refuses everybody who comes without TLS 1.2", () => {
    const refused = statements(template.only("aws_s3_bucket_policy")["policy"]);
    expect(refused.map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
      ["Deny", { Bool: { "aws:SecureTransport": "false" } }],
      ["Deny", { NumericLessThan: { "s3:TlsVersion": "1.2" } }],
    ]);
  });

  test("goes with its contents: the repository has all that is in it", () => {
    const bucket = template.only("aws_s3_bucket");
    expect(bucket).toMatchObject({ bucket: "acme-dev-code", force_destroy: true });
    expect(bucket).not.toHaveProperty("lifecycle");
  });
});

describe("an uploaded zip", () => {
  test("has a key that changes when, and only when, the zip does", () => {
    expect(upload?.block).toMatchObject({
      key: `greeter/${zip("output_sha256")}.zip`,
      source: zip("output_path"),
      source_hash: zip("output_base64sha256"),
    });
  });

  test("is there before the one that it follows goes", () => {
    expect(upload?.block).toMatchObject({ lifecycle: { create_before_destroy: true } });
  });

  test("has no tags, for an environment may have more than an object takes", () => {
    expect(upload?.block).toMatchObject({ override_provider: { default_tags: { tags: {} } } });
  });

  test("waits for nothing but its bucket", () => {
    const awaited = dependencyGraph(template).successors(upload?.address ?? "");
    expect(awaited).toEqual([expect.stringMatching(/^aws_s3_bucket\.\w+$/), archive?.address]);
  });
});
