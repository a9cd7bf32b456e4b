import {
  AddPermissionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  RemovePermissionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TriggerRecord } from "../../../tools/local-aws/cognito";
import { DemoUser } from "../../../tools/local-run/demo/sign-up";
import { LocalRun } from "../../../tools/local-run/local-run";
import { authOutputs, type AuthOutputs } from "../../../tools/project/outputs";
import { resolveConfiguration } from "../../../configuration";
import { runBoto3 } from "../../support/boto3";
import { configuration } from "../../support/example-environments";
import { copyProject } from "../../support/project-copy";

// Processes start, on a machine that may be busy.

/*
 * The whole way: main.ts synthesizes, real Terraform with the real AWS provider applies, the AWS SDK
 * signs users up, the packaged zip runs.
 */

const minutes = 60_000;
const password = "Correct-Horse-9";

const [environment] = resolveConfiguration(configuration);
if (environment === undefined) throw new Error("The example has no environment.");

let run: LocalRun;
let outputs: AuthOutputs;
let cognito: CognitoIdentityProviderClient;
let dynamo: DynamoDBClient;
let lambda: LambdaClient;
const triggers: TriggerRecord[] = [];
const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-test-"));
const functionName = "acme-local-post-confirmation";

/** What the function `crm` of docs/functions.md asks, and with which headers it did. */
const crmCalls: IncomingHttpHeaders[] = [];
let crm: Server;

/** Adds the examples of docs/functions.md to the copy, with a CRM that is there. */
function addExampleOfSecrets(url: string): void {
  const text = (file: string) =>
    readFileSync(path.join(folder, "__tests__/support/example-secret", file), "utf8");
  mkdirSync(path.join(folder, "functions/crm"));
  writeFileSync(
    path.join(folder, "functions/crm/index.ts"),
    text("index.ts").replaceAll("../../../functions/", "../"),
  );
  writeFileSync(
    path.join(folder, "extend.ts"),
    text("extend.ts").replaceAll("../../../", "./").replace("https://crm.example.com/people", url),
  );
}

beforeAll(async () => {
  copyProject(folder);
  crm = createServer((request, response) => {
    crmCalls.push(request.headers);
    response.end();
  }).listen(0, "127.0.0.1");
  await once(crm, "listening");
  addExampleOfSecrets(`http://127.0.0.1:${(crm.address() as AddressInfo).port}/people`);
  run = new LocalRun({
    environment,
    folder,
    project: folder,
    signal: AbortSignal.timeout(5 * minutes),
    aws: { anyCode: true, onTrigger: (record) => triggers.push(record) },
  });
  await run.synthesize();
  await run.startAws(() => undefined);
  await run.initialize();
  await run.apply(() => undefined);
  outputs = authOutputs.parse(await run.outputs());
  const client = {
    endpoint: run.aws.endpoint,
    region: outputs.region,
    credentials: run.aws.credentials,
  };
  cognito = new CognitoIdentityProviderClient(client);
  dynamo = new DynamoDBClient(client);
  lambda = new LambdaClient(client);
}, 5 * minutes);

afterAll(async () => {
  await run.stop();
  crm.close();
  rmSync(folder, { recursive: true });
}, minutes);

const clientId = () => Object.values(outputs.client_ids)[0] ?? "";

async function signUp(attributes: Readonly<Record<string, string>> = {}) {
  const email = `${randomUUID()}@example.com`;
  const { UserSub: sub = "" } = await cognito.send(
    new SignUpCommand({
      ClientId: clientId(),
      Username: email,
      Password: password,
      UserAttributes: Object.entries({ email, ...attributes }).map(([Name, Value]) => ({
        Name,
        Value,
      })),
    }),
  );
  return { email, sub };
}

const confirm = (email: string) =>
  cognito.send(
    new ConfirmSignUpCommand({ ClientId: clientId(), Username: email, ConfirmationCode: "123456" }),
  );

const signIn = (email: string, secret = password) =>
  cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId(),
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: secret },
    }),
  );

async function groupsOf(email: string): Promise<readonly (string | undefined)[]> {
  const { Groups = [] } = await cognito.send(
    new AdminListGroupsForUserCommand({ UserPoolId: outputs.user_pool_id, Username: email }),
  );
  return Groups.map(({ GroupName }) => GroupName);
}

async function rowOf(sub: string): Promise<Record<string, unknown> | undefined> {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: outputs.user_table_name, Key: { id: { S: sub } } }),
  );
  return Item && unmarshall(Item);
}

async function statusOf(email: string): Promise<string | undefined> {
  const { UserStatus } = await cognito.send(
    new AdminGetUserCommand({ UserPoolId: outputs.user_pool_id, Username: email }),
  );
  return UserStatus;
}

const deliveriesTo = (sub: string) => triggers.filter(({ event }) => event.userName === sub);

