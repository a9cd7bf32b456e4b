import { createHash, randomBytes, randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { request as send } from "node:http";
import path from "node:path";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, ListTablesCommand, CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "@jest/globals";
import { startLocalAws } from "../../../tools/local-aws/local-aws";
import type { LocalAws } from "../../../tools/local-aws/local-aws";
import { administrator } from "../../support/administrator";
import { runBoto3 } from "../../support/boto3";
import { signedHeaders } from "../../support/signed-fetch";
import { duringTests } from "../../support/during-tests";
import { temporaryFolders } from "../../support/temporary-folder";

const region = "eu-central-1";
const credentials = administrator;
const temporaryFolder = temporaryFolders();

let aws: LocalAws;
duringTests(
  () => startLocalAws({ credentials: administrator, region }),
  (started) => {
    aws = started;
  },
);
/** Runs a script with a `client(service)` for the local AWS; it prints JSON. */
async function boto3(script: string, endpoint = aws.endpoint): Promise<unknown> {
  const output = await runBoto3(
    `import boto3, json, os, botocore.exceptions
def client(service): return boto3.client(service)
${script}`,
    {
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
    },
  );
  return JSON.parse(output);
}

describe("S3", () => {
  test("keeps large binary objects, by parts too, and keys of any kind", async () => {
    const file = path.join(temporaryFolder(), "large");
    // Over boto3's threshold for multipart uploads, 8 MB.
    const content = randomBytes(9 * 1024 * 1024);
    writeFileSync(file, content);
    const hash = createHash("sha256").update(content).digest("hex");
    const key = "a b/../ü+%2F?&=.bin";
    const result = await boto3(`
import hashlib
s3 = client("s3")
s3.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "${region}"})
s3.upload_file("${file}", "files", "large")
s3.put_object(Bucket="files", Key="${key}", Body=b"\\x00\\xff", Metadata={"one": "1"})
odd = s3.get_object(Bucket="files", Key="${key}")
print(json.dumps({
  "hash": hashlib.sha256(s3.get_object(Bucket="files", Key="large")["Body"].read()).hexdigest(),
  "length": s3.head_object(Bucket="files", Key="large")["ContentLength"],
  "odd": [odd["Body"].read().hex(), odd["Metadata"]],
  "keys": [found["Key"] for found in s3.list_objects_v2(Bucket="files")["Contents"]],
  "deleted": s3.delete_object(Bucket="files", Key="large")["ResponseMetadata"]["HTTPStatusCode"],
}))`);
    expect(result).toEqual({
      hash,
      length: content.length,
      odd: ["00ff", { one: "1" }],
      keys: [key, "large"],
      deleted: 204,
    });
  });

  test("takes bodies that come in chunks, and those that wait for 100-continue", async () => {
    const { port } = new URL(aws.endpoint);
    const call = (method: string, key: string, headers: object, body: readonly string[]) =>
      new Promise<string>((resolve, reject) => {
        const url = `/chunks/${key}`;
        const signed = { service: "s3", region, method, url, body: body.join("") };
        const outgoing = send(
          {
            port,
            method,
            path: url,
            headers: { ...signedHeaders(aws.endpoint, signed), ...headers },
          },
          (incoming) => {
            let text = "";
            incoming.on("data", (chunk) => (text += String(chunk)));
            incoming.on("end", () => {
              resolve(text);
            });
          },
        );
        outgoing.on("error", reject);
        const write = () => {
          for (const chunk of body) outgoing.write(chunk);
          outgoing.end();
        };
        if ("expect" in headers) outgoing.on("continue", write);
        else write();
      });
    const location = `<LocationConstraint>${region}</LocationConstraint>`;
    await call("PUT", "", {}, [
      `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${location}</CreateBucketConfiguration>`,
    ]);
    await call("PUT", "chunked", { "transfer-encoding": "chunked" }, ["one ", "two"]);
    await call("PUT", "continued", { expect: "100-continue", "content-length": "5" }, ["three"]);
    expect(await call("GET", "chunked", {}, [])).toBe("one two");
    expect(await call("GET", "continued", {}, [])).toBe("three");
  });
});

test("every service is behind the one endpoint, in the account and the Region asked for", async () => {
  const result = await boto3(`
pool = client("cognito-identity").create_identity_pool(
  IdentityPoolName="p", AllowUnauthenticatedIdentities=False)
client("logs").create_log_group(logGroupName="/a")
print(json.dumps({
  "account": client("sts").get_caller_identity()["Account"],
  "pool": pool["IdentityPoolId"].split(":")[0],
  "groups": [group["arn"] for group in client("logs").describe_log_groups()["logGroups"]],
  "managed": client("iam").get_policy(
    PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")["Policy"]["PolicyName"],
}))`);
  expect(result).toEqual({
    account: aws.accountId,
    pool: region,
    groups: [expect.stringContaining(`arn:aws:logs:${region}:${aws.accountId}:log-group:/a`)],
    managed: "AWSLambdaBasicExecutionRole",
  });
});

test("a pool has an id of AWS's form, and the settings that it was given", async () => {
  const admin = new CognitoIdentityProviderClient({ endpoint: aws.endpoint, region, credentials });
  const { UserPool: pool } = await admin.send(
    new CreateUserPoolCommand({
      PoolName: "users",
      Policies: { PasswordPolicy: { MinimumLength: 10, RequireNumbers: true } },
    }),
  );
  const { UserPool: shown } = await admin.send(
    new DescribeUserPoolCommand({ UserPoolId: pool?.Id }),
  );
  expect(shown?.Id).toMatch(/^eu-central-1_[0-9A-Za-z]{9}$/);
  expect(shown?.Arn).toBe(`arn:aws:cognito-idp:${region}:${aws.accountId}:userpool/${pool?.Id}`);
  const { UserPools } = await admin.send(new ListUserPoolsCommand({ MaxResults: 60 }));
  expect(UserPools?.map(({ Id }) => Id)).toContain(pool?.Id);
  for (const { Policies } of [pool ?? {}, shown ?? {}] as const) {
    expect(Policies?.PasswordPolicy).toEqual({
      MinimumLength: 10,
      RequireUppercase: false,
      RequireLowercase: false,
      RequireNumbers: true,
      RequireSymbols: false,
      TemporaryPasswordValidityDays: 7,
    });
  }
  admin.destroy();
});

test("users of a pool sign up without credentials, as on AWS", async () => {
  const { endpoint } = aws;
  const admin = new CognitoIdentityProviderClient({ endpoint, region, credentials });
  const { UserPool } = await admin.send(new CreateUserPoolCommand({ PoolName: "users" }));
  const { UserPoolClient } = await admin.send(
    new CreateUserPoolClientCommand({ UserPoolId: UserPool?.Id, ClientName: "web" }),
  );
  const anyone = new CognitoIdentityProviderClient({
    endpoint,
    region,
    credentials: () => Promise.reject(new Error("no credentials")),
  });
  const { UserSub } = await anyone.send(
    new SignUpCommand({
      ClientId: UserPoolClient?.ClientId,
      Username: randomUUID(),
      Password: "Correct-Horse-9",
    }),
  );
  expect(UserSub).toMatch(/^[0-9a-f-]{36}$/);
  admin.destroy();
  anyone.destroy();
});

test("a user of a pool has one identity, also when asked for by several at once", async () => {
  const result = await boto3(`
from concurrent.futures import ThreadPoolExecutor
cognito, identities = client("cognito-idp"), client("cognito-identity")
password = "Correct-Horse-9"
pool = cognito.create_user_pool(PoolName="users")["UserPool"]["Id"]
app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="web", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])["UserPoolClient"]["ClientId"]
provider = f"cognito-idp.${region}.amazonaws.com/{pool}"
provided = [{"ProviderName": provider, "ClientId": app}]
identity_pool = identities.create_identity_pool(IdentityPoolName="users", AllowUnauthenticatedIdentities=False, CognitoIdentityProviders=provided)["IdentityPoolId"]
def token(name):
  return cognito.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": name, "PASSWORD": password})["AuthenticationResult"]["IdToken"]
def identity(token):
  return identities.get_id(IdentityPoolId=identity_pool, Logins={provider: token})["IdentityId"]
for name in ("ann", "bob"):
  cognito.sign_up(ClientId=app, Username=name, Password=password)
  cognito.admin_confirm_sign_up(UserPoolId=pool, Username=name)
tokens = [token("ann"), token("ann"), token("bob")]
ann, again, bob = ThreadPoolExecutor(3).map(identity, tokens)
try:
  refusal = identity("no token")
except botocore.exceptions.ClientError as error:
  refusal = error.response["Error"]["Code"]
print(json.dumps([ann == again, ann == bob, ann == identity(tokens[0]), refusal]))`);
  expect(result).toEqual([true, false, true, "NotAuthorizedException"]);
});

test("what moto cannot do is refused at once, by name", async () => {
  const result = await boto3(`
try:
  client("logs").list_anomalies()
except botocore.exceptions.ClientError as error:
  print(json.dumps([
    error.response["ResponseMetadata"]["HTTPStatusCode"],
    error.response["ResponseMetadata"]["RetryAttempts"],
    str(error),
  ]))`);
  expect(result).toEqual([
    501,
    0,
    expect.stringContaining("The local AWS cannot do logs ListAnomalies"),
  ]);
});

test("two at once do not disturb each other", async () => {
  const other = await startLocalAws({ credentials: administrator, region });
  const tables = ({ endpoint }: LocalAws) => new DynamoDBClient({ endpoint, region, credentials });
  try {
    await tables(other).send(
      new CreateTableCommand({
        TableName: "only-there",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      }),
    );
    const here = await tables(aws).send(new ListTablesCommand({}));
    const there = await tables(other).send(new ListTablesCommand({}));
    expect([here.TableNames, there.TableNames]).toEqual([[], ["only-there"]]);
  } finally {
    await other.stop();
  }
  await expect(fetch(other.endpoint)).rejects.toThrow();
  expect((await fetch(aws.endpoint)).status).toBeGreaterThan(0);
});

test("a start that is aborted or fails leaves nothing running", async () => {
  const port = Number(new URL(aws.endpoint).port);
  await expect(startLocalAws({ credentials: administrator, port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use`,
  );
  const reason = new Error("Ctrl-C");
  await expect(
    startLocalAws({ credentials: administrator, signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason);
});
