import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  type CreateFunctionCommandInput,
  type FunctionEventInvokeConfig,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  type LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalAws, startLocalAws } from "../../../../tools/local-aws/local-aws";
import { duringTests } from "../../../support/during-tests";
import { createFunction, invoke, lambdaClient } from "../../../support/lambda-function";
import { until } from "../../../support/until";
import { administrator } from "../../../support/administrator";
import { signedFetch } from "../../../support/signed-fetch";

const throwing = `exports.handler = async ({ message }) => {
  console.log("running");
  throw new Error(message);
}`;

let aws: LocalAws;
let lambda: LambdaClient;
let queue: { readonly url: string; readonly arn: string };
const log: string[] = [];
/** The functions that ran, once for each run. */
const runs: string[] = [];

duringTests(
  () =>
    startLocalAws({
      credentials: administrator,
      log: (line) => log.push(line),
      onFunctionOutput: (name, line) => {
        if (line.includes("running")) runs.push(name);
      },
    }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  lambda = await lambdaClient(aws);
  await allowRole("function", "sqs:SendMessage");
});

beforeEach(async () => {
  const name = randomUUID();
  const { QueueUrl } = await callSqs("CreateQueue", { QueueName: name });
  queue = { url: String(QueueUrl), arn: `arn:aws:sqs:${aws.region}:${aws.accountId}:${name}` };
});

afterAll(() => {
  lambda.destroy();
});

/** IAM and SQS have no clients here. */
async function callIam(form: Record<string, string>): Promise<void> {
  const response = await signedFetch(aws.endpoint, {
    service: "iam",
    region: aws.region,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Version: "2010-05-08", ...form }).toString(),
  });
  expect(response.status).toBe(200);
}

async function allowRole(role: string, action: string): Promise<void> {
  const statement = { Effect: "Allow", Action: action, Resource: "*" };
  await callIam({
    Action: "PutRolePolicy",
    RoleName: role,
    PolicyName: "tell",
    PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
  });
}

async function callSqs(operation: string, input: object): Promise<Record<string, unknown>> {
  const response = await signedFetch(aws.endpoint, {
    service: "sqs",
    region: aws.region,
    headers: {
      "x-amz-target": `AmazonSQS.${operation}`,
      "content-type": "application/x-amz-json-1.0",
    },
    body: JSON.stringify(input),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

interface QueueMessage {
  readonly Body: string;
  readonly MessageAttributes?: Record<string, { StringValue: string; DataType: string }>;
}

async function inQueue(): Promise<readonly QueueMessage[]> {
  const { Messages = [] } = await callSqs("ReceiveMessage", {
    QueueUrl: queue.url,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ["All"],
  });
  return Messages as QueueMessage[];
}

/** The one message that comes into the queue. */
async function received(): Promise<QueueMessage> {
  for (let attempt = 0; attempt < 900; attempt += 1) {
    const [message, ...others] = await inQueue();
    expect(others).toEqual([]);
    if (message !== undefined) return message;
    await sleep(50);
  }
  throw new Error("Nothing came into the queue.");
}

/** A function that fails, or does what `code` says, and how Lambda treats its events. */
async function functionWith(
  settings: Partial<FunctionEventInvokeConfig>,
  input: Partial<CreateFunctionCommandInput> = {},
  code = throwing,
): Promise<string> {
  const name = await createFunction(lambda, code, input);
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: name, ...settings }));
  return name;
}

async function send(name: string, message: string): Promise<void> {
  const answer = await invoke(lambda, name, { message }, { InvocationType: "Event" });
  expect(answer.status).toBe(202);
}

