import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  BatchGetItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from "@aws-sdk/client-kms";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateEmailIdentityCommand, SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { CreateTopicCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startLocalAws, type LocalAws } from "../../../../tools/local-aws/local-aws";
import { duringTests } from "../../../support/during-tests";
import {
  callAws,
  documentOf,
  TestRoles,
  type Credentials,
  type TestStatement,
} from "../../../support/iam";
import { createFunction, invoke, lambdaClient } from "../../../support/lambda-function";
import { administrator } from "../../../support/administrator";
import { signedFetchSource } from "../../../support/signed-fetch";

const region = "eu-central-1";
const account = "123456789012";
const table = `arn:aws:dynamodb:${region}:${account}:table/users`;

let aws: LocalAws;
let roles: TestRoles;
let lambda: LambdaClient;
duringTests(
  () => startLocalAws({ credentials: administrator, region }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  roles = new TestRoles(aws);
  lambda = await lambdaClient(aws);
  await dynamodb(administrator).send(
    new CreateTableCommand({
      TableName: "users",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [
        { AttributeName: "id", AttributeType: "S" },
        { AttributeName: "email", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-email",
          KeySchema: [{ AttributeName: "email", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
});

afterAll(() => {
  lambda.destroy();
});

const configuration = (credentials: Credentials | typeof administrator) => ({
  endpoint: aws.endpoint,
  region,
  credentials,
  maxAttempts: 1,
});

function dynamodb(credentials: Credentials | typeof administrator): DynamoDBClient {
  return new DynamoDBClient(configuration(credentials));
}

const item = { id: { S: "ann" } };
const put = new PutItemCommand({ TableName: "users", Item: item });
const get = new GetItemCommand({ TableName: "users", Key: item });

/** What a call came to: `allowed`, or the error's name. What lies behind IAM may still refuse. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "allowed";
  } catch (error) {
    return (error as Error).name;
  }
}

/** A function that calls DynamoDB with what its environment gives it. */
const callingFunction = `${signedFetchSource}
exports.handler = async ({ operation, input }) => {
  const headers = {
    "x-amz-target": "DynamoDB_20120810." + operation,
    "content-type": "application/x-amz-json-1.0",
  };
  const response = await signedFetch("dynamodb", headers, JSON.stringify(input));
  return { status: response.status, ...(await response.json()) };
}`;

describe("a function", () => {
  const event = { operation: "PutItem", input: { TableName: "users", Item: item } };

  test("may do what its role allows, and nothing else", async () => {
    const role = await roles.create({ Action: "dynamodb:PutItem", Resource: table });
    const name = await createFunction(lambda, callingFunction, { Role: role });
    expect((await invoke(lambda, name, event)).payload).toMatchObject({ status: 200 });

    const reading = { operation: "GetItem", input: { TableName: "users", Key: item } };
    expect((await invoke(lambda, name, reading)).payload).toEqual({
      status: 400,
      __type: "AccessDeniedException",
      message:
        `User: arn:aws:sts::${account}:assumed-role/${role.split("/")[1] ?? ""}/${name} is not ` +
        `authorized to perform: dynamodb:GetItem on resource: ${table} because no ` +
        "identity-based policy allows the dynamodb:GetItem action",
    });
  });

  test("loses what is taken from its role at once, and has it back when it is given back", async () => {
    const statement = { Action: "dynamodb:PutItem", Resource: table };
    const role = await roles.create(statement);
    const name = await createFunction(lambda, callingFunction, { Role: role });
    const status = async () =>
      ((await invoke(lambda, name, event)).payload as { status: number }).status;
    const statuses = [await status()];
    await roles.revoke(role);
    statuses.push(await status());
    await roles.grant(role, statement);
    statuses.push(await status());
    expect(statuses).toEqual([200, 400, 200]);
  });
});

describe("a role's policies", () => {
  test("that are managed count as the inline ones do, in the version that is in force", async () => {
    const role = await roles.create();
    const name = role.split("/")[1] ?? "";
    const client = dynamodb(await roles.assume(role));
    const policy = await roles.managedPolicy({ Action: "dynamodb:Put*", Resource: table });
    const outcomes = [await outcomeOf(client.send(put))];
    await roles.iam("AttachRolePolicy", { RoleName: name, PolicyArn: policy });
    outcomes.push(await outcomeOf(client.send(put)));
    await roles.iam("CreatePolicyVersion", {
      PolicyArn: policy,
      PolicyDocument: documentOf([{ Action: "dynamodb:GetItem", Resource: table }]),
      SetAsDefault: "true",
    });
    outcomes.push(await outcomeOf(client.send(put)), await outcomeOf(client.send(get)));
    expect(outcomes).toEqual([
      "AccessDeniedException",
      "allowed",
      "AccessDeniedException",
      "allowed",
    ]);
  });

  test("with a Deny refuse what they allow elsewhere", async () => {
    const role = await roles.create(
      { Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "dynamodb:PutItem", Resource: `${table.slice(0, -2)}*` },
    );
    const client = dynamodb(await roles.assume(role));
    expect(await outcomeOf(client.send(get))).toBe("allowed");
    await expect(client.send(put)).rejects.toThrow(
      "with an explicit deny in an identity-based policy",
    );
  });

  test("are bounded by the role's boundary, and by the session's policy", async () => {
    const role = await roles.create({ Action: "dynamodb:*", Resource: "*" });
    const narrow = documentOf([{ Action: "dynamodb:GetItem", Resource: "*" }]);
    const client = dynamodb(await roles.assume(role, { Policy: narrow }));
    await expect(client.send(put)).rejects.toThrow("no session policy allows");
    expect(await outcomeOf(client.send(get))).toBe("allowed");

    const boundary = await roles.managedPolicy({ Action: "dynamodb:PutItem", Resource: "*" });
    await roles.iam("PutRolePermissionsBoundary", {
      RoleName: role.split("/")[1] ?? "",
      PermissionsBoundary: boundary,
    });
    await expect(client.send(get)).rejects.toThrow("no permissions boundary allows");
  });

  test("with a condition that the local AWS does not know are refused, and it is named", async () => {
    const role = await roles.create({
      Action: "dynamodb:*",
      Resource: "*",
      // Holds for any call without the key, which the local AWS never has.
      Condition: { "ForAllValues:StringEquals": { "dynamodb:Attributes": ["bob"] } },
    });
    await expect(dynamodb(await roles.assume(role)).send(put)).rejects.toThrow(
      "a condition on dynamodb:Attributes, which the local AWS does not know",
    );
  });

  test("with a condition on the rows allow a call that names such a row, and none that tells of no row", async () => {
    const key = Object.values(item)[0]?.S;
    const role = await roles.create({
      Action: "dynamodb:*",
      Resource: "*",
      Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [key] } },
    });
    const client = dynamodb(await roles.assume(role));
    expect(await outcomeOf(client.send(get))).toBe("allowed");
    expect(await outcomeOf(client.send(put))).toBe("AccessDeniedException");
  });
});

test("who holds no role's credentials is an administrator", async () => {
  expect(await outcomeOf(dynamodb(administrator).send(put))).toBe("allowed");
});

test("a call whose permissions nobody has written down is refused by name", async () => {
  const role = await roles.create({ Action: "*", Resource: "*" });
  const credentials = await roles.assume(role);
  const statement = new ExecuteStatementCommand({ Statement: "SELECT * FROM users" });
  await expect(dynamodb(credentials).send(statement)).rejects.toThrow(
    "dynamodb:ExecuteStatement. The local AWS does not know which permissions this call needs",
  );
  const { status, text } = await callAws(aws, {
    service: "athena",
    target: "AmazonAthena.ListWorkGroups",
    credentials,
    body: "{}",
  });
  expect([status, text]).toEqual([400, expect.stringContaining("athena:ListWorkGroups")]);
});

describe("DynamoDB", () => {
  test("asks for the index that is queried, not for its table", async () => {
    const role = await roles.create({ Action: "dynamodb:Query", Resource: `${table}/index/*` });
    const client = dynamodb(await roles.assume(role));
    const query = (name: string, IndexName?: string) =>
      new QueryCommand({
        TableName: "users",
        ...(IndexName !== undefined && { IndexName }),
        KeyConditionExpression: "#n = :v",
        ExpressionAttributeNames: { "#n": name },
        ExpressionAttributeValues: { ":v": { S: "x" } },
      });
    expect(await outcomeOf(client.send(query("email", "by-email")))).toBe("allowed");
    expect(await outcomeOf(client.send(query("id")))).toBe("AccessDeniedException");
  });

  test("asks for each table of a batch, and each step of a transaction", async () => {
    const role = await roles.create({
      Action: ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
      Resource: table,
    });
    const client = dynamodb(await roles.assume(role));
    const batch = (...tables: string[]) =>
      new BatchGetItemCommand({
        RequestItems: Object.fromEntries(tables.map((name) => [name, { Keys: [item] }])),
      });
    expect(await outcomeOf(client.send(batch("users")))).toBe("allowed");
    expect(await outcomeOf(client.send(batch("users", "orders")))).toBe("AccessDeniedException");

    const Put = { TableName: "users", Item: { id: { S: "bob" } } };
    const Delete = { TableName: "users", Key: { id: { S: "carl" } } };
    const transact = (...TransactItems: object[]) =>
      new TransactWriteItemsCommand({ TransactItems });
    expect(await outcomeOf(client.send(transact({ Put })))).toBe("allowed");
    await expect(client.send(transact({ Put }, { Delete }))).rejects.toThrow("dynamodb:DeleteItem");
  });
});

test("Cognito asks for the pool; what users do for themselves needs nothing", async () => {
  const admin = new CognitoIdentityProviderClient(configuration(administrator));
  const pools = await Promise.all(
    ["one", "two"].map(async (PoolName) => {
      const { UserPool } = await admin.send(new CreateUserPoolCommand({ PoolName }));
      const UserPoolId = UserPool?.Id ?? "";
      await admin.send(new CreateGroupCommand({ UserPoolId, GroupName: "Users" }));
      return { UserPoolId, arn: UserPool?.Arn ?? "" };
    }),
  );
  const role = await roles.create({
    Action: "cognito-idp:AdminAddUserToGroup",
    Resource: pools[0]?.arn ?? "",
  });
  const client = new CognitoIdentityProviderClient(configuration(await roles.assume(role)));
  const add = (UserPoolId: string | undefined) =>
    new AdminAddUserToGroupCommand({ UserPoolId, Username: "ann", GroupName: "Users" });
  expect(await outcomeOf(client.send(add(pools[0]?.UserPoolId)))).toBe("UserNotFoundException");
  expect(await outcomeOf(client.send(add(pools[1]?.UserPoolId)))).toBe("AccessDeniedException");
  const signUp = new SignUpCommand({ ClientId: "nobodys", Username: "ann", Password: "Secret-1" });
  expect(await outcomeOf(client.send(signUp))).toBe("ResourceNotFoundException");
});

describe("KMS", () => {
  const encrypted = async (EncryptionContext: Record<string, string>) => {
    const admin = new KMSClient(configuration(administrator));
    const { KeyMetadata } = await admin.send(new CreateKeyCommand({}));
    const { CiphertextBlob } = await admin.send(
      new EncryptCommand({
        KeyId: KeyMetadata?.KeyId,
        Plaintext: Buffer.from("x"),
        EncryptionContext,
      }),
    );
    return { admin, key: KeyMetadata?.Arn ?? "", CiphertextBlob, EncryptionContext };
  };

  test("asks for the key of a ciphertext, and for what it was encrypted with", async () => {
    const of = (pool: string) => encrypted({ "userpool-id": pool });
    const [ours, theirs, otherKey] = await Promise.all([of("ours"), of("theirs"), of("ours")]);
    const role = await roles.create({
      Action: "kms:Decrypt",
      Resource: [ours.key, theirs.key],
      Condition: { StringEquals: { "kms:EncryptionContext:userpool-id": "ours" } },
    });
    const client = new KMSClient(configuration(await roles.assume(role)));
    const outcomes = [ours, theirs, otherKey].map(({ CiphertextBlob, EncryptionContext }) =>
      outcomeOf(client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))),
    );
    expect(await Promise.all(outcomes)).toEqual([
      "allowed",
      "AccessDeniedException",
      "AccessDeniedException",
    ]);
  });

  test("asks for the key behind an alias, and the key's own policy has a say", async () => {
    const { admin, key, CiphertextBlob, EncryptionContext } = await encrypted({});
    await admin.send(new CreateAliasCommand({ AliasName: "alias/codes", TargetKeyId: key }));
    const role = await roles.create({ Action: "kms:Decrypt", Resource: key });
    const client = new KMSClient(configuration(await roles.assume(role)));
    const decrypt = () =>
      outcomeOf(
        client.send(
          new DecryptCommand({ KeyId: "alias/codes", CiphertextBlob, EncryptionContext }),
        ),
      );
    const outcomes = [await decrypt()];
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${account}:role/somebody-else` },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    });
    await admin.send(new PutKeyPolicyCommand({ KeyId: key, PolicyName: "default", Policy }));
    outcomes.push(await decrypt());
    expect(outcomes).toEqual(["allowed", "AccessDeniedException"]);
  });
});

test("SES asks for the identity, and for the address that a message is from", async () => {
  const admin = new SESv2Client(configuration(administrator));
  await admin.send(new CreateEmailIdentityCommand({ EmailIdentity: "example.com" }));
  const role = await roles.create({
    Action: "ses:SendEmail",
    Resource: `arn:aws:ses:${region}:${account}:identity/example.com`,
    Condition: { StringEquals: { "ses:FromAddress": "codes@example.com" } },
  });
  const client = new SESv2Client(configuration(await roles.assume(role)));
  const send = (FromEmailAddress: string) =>
    outcomeOf(
      client.send(
        new SendEmailCommand({
          FromEmailAddress,
          Destination: { ToAddresses: ["ann@example.org"] },
          Content: { Simple: { Subject: { Data: "Code" }, Body: { Text: { Data: "1" } } } },
        }),
      ),
    );
  expect(await send("Gatehouse <codes@example.com>")).toBe("allowed");
  expect(await send("boss@example.com")).toBe("AccessDeniedException");
  expect(await send("codes@example.net")).toBe("AccessDeniedException");
});

test("SNS tells text messages from topics", async () => {
  const admin = new SNSClient(configuration(administrator));
  const { TopicArn } = await admin.send(new CreateTopicCommand({ Name: "news" }));
  const publish = async (grant: TestStatement, target: object) => {
    const client = new SNSClient(configuration(await roles.assume(await roles.create(grant))));
    return outcomeOf(client.send(new PublishCommand({ Message: "x", ...target })));
  };
  const onlyTopics = { Action: "sns:Publish", Resource: "arn:aws:sns:*:*:*" };
  const anywhere = { Action: "sns:Publish", Resource: "*" };
  expect(await publish(onlyTopics, { TopicArn })).toBe("allowed");
  expect(await publish(onlyTopics, { PhoneNumber: "+4915112345678" })).toBe(
    "AuthorizationErrorException",
  );
  expect(await publish(anywhere, { PhoneNumber: "+4915112345678" })).toBe("allowed");
});

test("S3 asks for the object, and for the prefix that is listed", async () => {
  const s3 = (method: string, url: string, credentials?: Credentials, body = "x") =>
    callAws(aws, {
      service: "s3",
      method,
      url,
      body,
      contentType: "application/octet-stream",
      ...(credentials && { credentials }),
    });
  const place = `<LocationConstraint>${region}</LocationConstraint>`;
  const bucket = `<CreateBucketConfiguration>${place}</CreateBucketConfiguration>`;
  expect(await s3("PUT", "/files-of-users", undefined, bucket)).toMatchObject({ status: 200 });
  const role = await roles.create(
    { Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::files-of-users/own/*" },
    {
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::files-of-users",
      Condition: { StringLike: { "s3:prefix": "own/*" } },
    },
  );
  const credentials = await roles.assume(role);
  const statusOf = async (method: string, url: string) =>
    (await s3(method, `/files-of-users${url}`, credentials)).status;
  expect({
    put: await statusOf("PUT", "/own/a%20b?x-id=PutObject"),
    get: await statusOf("GET", "/own/a%20b"),
    putElsewhere: await statusOf("PUT", "/others/a"),
    // Not a wildcard: an object of that name, in another folder.
    star: await statusOf("GET", "/*/a"),
    delete: await statusOf("DELETE", "/own/a%20b"),
    list: await statusOf("GET", "?list-type=2&prefix=own%2F"),
    listAll: await statusOf("GET", "?list-type=2"),
  }).toEqual({
    put: 200,
    get: 200,
    putElsewhere: 403,
    star: 403,
    delete: 403,
    list: 200,
    listAll: 403,
  });
  expect((await s3("GET", "/files-of-users/others/a", credentials)).text).toContain(
    "<Code>AccessDenied</Code>",
  );
});

test("queues, secrets and other functions are asked for by their ARNs", async () => {
  const admin = async (target: string, service: string, input: object) =>
    callAws(aws, { service, target, body: JSON.stringify(input) });
  const queue = await admin("AmazonSQS.CreateQueue", "sqs", { QueueName: "dead-letters" });
  const { QueueUrl } = JSON.parse(queue.text) as { QueueUrl: string };
  await admin("secretsmanager.CreateSecret", "secretsmanager", { Name: "key", SecretString: "s" });
  const callee = await createFunction(lambda, "exports.handler = async () => 'called'");
  const role = await roles.create(
    { Action: "sqs:SendMessage", Resource: `arn:aws:sqs:${region}:${account}:dead-letters` },
    {
      Action: "secretsmanager:GetSecretValue",
      Resource: `arn:aws:secretsmanager:${region}:${account}:secret:key-??????`,
    },
    {
      Action: "lambda:InvokeFunction",
      Resource: `arn:aws:lambda:${region}:${account}:function:${callee}`,
    },
  );
  const credentials = await roles.assume(role);
  const statusOf = async (service: string, target: string, input: object) =>
    (await callAws(aws, { service, target, credentials, body: JSON.stringify(input) })).status;
  const message = { QueueUrl, MessageBody: "x" };
  expect(await statusOf("sqs", "AmazonSQS.SendMessage", message)).toBe(200);
  expect(await statusOf("sqs", "AmazonSQS.ReceiveMessage", { QueueUrl })).toBe(400);
  const secret = { SecretId: "key" };
  expect(await statusOf("secretsmanager", "secretsmanager.GetSecretValue", secret)).toBe(200);
  expect(await statusOf("secretsmanager", "secretsmanager.DescribeSecret", secret)).toBe(400);
  const client = new LambdaClient(configuration(credentials));
  const other = await createFunction(lambda, "exports.handler = async () => 'called'");
  const invoking = (FunctionName: string) =>
    outcomeOf(client.send(new InvokeCommand({ FunctionName })));
  expect(await invoking(callee)).toBe("allowed");
  expect(await invoking(other)).toBe("AccessDeniedException");
});

test("secrets and parameters under a key of one's own are asked for with their key", async () => {
  const kms = new KMSClient(configuration(administrator));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const key = KeyMetadata?.Arn ?? "";
  const call = async (
    credentials: Credentials | undefined,
    [service, target]: readonly [string, string],
    input: object,
  ) =>
    (
      await callAws(aws, {
        service,
        target,
        body: JSON.stringify(input),
        ...(credentials && { credentials }),
      })
    ).status;
  const secret = { Name: "keyed", SecretString: "s", KmsKeyId: key };
  await call(undefined, ["secretsmanager", "secretsmanager.CreateSecret"], secret);
  const parameter = (Name: string) => ({ Name, Type: "SecureString", Value: "p", KeyId: key });
  for (const name of ["/keyed/one", "/keyed/two"]) {
    await call(undefined, ["ssm", "AmazonSSM.PutParameter"], parameter(name));
  }
  const reading = [
    {
      Action: "secretsmanager:GetSecretValue",
      Resource: `arn:aws:secretsmanager:${region}:${account}:secret:keyed-??????`,
    },
    {
      Action: "ssm:GetParameter",
      Resource: `arn:aws:ssm:${region}:${account}:parameter/keyed/one`,
    },
  ];
  const decrypting = (...services: readonly string[]) => ({
    Action: "kms:Decrypt",
    Resource: key,
    Condition: {
      StringEquals: {
        "kms:ViaService": services.map((service) => `${service}.${region}.amazonaws.com`),
      },
    },
  });
  const outcomes = async (...more: readonly TestStatement[]) => {
    const credentials = await roles.assume(await roles.create(...reading, ...more));
    const get = (Name: string) =>
      call(credentials, ["ssm", "AmazonSSM.GetParameter"], { Name, WithDecryption: true });
    const value = ["secretsmanager", "secretsmanager.GetSecretValue"] as const;
    return [
      await call(credentials, value, { SecretId: "keyed" }),
      await get("/keyed/one"),
      await get("/keyed/two"),
    ];
  };
  expect(await outcomes(decrypting("secretsmanager", "ssm"))).toEqual([200, 200, 400]);
  expect(await outcomes(decrypting("ssm"))).toEqual([400, 200, 400]);
  expect(await outcomes()).toEqual([400, 400, 400]);
});
