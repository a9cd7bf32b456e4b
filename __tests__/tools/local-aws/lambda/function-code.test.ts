import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { UpdateFunctionCodeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { startLocalAws } from "../../../../tools/local-aws/local-aws";
import type { LocalAws } from "../../../../tools/local-aws/local-aws";
import { runBoto3 } from "../../../support/boto3";
import { duringTests } from "../../../support/during-tests";
import { createFunction, invoke, lambdaClient } from "../../../support/lambda-function";
import { temporaryFolders } from "../../../support/temporary-folder";
import { zipOf } from "../../../support/zip";
import { administrator } from "../../../support/administrator";

const region = "eu-central-1";
const temporaryFolder = temporaryFolders();
let aws: LocalAws;
let client: LambdaClient;

duringTests(
  () => startLocalAws({ credentials: administrator, region }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  client = await lambdaClient(aws);
});

afterAll(() => {
  client.destroy();
});

test("code is taken from S3, too, when a function is made and when it is updated", async () => {
  const zip = path.join(temporaryFolder(), "code.zip");
  writeFileSync(zip, zipOf({ "index.js": "exports.handler = async () => 'from S3'" }));
  await runBoto3(
    `import boto3
s3 = boto3.client("s3")
s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": "${region}"})
s3.upload_file("${zip}", "code", "a folder/code.zip")`,
    {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
  );
  const S3 = { S3Bucket: "code", S3Key: "a folder/code.zip" };
  const created = await createFunction(client, "", { Code: S3 });
  expect((await invoke(client, created)).payload).toBe("from S3");
  const updated = await createFunction(client, "exports.handler = async () => 'from the request'");
  await client.send(new UpdateFunctionCodeCommand({ FunctionName: updated, ...S3 }));
  expect((await invoke(client, updated)).payload).toBe("from S3");
});

test("a zip that reaches out of its folder is refused", async () => {
  const name = await createFunction(client, {
    "index.js": "exports.handler = async () => 1",
    "../../escaped.js": "",
  });
  await expect(invoke(client, name)).rejects.toThrow("a file outside of itself: ../../escaped.js");
});

test("a package of many files keeps its folders", async () => {
  const name = await createFunction(client, {
    "index.js": "exports.handler = async () => require('./lib/deep/value') + require('dependency')",
    "lib/deep/value.js": "module.exports = 'a'",
    "node_modules/dependency/index.js": "module.exports = 'b'",
  });
  expect((await invoke(client, name)).payload).toBe("ab");
});