describe("An asynchronous event that a function fails on", () => {
  test("ends, after two retries, in the dead-letter queue with what went wrong", async () => {
    const name = await createFunction(lambda, throwing, {
      DeadLetterConfig: { TargetArn: queue.arn },
    });
    await send(name, "broken");
    const letter = await received();
    expect(JSON.parse(letter.Body)).toEqual({ message: "broken" });
    expect(letter.MessageAttributes).toMatchObject({
      RequestID: { DataType: "String", StringValue: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      ErrorCode: { DataType: "Number", StringValue: "200" },
      ErrorMessage: { DataType: "String", StringValue: "broken" },
    });
    expect(runs.filter((run) => run === name)).toHaveLength(3);
  });

  test("is tried as often as the function's settings say, and told to its destination", async () => {
    const name = await functionWith({
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    await send(name, "still broken");
    const { Body } = await received();
    expect(JSON.parse(Body)).toMatchObject({
      version: "1.0",
      requestContext: {
        functionArn: expect.stringMatching(new RegExp(`:function:${name}:\\$LATEST$`)),
        condition: "RetriesExhausted",
        approximateInvokeCount: 2,
      },
      requestPayload: { message: "still broken" },
      responseContext: { statusCode: 200, functionError: "Unhandled" },
      responsePayload: { errorType: "Error", errorMessage: "still broken" },
    });
    expect(runs.filter((run) => run === name)).toHaveLength(2);
  });

  test("carries the message of an error of any length, the first kilobyte of it", async () => {
    const name = await functionWith(
      { MaximumRetryAttempts: 0 },
      { DeadLetterConfig: { TargetArn: queue.arn } },
    );
    await send(name, "x".repeat(5000));
    const { MessageAttributes } = await received();
    expect(runs.filter((run) => run === name)).toHaveLength(1);
    expect(MessageAttributes?.["ErrorMessage"]?.StringValue).toBe("x".repeat(1024));
  });

  test("is lost when the function's own role may not tell the queue, and the log says why", async () => {
    await callIam({
      Action: "CreateRole",
      RoleName: "mute",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "lambda.amazonaws.com" },
          },
        ],
      }),
    });
    const name = await functionWith(
      { MaximumRetryAttempts: 0 },
      {
        DeadLetterConfig: { TargetArn: queue.arn },
        Role: `arn:aws:iam::${aws.accountId}:role/mute`,
      },
    );
    await send(name, "broken");
    await until(() => log.some((line) => line.includes(`${name} could not tell ${queue.arn}`)));
    expect(log.find((line) => line.includes(name))).toContain("AccessDenied");
    expect(await inQueue()).toEqual([]);
  });
});

test("What a service of AWS itself hands over goes the same way, and the service is told of each run", async () => {
  const name = await functionWith(
    { MaximumRetryAttempts: 1 },
    { DeadLetterConfig: { TargetArn: queue.arn } },
  );
  const attempts: unknown[] = [];
  const isTaken = await aws.functions.enqueue(name, { message: "broken" }, (attempt) => {
    attempts.push([attempt.number, attempt.result.outcome]);
  });
  expect(isTaken).toBe(true);
  expect(JSON.parse((await received()).Body)).toEqual({ message: "broken" });
  expect(attempts).toEqual([
    [1, "failed"],
    [2, "failed"],
  ]);
  expect(await aws.functions.enqueue(`no-${name}`, {})).toBe(false);
});

test("An asynchronous event that a function does is told to its destination for those", async () => {
  const name = await functionWith(
    { DestinationConfig: { OnSuccess: { Destination: queue.arn } } },
    { DeadLetterConfig: { TargetArn: queue.arn } },
    `exports.handler = async ({ message }) => ({ done: message })`,
  );
  await send(name, "work");
  expect(JSON.parse((await received()).Body)).toMatchObject({
    requestContext: { condition: "Success", approximateInvokeCount: 1 },
    responsePayload: { done: "work" },
  });
});

test("A function's dead-letter queue stays in its configuration, for Terraform to find", async () => {
  const name = await createFunction(lambda, throwing, {
    DeadLetterConfig: { TargetArn: queue.arn },
  });
  const configuration = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: name }),
  );
  expect(configuration.DeadLetterConfig).toEqual({ TargetArn: queue.arn });
});

describe("How a function's asynchronous events are treated", () => {
  const settingsOf = async (FunctionName: string) => {
    const { DestinationConfig, MaximumEventAgeInSeconds, MaximumRetryAttempts } = await lambda.send(
      new GetFunctionEventInvokeConfigCommand({ FunctionName }),
    );
    const destination = DestinationConfig?.OnFailure?.Destination;
    return { destination, age: MaximumEventAgeInSeconds, retries: MaximumRetryAttempts };
  };
  const both = () => ({
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 3600,
    DestinationConfig: { OnFailure: { Destination: queue.arn } },
  });

  test("is replaced when it is put again", async () => {
    const FunctionName = await functionWith(both());
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }),
    );
    expect(await settingsOf(FunctionName)).toEqual({ retries: 0 });
  });

  test("stays, but for what an update names", async () => {
    const FunctionName = await functionWith(both());
    await lambda.send(
      new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }),
    );
    expect(await settingsOf(FunctionName)).toEqual({
      destination: queue.arn,
      age: 3600,
      retries: 0,
    });
  });

  test("stays as it was when Lambda refuses what is put", async () => {
    const FunctionName = await functionWith(both());
    const refused = new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 3,
    });
    await expect(lambda.send(refused)).rejects.toThrow(/maximumRetryAttempts/);
    expect(await settingsOf(FunctionName)).toMatchObject({ retries: 2, destination: queue.arn });
  });
});
