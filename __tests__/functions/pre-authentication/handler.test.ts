import { expect, test } from "@jest/globals";
import {
  createHandler,
  REFUSED,
  SIGN_IN_NOT_POSSIBLE,
} from "../../../functions/pre-authentication/handler";
import type { RowFields } from "../../../functions/shared/users/users";
import { SUB, triggerEvent } from "../../support/events/trigger-event";
import { Logged } from "../../support/in-memory-backend";

const signIn = "PreAuthentication_Authentication";

function deployed(read: () => Promise<RowFields | undefined>) {
  const reads: unknown[] = [];
  const log = new Logged();
  const handler = createHandler({
    log,
    users: {
      read: (id, fields) => {
        reads.push([id, fields]);
        return read();
      },
    },
  });
  return {
    reads,
    logged: log.entries,
    deliver: (event = triggerEvent(signIn), remaining = 5000) =>
      handler(event, { getRemainingTimeInMillis: () => remaining }),
  };
}

const row = (fields: RowFields) => () => Promise.resolve(fields);

test.each([
  ["says nothing of it", { id: SUB }],
  ["says false", { suspended: false }],
  ["says null", { suspended: null }],
])("a user whose row %s signs in, with one read", async (_, fields) => {
  const { deliver, reads } = deployed(row(fields));

  expect(await deliver()).toEqual(triggerEvent(signIn));

  expect(reads).toEqual([[SUB, ["suspended"]]]);
});

test("a user without a row signs in", async () => {
  const { deliver } = deployed(() => Promise.resolve(undefined));

  expect(await deliver()).toEqual(triggerEvent(signIn));
});

test.each([[true], ["true"], [1], ["false"]])(
  "a user whose row says suspended: %p is refused in the words of a wrong password",
  async (suspended) => {
    const { deliver, logged } = deployed(row({ suspended }));

    await expect(deliver()).rejects.toEqual(new Error(REFUSED));

    expect(REFUSED).not.toMatch(/suspend|exist|account/i);
    expect(logged).toEqual([
      { level: "warn", entry: expect.objectContaining({ refused: "suspended", sub: SUB }) },
    ]);
  },
);

test.each([
  ["cannot be read", () => Promise.reject(new Error("down"))],
  ["never answers", () => new Promise<never>(() => undefined)],
])("nobody signs in while the table %s", async (_, read) => {
  const { deliver, logged } = deployed(read);

  await expect(deliver(undefined, 600)).rejects.toEqual(new Error(SIGN_IN_NOT_POSSIBLE));

  expect(logged).toEqual([
    { level: "error", entry: expect.objectContaining({ step: "suspension" }) },
  ]);
});

test("a user whom the pool does not know costs a read as well, and is left to Cognito", async () => {
  const { deliver, reads } = deployed(row({ suspended: true }));
  const none = { sub: undefined, email: undefined };
  const event = triggerEvent(signIn, {
    userName: "mallory",
    request: { userNotFound: true, userAttributes: none } as object,
  });

  expect(await deliver(event)).toEqual(event);

  expect(reads).toEqual([["mallory", ["suspended"]]]);
});