test(
  "after apply, a plan says that there is nothing to change",
  async () => {
    await expect(run.expectNoChanges()).resolves.toBeUndefined();
  },
  minutes,
);

test("the zip that runs is the one that Terraform packed", async () => {
  const { Configuration } = await lambda.send(
    new GetFunctionCommand({ FunctionName: functionName }),
  );
  const zip = readFileSync(
    path.join(run.stackFolders[0] ?? "", "functions", "post-confirmation.zip"),
  );
  expect(Configuration?.CodeSha256).toBe(createHash("sha256").update(zip).digest("base64"));
});

describe("a sign-up", () => {
  test("gives the user a row, the default group and a token that names it", async () => {
    const { endpoint } = run.aws;
    const user = new DemoUser({
      endpoint,
      region: outputs.region,
      userPoolId: outputs.user_pool_id,
      clientId: clientId(),
      credentials: run.aws.credentials,
      flow: "USER_PASSWORD_AUTH",
      userTableName: outputs.user_table_name,
      environment,
    });
    await user.signUp();
    await user.confirm();
    await user.signIn();
    const result = await user.check();
    expect(result).toMatchObject({ user: { groups: ["Users"] }, tokenGroups: ["Users"] });
    expect(result.row).toEqual({
      id: result.user.sub,
      __typename: "User",
      _version: 1,
      _lastChangedAt: expect.any(Number),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      updatedAt: result.row?.["createdAt"],
      emailVerified: true,
      email: user.email,
      username: result.user.username,
    });
  });

  test("may name an allowed group, and no other", async () => {
    const manager = await signUp({ "custom:group": "Managers", name: "Mia" });
    const impostor = await signUp({ "custom:group": "Admins" });
    await confirm(manager.email);
    await confirm(impostor.email);
    expect(await groupsOf(manager.email)).toEqual(["Managers"]);
    expect(await groupsOf(impostor.email)).toEqual(["Users"]);
    expect(await rowOf(manager.sub)).toMatchObject({ email: manager.email, name: "Mia" });
  });

  test("that an administrator confirms counts as well", async () => {
    const { email, sub } = await signUp();
    await cognito.send(
      new AdminConfirmSignUpCommand({ UserPoolId: outputs.user_pool_id, Username: email }),
    );
    expect(await groupsOf(email)).toEqual(["Users"]);
    expect(await rowOf(sub)).toMatchObject({ id: sub });
  });

  test("does not give a row before it is confirmed", async () => {
    const { email, sub } = await signUp();
    await expect(signIn(email)).rejects.toMatchObject({ name: "UserNotConfirmedException" });
    expect(await rowOf(sub)).toBeUndefined();
  });
});

describe("a trigger that throws", () => {
  const withTable = (name: string) =>
    lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: functionName,
        Environment: { Variables: { USER_TABLE_NAME: name, DEFAULT_GROUP: "Users" } },
      }),
    );

  test("is tried three times, then fails the client's call and leaves the user confirmed", async () => {
    await withTable("a-table-that-there-is-not");
    try {
      const { email, sub } = await signUp();
      await expect(confirm(email)).rejects.toMatchObject({
        name: "UserLambdaValidationException",
        message: expect.stringMatching(/^PostConfirmation failed with error Sign-up could not be/),
      });
      expect(deliveriesTo(sub).map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
        [1, "failed"],
        [2, "failed"],
        [3, "failed"],
      ]);
      expect(await statusOf(email)).toBe("CONFIRMED");
      await expect(confirm(email)).rejects.toMatchObject({ name: "NotAuthorizedException" });
      // What could be done was done: only the table is missing.
      expect(await groupsOf(email)).toEqual(["Users"]);
    } finally {
      await withTable(outputs.user_table_name);
    }
  });
});

describe("a pool without the permission to invoke", () => {
  test("calls nothing, and the client is told AccessDeniedException", async () => {
    await lambda.send(
      new RemovePermissionCommand({
        FunctionName: functionName,
        StatementId: "invoked-by-user-pool",
      }),
    );
    try {
      const { email, sub } = await signUp();
      await expect(confirm(email)).rejects.toThrow(
        "PostConfirmation invocation failed due to error AccessDeniedException.",
      );
      expect(deliveriesTo(sub).filter(({ outcome }) => outcome !== "not-permitted")).toEqual([]);
      expect(await rowOf(sub)).toBeUndefined();
    } finally {
      await lambda.send(
        new AddPermissionCommand({
          FunctionName: functionName,
          StatementId: "invoked-by-user-pool",
          Action: "lambda:InvokeFunction",
          Principal: "cognito-idp.amazonaws.com",
          SourceArn: String(outputs["user_pool_arn"]),
          SourceAccount: run.aws.accountId,
        }),
      );
    }
  });
});

