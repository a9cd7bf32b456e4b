import { request as send } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ListUserPoolsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { STSClient, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { NamedOrigins } from "../../../../tools/local-aws/door/named-origins";
import { startLocalAws, type LocalAws } from "../../../../tools/local-aws/local-aws";
import { runBoto3 } from "../../../support/boto3";
import { duringTests } from "../../../support/during-tests";
import { callAws, TestRoles } from "../../../support/iam";
import { signedFetch, signedHeaders, type SignedCall } from "../../../support/signed-fetch";

const region = "eu-west-1";
const ownPage = "https://app.example.com";

let aws: LocalAws;
duringTests(
  () => startLocalAws({ region }),
  (started) => {
    aws = started;
  },
);

let clientId: string;
beforeAll(async () => {
  const cognito = new CognitoIdentityProviderClient(client());
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "users" }));
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId: UserPool?.Id,
      ClientName: "web",
      CallbackURLs: [`${ownPage}/signed-in`, "myapp://signed-in"],
    }),
  );
  clientId = UserPoolClient?.ClientId ?? "";
  cognito.destroy();
});

const client = () => ({ endpoint: aws.endpoint, region, credentials: aws.credentials });

interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A request with exactly these headers. */
function raw(
  headers: Readonly<Record<string, string>>,
  { method = "POST", path = "/", body = "" } = {},
): Promise<Raw> {
  const { port } = new URL(aws.endpoint);
  return new Promise((resolve, reject) => {
    send({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      text(answer).then((read) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: read });
      }, reject);
    })
      .on("error", reject)
      .end(body);
  });
}

/** Bytes as they are, and what comes back. */
function bytes(request: string): Promise<string> {
  const { port } = new URL(aws.endpoint);
  return text(connect(Number(port), "127.0.0.1").end(request));
}

const host = () => new URL(aws.endpoint).host;
const port = () => new URL(aws.endpoint).port;
const signUp = {
  "x-amz-target": "AWSCognitoIdentityProviderService.SignUp",
  "content-type": "application/x-amz-json-1.1",
};
const user = () =>
  JSON.stringify({
    ClientId: clientId,
    Username: `u${Math.random()}`,
    Password: "Correct-Horse-9",
  });
const administrators = (call: Partial<SignedCall> = {}) => ({
  service: "iam",
  region,
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "Action=ListRoles&Version=2010-05-08",
  credentials: aws.credentials,
  ...call,
});

