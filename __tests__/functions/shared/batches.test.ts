import { describe, expect, test } from "@jest/globals";
import type { DynamoDBStreamEvent, S3Event, SQSEvent } from "aws-lambda";
import { changesHandler, type RowChange } from "../../../functions/shared/batches/changes-handler";
import { filesHandler } from "../../../functions/shared/batches/files-handler";
import { messagesHandler } from "../../../functions/shared/batches/messages-handler";

const context = { getRemainingTimeInMillis: () => 10_000 };
const late = { getRemainingTimeInMillis: () => 500 };
const silent = { error: () => undefined };
const failures = (...ids: readonly string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

const changes = (...ids: readonly string[]): DynamoDBStreamEvent => ({
  Records: ids.map((id, index) => ({
    eventName: "MODIFY",
    dynamodb: {
      SequenceNumber: `${index + 1}`,
      ApproximateCreationDateTime: 1_700_000_000,
      Keys: { id: { S: id } },
      OldImage: { id: { S: id }, plan: { S: "free" }, size: { N: "1" } },
      NewImage: { id: { S: id }, plan: { S: "paid" }, size: { N: "1" } },
    },
  })),
});

describe("changes", () => {
  const handler = (failing: readonly string[], seen: RowChange[] = []) =>
    changesHandler((change) => {
      if (failing.includes(change.id)) throw new Error("no");
      seen.push(change);
    }, silent);

  test("are handed over as rows, in their order", async () => {
    const seen: RowChange[] = [];
    expect(await handler([], seen)(changes("a", "b"), context)).toEqual(failures());
    expect(seen.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(seen[0]).toMatchObject({
      kind: "changed",
      before: { plan: "free", size: 1 },
      after: { plan: "paid", size: 1 },
      fields: ["plan"],
      at: new Date("2023-11-14T22:13:20Z"),
    });
  });

  test("end at the first that fails; one that comes first fails the call, so that Lambda cuts", async () => {
    const seen: RowChange[] = [];
    expect(await handler(["b"], seen)(changes("a", "b", "c"), context)).toEqual(failures("2"));
    expect(seen.map(({ id }) => id)).toEqual(["a"]);
    await expect(handler(["a"])(changes("a", "b"), context)).rejects.toThrow("no");
  });

  test("for which there is no time come again, but for one", async () => {
    expect(await handler([])(changes("a", "b"), late)).toEqual(failures("2"));
  });
});

const messages = (queue: string, ...bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body) => ({
    messageId: `id-${body}`,
    receiptHandle: "x",
    body,
    attributes: {
      ApproximateReceiveCount: "2",
      SentTimestamp: "0",
      SenderId: "x",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: { kind: { stringValue: "order", dataType: "String" } },
    md5OfBody: "x",
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:eu-west-1:111122223333:${queue}`,
    awsRegion: "eu-west-1",
  })),
});

describe("messages", () => {
  const handler = messagesHandler(({ body, tries, attributes }) => {
    expect({ tries, attributes }).toEqual({ tries: 2, attributes: { kind: "order" } });
    if (body === 2) throw new Error("no");
  }, silent);

  test("come again alone when they fail; one without JSON is handed over, too", async () => {
    const answer = await handler(messages("orders", "1", "2", "not JSON"), context);
    expect(answer).toEqual(failures("id-2"));
  });

  test("of a queue in order come again with all that follows", async () => {
    const answer = await handler(messages("orders.fifo", "1", "2", "3"), context);
    expect(answer).toEqual(failures("id-2", "id-3"));
  });
});

test("a file has the key that it was written under, and its owner", async () => {
  const event = {
    Records: [
      {
        eventName: "ObjectRemoved:DeleteMarkerCreated",
        eventTime: "2026-01-01T00:00:00.000Z",
        s3: {
          bucket: { name: "files" },
          object: { key: "private/eu-west-1%3A1/a+%C3%BC%2B.txt", versionId: "v1" },
        },
      },
    ],
  } as unknown as S3Event;
  const seen: object[] = [];
  await filesHandler((file) => void seen.push(file))(event, context);
  expect(seen).toEqual([
    {
      kind: "removed",
      bucket: "files",
      key: "private/eu-west-1:1/a ü+.txt",
      identityId: "eu-west-1:1",
      versionId: "v1",
      at: new Date("2026-01-01T00:00:00Z"),
    },
  ]);
});