test("a demoted user who resets their password stays demoted, and keeps their row as it is", async () => {
  const { email, sub } = await signUp();
  await confirm(email);
  await cognito.send(
    new AdminRemoveUserFromGroupCommand({
      UserPoolId: outputs.user_pool_id,
      Username: email,
      GroupName: "Users",
    }),
  );
  const before = await rowOf(sub);

  await cognito.send(new ForgotPasswordCommand({ ClientId: clientId(), Username: email }));
  await cognito.send(
    new ConfirmForgotPasswordCommand({
      ClientId: clientId(),
      Username: email,
      ConfirmationCode: "123456",
      Password: "Another-Horse-9",
    }),
  );

  expect(deliveriesTo(sub).map(({ event, outcome }) => [event.triggerSource, outcome])).toEqual([
    ["PostConfirmation_ConfirmSignUp", "succeeded"],
    ["PostConfirmation_ConfirmForgotPassword", "succeeded"],
  ]);
  expect(await groupsOf(email)).toEqual([]);
  expect(await rowOf(sub)).toEqual(before);
  await expect(signIn(email)).rejects.toMatchObject({ name: "NotAuthorizedException" });
  await expect(signIn(email, "Another-Horse-9")).resolves.toHaveProperty("AuthenticationResult");
});

describe("boto3", () => {
  test(
    "finds pool, table and bucket as they are on AWS",
    async () => {
      const script = `
import boto3, json, os
from botocore.exceptions import ClientError
out = json.loads(os.environ["OUTPUTS"])
cognito, s3 = boto3.client("cognito-idp"), boto3.client("s3")
identity = boto3.client("cognito-identity")
client = out["client_ids"]["web"]
user = "Bo@Example.com"
sub = cognito.sign_up(ClientId=client, Username=user, Password="Correct-Horse-9")["UserSub"]
cognito.confirm_sign_up(ClientId=client, Username=user.lower(), ConfirmationCode="123456")
groups = cognito.admin_list_groups_for_user(UserPoolId=out["user_pool_id"], Username=sub)["Groups"]
table = boto3.resource("dynamodb").Table(out["user_table_name"])
tokens = cognito.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH",
    AuthParameters={"USERNAME": user, "PASSWORD": "Correct-Horse-9"})["AuthenticationResult"]
logins = {out["user_pool_endpoint"]: tokens["IdToken"]}
pool = out["identity_pool_id"]
identity_id = identity.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
bucket = s3.list_buckets()["Buckets"][0]["Name"]
key = f"private/{identity_id}/a.txt"
s3.put_object(Bucket=bucket, Key=key, Body=b"mine")
try:
    guest = identity.get_id(IdentityPoolId=pool)
except ClientError as error:
    guest = error.response["Error"]["Code"]
print(json.dumps({
    "groups": [group["GroupName"] for group in groups],
    "row": table.get_item(Key={"id": sub})["Item"]["email"],
    "file": s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode(),
    "policy": [s["Sid"] for s in json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]],
    "guest": guest,
}))`;
      const printed = await runBoto3(script, {
        AWS_ENDPOINT_URL: run.aws.endpoint,
        AWS_DEFAULT_REGION: outputs.region,
        AWS_ACCESS_KEY_ID: run.aws.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: run.aws.credentials.secretAccessKey,
        OUTPUTS: JSON.stringify(outputs),
      });
      expect(JSON.parse(printed)).toEqual({
        groups: ["Users"],
        row: "Bo@Example.com",
        file: "mine",
        policy: ["DenyWithoutTls", "DenyOldTls"],
        guest: "NotAuthorizedException",
      });
    },
    minutes,
  );
});

test("a function reads its secrets by their names, and nothing tells what they are", async () => {
  const client = {
    endpoint: run.aws.endpoint,
    region: outputs.region,
    credentials: run.aws.credentials,
  };
  const secrets = new SecretsManagerClient(client);
  const put = (SecretString: string) =>
    secrets.send(new PutSecretValueCommand({ SecretId: "acme-local-crm-key", SecretString }));
  await put("of-the-crm");
  await new SSMClient(client).send(
    new PutParameterCommand({ Name: "/acme/crm-team", Value: "accounts", Type: "SecureString" }),
  );
  const call = async () => {
    const { Payload, LogResult } = await lambda.send(
      new InvokeCommand({ FunctionName: "acme-local-crm", LogType: "Tail" }),
    );
    const log = Buffer.from(LogResult ?? "", "base64").toString("utf8");
    return { answer: JSON.parse(Payload?.transformToString() ?? "") as unknown, log };
  };
  const { answer, log } = await call();
  expect(answer).toBe(200);
  expect(crmCalls).toMatchObject([{ authorization: "Bearer of-the-crm", team: "accounts" }]);
  expect(log).not.toMatch(/of-the-crm|accounts/);
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: "acme-local-crm" }),
  );
  expect(JSON.stringify(Environment)).not.toContain("of-the-crm");
  // Kept in the execution environment: another call asks nobody again.
  await put("rotated");
  await call();
  expect(crmCalls[1]?.authorization).toBe("Bearer of-the-crm");
});
