import { CreateTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { CallFault, BackendCall } from "../../../../tools/local-aws/faults/call-faults";
import type { InvocationFault } from "../../../../tools/local-aws/faults/invocation-faults";
import { startLocalAws, type LocalAws } from "../../../../tools/local-aws/local-aws";
import { duringTests } from "../../../support/during-tests";
import { callAws, TestRoles } from "../../../support/iam";
import { createFunction, invoke, lambdaClient } from "../../../support/lambda-function";
import { until } from "../../../support/until";
import { administrator } from "../../../support/administrator";
import { signedFetchSource } from "../../../support/signed-fetch";

const credentials = administrator;

const region = "eu-west-1";

let aws: LocalAws;
let lambda: LambdaClient;
let dynamodb: DynamoDBClient;
let role: string;

/** What goes wrong next, one by one, and then nothing. */
let callFaults: (CallFault | undefined)[] = [];
let invocationFaults: (InvocationFault | undefined)[] = [];
let calls: BackendCall[] = [];
const output: string[] = [];

duringTests(
  () =>
    startLocalAws({
      credentials: administrator,
      region,
      faults: {
        calls: (call) => {
          calls.push(call);
          return callFaults.shift();
        },
        invocations: () => invocationFaults.shift(),
      },
      onFunctionOutput: (_name, message) => output.push(message),
    }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  lambda = await lambdaClient(aws);
  dynamodb = new DynamoDBClient({ endpoint: aws.endpoint, region, credentials, maxAttempts: 1 });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "events",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  role = await new TestRoles(aws).create({ Action: "*", Resource: "*" });
});

beforeEach(() => {
  callFaults = [];
  invocationFaults = [];
  calls = [];
});

afterAll(() => {
  lambda.destroy();
  dynamodb.destroy();
});

/** Writes a row for each event, named after it and numbered, and tells what AWS said. */
const writingFunction = `${signedFetchSource}
const { randomUUID } = require("crypto");
exports.handler = async ({ name, target = "DynamoDB_20120810.PutItem", service = "dynamodb" }) => {
  const headers = { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" };
  const input = {
    TableName: "events",
    Item: { id: { S: name + "/" + randomUUID() } },
    UserPoolId: "eu-west-1_Abc123XyZ",
  };
  try {
    const response = await signedFetch(service, headers, JSON.stringify(input));
    const { __type } = await response.json();
    return { status: response.status, error: __type };
  } catch (error) {
    return { error: error.cause?.code ?? error.name };
  }
}`;

const writer = () => createFunction(lambda, writingFunction, { Role: role });

async function rowsOf(name: string): Promise<number> {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: "events" }));
  return Items.filter(({ id }) => id?.S?.startsWith(`${name}/`)).length;
}

describe("a call of a function", () => {
  test.each<[string, CallFault, object, number]>([
    [
      "is throttled",
      { fault: "throttled" },
      { status: 400, error: "ProvisionedThroughputExceededException" },
      0,
    ],
    ["fails", { fault: "internal-error" }, { status: 500, error: "InternalServerError" }, 0],
    [
      "loses its connection",
      { fault: "reset" },
      { error: expect.stringMatching(/ECONNRESET|SOCKET/) },
      0,
    ],
    [
      "loses its connection, but was heard",
      { fault: "reset", takesEffect: true },
      { error: expect.stringMatching(/ECONNRESET|SOCKET/) },
      1,
    ],
    [
      "hangs before it loses its connection",
      { fault: "stall", milliseconds: 20 },
      { error: expect.stringMatching(/ECONNRESET|SOCKET/) },
      0,
    ],
  ])("%s, and only when it is to", async (title, fault, answer, rows) => {
    const name = await writer();
    const event = { name: title };
    callFaults = [fault];
    expect((await invoke(lambda, name, event)).payload).toEqual(answer);
    expect(await rowsOf(title)).toBe(rows);
    expect((await invoke(lambda, name, event)).payload).toEqual({ status: 200 });
    expect(
      calls.map(({ functionName, service, operation }) => [functionName, service, operation]),
    ).toEqual([
      [name, "dynamodb", "PutItem"],
      [name, "dynamodb", "PutItem"],
    ]);
  });

  test("is throttled by Cognito in Cognito's words", async () => {
    callFaults = [{ fault: "throttled" }];
    const event = {
      service: "cognito-idp",
      target: "AWSCognitoIdentityProviderService.AdminAddUserToGroup",
    };
    const { payload } = await invoke(lambda, await writer(), event);
    expect(payload).toEqual({ status: 400, error: "TooManyRequestsException" });
  });

  test("goes wrong, and nobody else's does", async () => {
    callFaults = [{ fault: "throttled" }];
    const roles = new TestRoles(aws);
    for (const who of [credentials, await roles.assume(role)]) {
      const client = new DynamoDBClient({ endpoint: aws.endpoint, region, credentials: who });
      await client.send(new ScanCommand({ TableName: "events" }));
    }
    const { status } = await callAws(aws, {
      service: "sqs",
      target: "AmazonSQS.ListQueues",
      body: "{}",
    });
    expect([status, calls.length, callFaults.length]).toEqual([200, 0, 1]);
  });
});

