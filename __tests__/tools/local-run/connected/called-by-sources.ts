/** @functions publish-user-events */
import { BatchWriteItemCommand, DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { AddPermissionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectedDeployment } from "../../../support/connected/deployment";
import { callAws, documentOf, TestRoles } from "../../../support/iam";

const minutes = 60_000;

type Line = Readonly<Record<string, unknown>>;

/** What the function `witness` has written down. */
export async function witnessed(deployment: ConnectedDeployment): Promise<readonly Line[]> {
  return (await logOf(deployment, "witness")).flatMap(({ message }) => {
    const { message: line } = JSON.parse(message) as { readonly message?: Line | string };
    return typeof line === "object" ? [line] : [];
  });
}

async function logOf(deployment: ConnectedDeployment, name: string) {
  const { text } = await callAws(deployment.run.aws, {
    service: "logs",
    target: "Logs_20140328.FilterLogEvents",
    body: JSON.stringify({ logGroupName: `/aws/lambda/acme-local-${name}`, limit: 10_000 }),
  });
  return (JSON.parse(text) as { events?: { readonly message: string }[] }).events ?? [];
}

/** What calls functions beside routes: the table, queues, files, a bus. */
export function calledBySources(on: () => ConnectedDeployment): void {
  const table = () => new DynamoDBClient(on().clientSettings);
  const TableName = () => on().outputs.user_table_name;
  const row = (id: string, more: Readonly<Record<string, string>> = {}) => ({
    PutRequest: {
      Item: Object.fromEntries(
        Object.entries({ id, email: `${id}@told.example`, ...more }).map(([name, S]) => [
          name,
          { S },
        ]),
      ),
    },
  });
  const write = (...rows: readonly ReturnType<typeof row>[]) =>
    table().send(new BatchWriteItemCommand({ RequestItems: { [TableName()]: [...rows] } }));
  const until = (isSo: (lines: readonly Line[]) => boolean) =>
    eventually(() => witnessed(on()), isSo);

  async function sqs(operation: string, members: object) {
    const { text } = await callAws(on().run.aws, {
      service: "sqs",
      target: `AmazonSQS.${operation}`,
      contentType: "application/x-amz-json-1.0",
      body: JSON.stringify(members),
    });
    return JSON.parse(text === "" ? "{}" : text) as {
      readonly QueueUrl?: string;
      readonly Messages?: readonly { readonly Body: string; readonly ReceiptHandle: string }[];
    };
  }
  const urlOf = async (QueueName: string) => (await sqs("GetQueueUrl", { QueueName })).QueueUrl;

  /** The next message of a queue, which is deleted. */
  async function next(name: string): Promise<Line> {
    const QueueUrl = await urlOf(name);
    const [message] = await eventually(
      async () => (await sqs("ReceiveMessage", { QueueUrl })).Messages ?? [],
      (messages) => messages.length > 0,
    );
    await sqs("DeleteMessage", { QueueUrl, ReceiptHandle: message?.ReceiptHandle });
    return JSON.parse(message?.Body ?? "") as Line;
  }

  describe("the table's changes", () => {
    test("call a function with what its filter describes, in their order", async () => {
      await write(row("one"), {
        PutRequest: { Item: { id: { S: "untold" }, email: { S: "x@y.z" } } },
      });
      await write(row("one", { displayName: "One" }));
      // Nothing changes, and nobody is told.
      await write(row("one", { displayName: "One" }));
      await table().send(
        new DeleteItemCommand({ TableName: TableName(), Key: { id: { S: "one" } } }),
      );
      const lines = await until((all) => all.some(({ change }) => change === "removed"));
      expect(lines.filter(({ change }) => change !== undefined)).toEqual([
        { change: "created", id: "one", fields: ["email", "id"] },
        { change: "changed", id: "one", fields: ["displayName"] },
        { change: "removed", id: "one", fields: ["displayName", "email", "id"] },
      ]);
    });

    test("that fail for good are alone in the dead-letter queue; what came with them is done", async () => {
      await write(row("two"), row("three", { displayName: "poison" }), row("four"));
      const record = await next("acme-local-witness-failed");
      expect(record).toMatchObject({
        requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
        responseContext: { functionError: "Unhandled" },
        DDBStreamBatchInfo: { batchSize: 1 },
      });
      const lines = await until((all) => all.some(({ id }) => id === "four"));
      expect(lines.map(({ id }) => id)).toEqual(expect.arrayContaining(["two", "four"]));
      expect(lines.map(({ id }) => id)).not.toContain("three");
    });
  });

  describe("the environment's bus", () => {
    const EventBusName = "acme-local-users";
    const bridge = () => new EventBridgeClient(on().clientSettings);

    test(
      "tells other systems who is new, has changed or is gone, and no more of them",
      async () => {
        const { accountId, region } = on().run.aws;
        await sqs("CreateQueue", { QueueName: "listener" });
        const arn = (service: string, name: string) =>
          `arn:aws:${service}:${region}:${accountId}:${name}`;
        const EventPattern = JSON.stringify({
          source: ["acme-local"],
          "detail-type": [{ prefix: "user." }],
          detail: { id: [{ prefix: "listened-" }] },
        });
        const { RuleArn } = await bridge().send(
          new PutRuleCommand({ Name: "listen", EventBusName, EventPattern }),
        );
        const Targets = [
          { Id: "queue", Arn: arn("sqs", "listener") },
          { Id: "function", Arn: arn("lambda", "function:acme-local-witness") },
          // It lets nobody in, and is not called.
          { Id: "closed", Arn: arn("lambda", "function:acme-local-admin-users") },
        ];
        await bridge().send(new PutTargetsCommand({ Rule: "listen", EventBusName, Targets }));
        await new LambdaClient(on().clientSettings).send(
          new AddPermissionCommand({
            FunctionName: "acme-local-witness",
            StatementId: "listen",
            Action: "lambda:InvokeFunction",
            Principal: "events.amazonaws.com",
            SourceArn: RuleArn,
          }),
        );
        await write(row("listened-1"));
        await write(row("listened-1", { displayName: "Li", lastSignInAt: "2026-01-01T00:00:00Z" }));
        // That somebody signs in is not told.
        await write(row("listened-1", { displayName: "Li", lastSignInAt: "2026-01-02T00:00:00Z" }));
        await table().send(
          new DeleteItemCommand({ TableName: TableName(), Key: { id: { S: "listened-1" } } }),
        );
        const detail = { id: "listened-1" };
        const changed = { ...detail, changed: ["displayName"] };
        const published: Readonly<Record<string, object>> = {
          "user.created": detail,
          "user.changed": changed,
          "user.removed": detail,
        };
        // An event may come twice.
        for (const [type, expected] of Object.entries(published)) {
          let event = await next("listener");
          while (event["detail-type"] !== type) event = await next("listener");
          expect(event).toMatchObject({ source: "acme-local", detail: expected });
        }
        const lines = await until((all) =>
          Object.keys(published).every((type) => all.some(({ called }) => called === type)),
        );
        for (const { called, detail: told } of lines.filter((line) => "called" in line)) {
          expect([called, told]).toEqual([called, published[String(called)]]);
        }
        expect(await logOf(on(), "admin-users")).toEqual([]);
      },
      minutes,
    );

    test("takes no event of the function's that says it is somebody else's", async () => {
      const { aws } = on().run;
      const credentials = await new TestRoles(aws).assume(
        `arn:aws:iam::${aws.accountId}:role/acme-local-publish-user-events`,
      );
      const put = (Source: string) =>
        new EventBridgeClient({ ...on().clientSettings, credentials }).send(
          new PutEventsCommand({
            Entries: [{ EventBusName, Source, DetailType: "user.created", Detail: "{}" }],
          }),
        );
      await expect(put("acme-prod")).rejects.toThrow("events:PutEvents");
      expect(await put("acme-local")).toMatchObject({ FailedEntryCount: 0 });
    });
  });

  describe("a queue", () => {
    test("calls a function with its messages; one that fails ends in the queue's dead-letter queue", async () => {
      const QueueUrl = await urlOf("acme-local-orders");
      const Entries = [{ order: 1 }, { order: "poison" }, { order: 3 }, { other: 4 }].map(
        (body, index) => ({ Id: String(index), MessageBody: JSON.stringify(body) }),
      );
      await sqs("SendMessageBatch", { QueueUrl, Entries });
      expect(await next("acme-local-orders-failed")).toEqual({ order: "poison" });
      const lines = await witnessed(on());
      const messages = lines.filter(({ message }) => message !== undefined);
      const tried = messages.map(({ message, tries }) => [(message as Line)["order"], tries]);
      expect(tried).toHaveLength(4);
      expect(tried).toEqual(
        expect.arrayContaining([
          [1, 1],
          ["poison", 1],
          ["poison", 2],
          [3, 1],
        ]),
      );
    });
  });

  describe("files", () => {
    test("that come and go call a function with their keys; one that fails is not lost", async () => {
      const folder = "private/us-east-1:1/a folder";
      await on().putFile(`${folder}/ü+1.txt`, "twelve bytes");
      await on().putFile(`${folder}/other.jpg`, "x");
      await on().putFile("shared/three.txt", "x");
      await on().deleteFile(`${folder}/ü+1.txt`);
      const lines = await until((all) => all.some(({ file }) => file === "removed"));
      const told = lines.filter(({ file }) => file !== undefined);
      const identityId = "us-east-1:1";
      const key = `${folder}/ü+1.txt`;
      expect(told).toHaveLength(2);
      expect(told).toEqual(
        expect.arrayContaining([
          { file: "created", key, size: 12, identityId },
          { file: "removed", key, identityId },
        ]),
      );
      await on().putFile("private/poison.txt", "x");
      expect(await next("acme-local-witness-failed")).toMatchObject({
        requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 3 },
        requestPayload: { Records: [{ s3: { object: { key: "private/poison.txt" } } }] },
      });
    });
  });

  test("without the grant to publish, changes end in the dead-letter queue", async () => {
    await new TestRoles(on().run.aws).iam("PutRolePolicy", {
      RoleName: "acme-local-publish-user-events",
      PolicyName: "own",
      PolicyDocument: documentOf([{ Action: "xray:PutTraceSegments", Resource: "*" }]),
    });
    await write(row("unpublished"));
    expect(await next("acme-local-publish-user-events-failed")).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 6 },
    });
  });
}

/** What is asked for again until it is so. */
async function eventually<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    await sleep(100);
  }
  throw new Error(`In vain: ${String(isSo)}`);
}
