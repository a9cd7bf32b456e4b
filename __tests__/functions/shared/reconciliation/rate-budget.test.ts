import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { CognitoUserPool } from "../../../../functions/shared/reconciliation/cognito-user-pool";
import { DynamoDbUserTable } from "../../../../functions/shared/reconciliation/dynamodb-user-table";
import { rateBudget } from "../../../../functions/shared/reconciliation/rate-budget";

/** The time of every request that left, by the fake clock. */
let sent: number[];

beforeEach(() => {
  sent = [];
  // The SDK does real work in between, which must get its turn.
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Takes the network's place: notes when a request comes and answers it. */
const requestHandler = (
  answer: (attempt: number) => { readonly statusCode: number; readonly body: string },
) => ({
  handle: ({ headers: sentHeaders }: { readonly headers: Readonly<Record<string, string>> }) => {
    sent.push(Date.now());
    const attempt = Number(/attempt=(\d+)/.exec(sentHeaders["amz-sdk-request"] ?? "")?.[1]);
    const { statusCode, body } = answer(attempt);
    const headers = { "content-type": "application/x-amz-json-1.1" };
    return Promise.resolve({ response: { statusCode, headers, body: Buffer.from(body) } });
  },
});

const common = {
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
} as const;

/** Lets time pass until all is done. */
async function passTimeUntil(done: Promise<unknown>): Promise<void> {
  const pending = new Set([done]);
  void done.then(() => {
    pending.clear();
  });
  while (pending.size > 0) {
    await jest.advanceTimersByTimeAsync(50);
    await new Promise(setImmediate);
  }
}

/** The most requests in any span of one second. */
const most = () =>
  Math.max(...sent.map((start) => sent.filter((t) => t >= start && t < start + 1000).length));

test("many questions at once leave at the rate that was given, however long they wait", async () => {
  const client = new CognitoIdentityProviderClient({
    ...common,
    requestHandler: requestHandler(() => ({ statusCode: 200, body: '{"Groups":[]}' })),
  });
  client.middlewareStack.use(rateBudget(10));
  const pool = new CognitoUserPool(client, "eu-west-1", "eu-west-1_Abc");

  const asked = Array.from({ length: 95 }, (_, index) => pool.isInAnyGroup(`user-${index}`));
  await passTimeUntil(Promise.all(asked));

  expect(sent).toHaveLength(95);
  expect(most()).toBe(10);
});

test("retries of what is throttled count like all other requests", async () => {
  const client = new DynamoDBClient({
    ...common,
    maxAttempts: 5,
    requestHandler: requestHandler((attempt) =>
      attempt === 1
        ? { statusCode: 400, body: '{"__type":"ThrottlingException"}' }
        : { statusCode: 200, body: '{"Items":[]}' },
    ),
  });
  client.middlewareStack.use(rateBudget(5));
  const table = new DynamoDbUserTable(client, "users", []);

  const asked = Array.from({ length: 20 }, () => table.listRows());
  await passTimeUntil(Promise.all(asked));

  expect(sent).toHaveLength(40);
  expect(most()).toBeLessThanOrEqual(5);
});