describe("a name of this computer", () => {
  test.each(["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])("%s is answered", async (name) => {
    const answer = await raw({ ...signUp, host: `${name}:${port()}` }, { body: user() });
    expect(answer.status).toBe(200);
  });

  test.each([
    "evil.example",
    "evil.example:PORT",
    "127.0.0.1",
    "localhost.evil.example:PORT",
    "127.0.0.1:80",
    "0.0.0.0:PORT",
    "127.0.0.1:PORT@evil.example",
    "localhost.:PORT",
  ])("%s is refused, signed or not", async (name) => {
    const named = name.replace("PORT", port());
    const answers = await Promise.all([
      raw({ ...signUp, host: named }, { body: user() }),
      raw({ host: named }, { method: "GET", path: "/_gatehouse/messages" }),
      raw({ ...signedHeaders(`http://${host()}`, administrators()), host: named }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  test("is asked for in every form of a request", async () => {
    const lines = (...all: string[]) => `${all.join("\r\n")}\r\n\r\n`;
    const answers = await Promise.all([
      bytes(lines("GET /_gatehouse/messages HTTP/1.0")),
      bytes(
        lines(
          `GET http://evil.example/_gatehouse/messages HTTP/1.1`,
          `Host: ${host()}`,
          "Connection: close",
        ),
      ),
      bytes(
        lines(
          "GET /_gatehouse/messages HTTP/1.1",
          `Host: ${host()}`,
          "Host: evil.example",
          "Connection: close",
        ),
      ),
      bytes(
        lines(
          "GET /_gatehouse/messages HTTP/1.1",
          "Host: evil.example",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        ),
      ),
      bytes(lines("PRI * HTTP/2.0", "", "SM")),
    ]);
    for (const answer of answers) expect(answer).toMatch(/^(HTTP\/1\.[01] 40[0-9]|$)/);
  });
});

describe("a page", () => {
  const foreign = { origin: "https://evil.example" };

  test.each<[string, Readonly<Record<string, string>>]>([
    ["another origin", foreign],
    ["no origin (a sandbox, a file)", { origin: "null" }],
    ["the local AWS's own origin, where users' files are", {}],
    ["a browser that says no more", { "sec-fetch-site": "cross-site" }],
    [
      "another port of this computer",
      { origin: "http://localhost:3000", "sec-fetch-site": "same-site" },
    ],
  ])("of %s gets nothing, with the right signature either", async (_name, given) => {
    const page = Object.keys(given).length > 0 ? given : { origin: aws.endpoint };
    const signed = signedHeaders(aws.endpoint, administrators());
    const answers = await Promise.all([
      raw({ ...page, ...signUp, host: host() }, { body: user() }),
      raw({ ...page, ...signed }, { body: administrators().body }),
      raw({ ...page, host: host() }, { method: "GET", path: "/_gatehouse/messages" }),
      raw(
        { ...page, host: host(), "content-type": "text/plain" },
        { path: "/_gatehouse/federated-sign-in" },
      ),
      raw(
        {
          ...page,
          host: host(),
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,x-amz-target",
        },
        { method: "OPTIONS" },
      ),
    ]);
    for (const { status, headers } of answers) {
      expect(status).toBe(403);
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("that an app client names signs users up, and reads the answer", async () => {
    const asked = await raw(
      {
        host: host(),
        origin: ownPage,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-amz-target,x-amz-user-agent",
      },
      { method: "OPTIONS" },
    );
    expect(asked).toMatchObject({
      status: 204,
      headers: { "access-control-allow-origin": ownPage, "access-control-allow-methods": "POST" },
    });
    const answer = await raw({ ...signUp, host: host(), origin: ownPage }, { body: user() });
    expect(answer).toMatchObject({
      status: 200,
      headers: { "access-control-allow-origin": ownPage },
    });
  });

  test("that an app client names administers nothing", async () => {
    const signed = signedHeaders(aws.endpoint, administrators());
    const page = { origin: ownPage };
    const answers = await Promise.all([
      raw({ ...page, ...signed }, { body: administrators().body }),
      raw({ ...page, host: host() }, { method: "GET", path: "/_gatehouse/messages" }),
      raw(
        { ...page, host: host(), "access-control-request-method": "PUT" },
        { method: "OPTIONS", path: "/bucket/key" },
      ),
      raw(
        { ...page, host: host(), "access-control-request-method": "POST" },
        { method: "OPTIONS", path: "/2015-03-31/functions" },
      ),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });
});

describe("a pattern in a bucket's rules about pages", () => {
  const isNamed = (pattern: string, origin: string): boolean => {
    const origins = new NamedOrigins();
    origins.setBucket("files", [
      { origins: [pattern], methods: ["GET"], headers: [], exposed: [] },
    ]);
    return origins.names(origin);
  };

  test.each(["*", "http*", "https://*", "*.com", "https://*.com", "https://*acme.com", "h*m"])(
    "%s names nobody",
    (pattern) => {
      expect(isNamed(pattern, "https://www.evil-acme.com")).toBe(false);
      expect(isNamed(pattern, "https://evil-acme.com")).toBe(false);
    },
  );

  test.each([
    ["https://*.acme.com", "https://app.acme.com"],
    ["https://app-*.acme.com", "https://app-7.acme.com"],
    ["http://localhost:*", "http://localhost:3000"],
  ])("%s names the sites of one owner", (pattern, origin) => {
    expect(isNamed(pattern, origin)).toBe(true);
  });
});

describe("an unsigned call", () => {
  const forged = `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/iam/aws4_request, SignedHeaders=host, Signature=0`;

  test.each<
    [
      string,
      Record<string, string>,
      { method?: string; path?: string; body?: string },
      number,
      string,
    ]
  >([
    [
      "ListUsers",
      { "x-amz-target": "AWSCognitoIdentityProviderService.ListUsers" },
      {},
      400,
      '"__type":"MissingAuthenticationTokenException"',
    ],
    [
      "a table's",
      { "x-amz-target": "DynamoDB_20120810.Scan" },
      {},
      400,
      "MissingAuthenticationTokenException",
    ],
    [
      "IAM's",
      { "content-type": "application/x-www-form-urlencoded" },
      { body: "Action=CreateRole" },
      403,
      "<Code>MissingAuthenticationToken</Code>",
    ],
    [
      "for a role with a token that nobody verifies",
      { "content-type": "application/x-www-form-urlencoded" },
      {
        body: "Action=AssumeRoleWithWebIdentity&RoleArn=arn:aws:iam::123456789012:role/r&RoleSessionName=s&WebIdentityToken=t",
      },
      403,
      "<Code>MissingAuthenticationToken</Code>",
    ],
    ["Lambda's", {}, { path: "/2015-03-31/functions/" }, 403, "Missing Authentication Token"],
    ["S3's", {}, { method: "GET", path: "/bucket/key" }, 403, "<Code>AccessDenied</Code>"],
    ["with a forged signature", { authorization: forged }, {}, 403, "InvalidClientTokenId"],
    [
      "of another kind",
      { authorization: "Basic a/b/c/iam/e", ...signUp },
      {},
      400,
      "MissingAuthenticationToken",
    ],
    ["to a path of moto's", signUp, { path: "/moto-api/reset" }, 400, "MissingAuthenticationToken"],
    [
      "with an action in its query",
      signUp,
      { path: "/?Action=CreateUser" },
      400,
      "MissingAuthenticationToken",
    ],
    ["to moto itself", {}, { path: "/moto-api/reset" }, 403, "AccessDenied"],
    [
      "an administrator's by the path of an API",
      { "x-amz-target": "AWSCognitoIdentityProviderService.ListUserPools" },
      { path: "/http-api/a", body: '{"MaxResults":1}' },
      404,
      "Not Found",
    ],
    [
      "an administrator's by the path of a GraphQL API",
      { "x-amz-target": "AWSCognitoIdentityProviderService.ListUserPools" },
      { path: "/graphql/a", body: '{"MaxResults":1}' },
      404,
      "no operation",
    ],
    [
      "one that names another service in the query of an API",
      { "content-type": "application/x-www-form-urlencoded" },
      {
        path: `/http-api/a?Credential=x/20260101/${region}/iam/aws4_request`,
        body: "Action=ListUsers&Version=2010-05-08",
      },
      404,
      "Not Found",
    ],
  ])("%s is refused as AWS refuses it", async (_name, headers, call, status, said) => {
    const answer = await raw({ host: host(), ...headers }, call);
    expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(said)]);
  });
});

describe("a signature", () => {
  const refusal = async (call: Partial<SignedCall>) => {
    const response = await signedFetch(aws.endpoint, administrators(call));
    return [response.status, await response.text()] as const;
  };
  const old = (minutes: number) => new Date(Date.now() - minutes * 60_000);

  test("of the run's own pair is good, in every protocol and every client", async () => {
    const cognito = new CognitoIdentityProviderClient(client());
    const lambda = new LambdaClient(client());
    expect(
      (await cognito.send(new ListUserPoolsCommand({ MaxResults: 1 }))).UserPools,
    ).toHaveLength(1);
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    expect((await refusal({}))[0]).toBe(200);
    const { accessKeyId, secretAccessKey } = aws.credentials;
    const said = await runBoto3(
      `import boto3, botocore.config, urllib.request
# boto3's own choice for a URL, version 2, is refused on AWS for every bucket made since 2020.
s3 = boto3.client("s3", config=botocore.config.Config(signature_version="s3v4"))
s3.create_bucket(Bucket="signed", CreateBucketConfiguration={"LocationConstraint": "${region}"})
s3.put_object(Bucket="signed", Key="a b/ü+~!(1).txt", Body=b"content", Metadata={"name": "value  two"})
url = s3.generate_presigned_url("get_object", Params={"Bucket": "signed", "Key": "a b/ü+~!(1).txt"})
print(urllib.request.urlopen(url).read().decode(), len(boto3.client("iam").list_roles()["Roles"]))`,
      {
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      },
    );
    expect(said.trim()).toBe("content 0");
    cognito.destroy();
    lambda.destroy();
  });

  test.each<[string, Partial<SignedCall>, number, string]>([
    [
      "a key that is not there",
      { credentials: { accessKeyId: "AKIANOBODY", secretAccessKey: "x" } },
      403,
      "InvalidClientTokenId",
    ],
    ["an old date", { at: old(10) }, 403, "Signature expired: "],
    ["a date to come", { at: old(-10) }, 403, "Signature not yet current: "],
  ])("with %s is refused", async (_name, call, status, said) => {
    expect(await refusal(call)).toEqual([status, expect.stringContaining(said)]);
  });

  test("with the wrong secret, for other content, another host or another service is refused", async () => {
    const { accessKeyId } = aws.credentials;
    const wrong = await refusal({ credentials: { accessKeyId, secretAccessKey: "guessed" } });
    expect(wrong).toEqual([403, expect.stringContaining("<Code>SignatureDoesNotMatch</Code>")]);
    const signed = signedHeaders(aws.endpoint, administrators());
    const other = await raw(signed, { body: "Action=CreateUser&UserName=eve&Version=2010-05-08" });
    expect([other.status, other.body]).toEqual([
      403,
      expect.stringContaining("SignatureDoesNotMatch"),
    ]);
    const elsewhere = await raw(signedHeaders("http://iam.amazonaws.com", administrators()), {
      body: administrators().body,
    });
    expect(elsewhere.status).toBe(403);
    const json = await callAws(aws, {
      service: "dynamodb",
      target: "DynamoDB_20120810.ListTables",
      contentType: "application/x-amz-json-1.0",
      body: "{}",
      credentials: { accessKeyId, secretAccessKey: "guessed" },
    });
    expect([json.status, json.text]).toEqual([
      400,
      expect.stringContaining("InvalidSignatureException"),
    ]);
    const unknown = await callAws(aws, {
      service: "dynamodb",
      target: "DynamoDB_20120810.ListTables",
      body: "{}",
      credentials: { accessKeyId: "ASIANOBODY", secretAccessKey: "x", sessionToken: "y" },
    });
    expect([unknown.status, unknown.text]).toEqual([
      400,
      expect.stringContaining("UnrecognizedClientException"),
    ]);
  });

  test("of keys that IAM and STS gave is good until they are taken back", async () => {
    const roles = new TestRoles({ ...aws });
    const sts = new STSClient(client());
    const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
    sts.destroy();
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    expect((await refusal({ credentials: session }))[0]).toBe(200);
    const { accessKeyId, secretAccessKey } = session;
    const without = { accessKeyId, secretAccessKey };
    expect((await refusal({ credentials: without }))[0]).toBe(403);
    const key = await roles.userKey("ann");
    expect((await refusal({ credentials: key }))[0]).toBe(200);
    const ofAnn = { UserName: "ann", AccessKeyId: key.accessKeyId };
    await roles.iam("UpdateAccessKey", { ...ofAnn, Status: "Inactive" });
    expect((await refusal({ credentials: key }))[0]).toBe(403);
    await roles.iam("UpdateAccessKey", { ...ofAnn, Status: "Active" });
    expect((await refusal({ credentials: key }))[0]).toBe(200);
    await roles.iam("DeleteAccessKey", ofAnn);
    expect((await refusal({ credentials: key }))[0]).toBe(403);
  });

  test("of S3's clients covers bodies of every kind", async () => {
    const s3 = new S3Client({ ...client(), forcePathStyle: true });
    const at = { Bucket: "signed", Key: "odd //../name+%2F'" };
    await s3.send(
      new PutObjectCommand({ ...at, Body: Buffer.from("content"), ChecksumAlgorithm: "SHA256" }),
    );
    const { Body } = await s3.send(new GetObjectCommand(at));
    expect(await Body?.transformToString()).toBe("content");
    s3.destroy();
  });
});