describe("an invocation", () => {
  const arn = (name: string) => `arn:aws:lambda:${region}:${aws.accountId}:function:${name}`;

  test.each<[string, InvocationFault, object, number]>([
    [
      "throws",
      { fault: "throws", message: "Out of luck." },
      { outcome: "failed", errorMessage: "Out of luck." },
      0,
    ],
    ["throws after its work", { fault: "throws", takesEffect: true }, { outcome: "failed" }, 1],
    [
      "stalls beyond its caller's patience",
      { fault: "stalls", isInstant: true },
      { outcome: "timed-out", afterMilliseconds: 5001 },
      0,
    ],
    [
      "stalls after its work",
      { fault: "stalls", isInstant: true, takesEffect: true },
      { outcome: "timed-out" },
      1,
    ],
    [
      "comes twice",
      { fault: "delivered-twice" },
      { outcome: "succeeded", payload: { status: 200 } },
      2,
    ],
    [
      "comes twice at once",
      { fault: "delivered-twice-at-once" },
      { outcome: "succeeded", payload: { status: 200 } },
      2,
    ],
    [
      "answers something else",
      { fault: "answers", answer: (payload) => ({ instead: payload }) },
      { outcome: "succeeded", payload: { instead: { status: 200 } } },
      1,
    ],
  ])("%s, and only when it is to", async (title, fault, result, rows) => {
    const name = await writer();
    const event = { name: title };
    invocationFaults = [fault];
    expect(await aws.functions.invoke(arn(name), event, 5000)).toMatchObject(result);
    expect(await rowsOf(title)).toBe(rows);
    expect(await aws.functions.invoke(arn(name), event, 5000)).toMatchObject({
      outcome: "succeeded",
      payload: { status: 200 },
    });
  });

  test("really takes longer than its caller waits", async () => {
    const name = await createFunction(lambda, "exports.handler = async () => 'done'");
    invocationFaults = [{ fault: "stalls" }];
    const began = performance.now();
    const result = await aws.functions.invoke(arn(name), {}, 50);
    expect(result).toMatchObject({ outcome: "timed-out", afterMilliseconds: 51 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(50);
  });

  test("on an asynchronous event is tried again", async () => {
    const name = await writer();
    invocationFaults = [{ fault: "throws" }];
    const attempts: string[] = [];
    await aws.functions.enqueue(arn(name), { name: "later" }, ({ result }) => {
      attempts.push(result.outcome);
    });
    await until(() => attempts.length === 2);
    expect(attempts).toEqual(["failed", "succeeded"]);
    expect(await rowsOf("later")).toBe(1);
  });

  test("whose runtime is killed fails as on Lambda, and the next one runs", async () => {
    const name = await createFunction(
      lambda,
      `exports.handler = async ({ hangs }) => {
        console.log("begun");
        if (hangs) await new Promise((resolve) => setTimeout(resolve, 60_000));
        return "done";
      }`,
      { Timeout: 60 },
    );
    output.length = 0;
    const running = aws.functions.invoke(arn(name), { hangs: true });
    await until(() => output.some((line) => line.includes("begun")));
    expect(await aws.killFunctions()).toBeGreaterThan(0);
    expect(await running).toMatchObject({
      outcome: "failed",
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringContaining("signal: killed"),
    });
    expect(await aws.functions.invoke(arn(name), {})).toMatchObject({ payload: "done" });
  });
});
