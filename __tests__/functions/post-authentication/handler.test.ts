import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { createHandler } from "../../../functions/post-authentication/handler";
import { newUserRow, type UserRow } from "../../../functions/shared/users/user-row";
import { SUB, triggerEvent } from "../../support/events/trigger-event";
import {
  awsError,
  InMemoryDirectory,
  InMemoryUsers,
  Logged,
  never,
  throwing,
  works,
  type Fault,
} from "../../support/in-memory-backend";

const signIn = "PostAuthentication_Authentication";
const NOW = "2025-06-01T12:00:00.000Z";
const user = { sub: SUB, username: SUB, attributes: {} };
const provisioned = newUserRow(user, [], new Date("2025-01-01T00:00:00.000Z"));

/** A deployed function, in memory. */
function deployed(row?: UserRow) {
  const users = new InMemoryUsers();
  if (row) users.rows.set(SUB, row);
  const directory = new InMemoryDirectory();
  const log = new Logged();
  const handler = createHandler({
    users,
    directory,
    log,
    clock: () => new Date(NOW),
    settings: {
      groups: {
        defaultGroup: "Users",
        groupAttribute: "custom:group",
        allowedGroups: ["Managers"],
      },
      rowAttributes: ["name"],
    },
  });
  return {
    users,
    directory,
    logged: log.entries,
    row: () => users.rows.get(SUB),
    deliver: (event = triggerEvent(signIn), remaining = 5000) =>
      handler(event, { getRemainingTimeInMillis: () => remaining }),
  };
}

afterEach(() => {
  jest.useRealTimers();
});

test("a healthy user's sign-in is noted with one call, and nothing else", async () => {
  const { deliver, users, directory, row } = deployed(provisioned);

  expect(await deliver()).toEqual(triggerEvent(signIn));

  expect(row()).toEqual({ ...provisioned, lastSignInAt: NOW });
  expect([users.calls, directory.calls]).toEqual([["noteSignIn"], 0]);
});

test("whom an administrator took out of the group stays out of it", async () => {
  const { deliver, directory } = deployed(provisioned);

  await deliver();
  await deliver();

  expect(directory.calls).toBe(0);
});

describe("a user without a row", () => {
  test("gets row and default group, and the row says when they signed in", async () => {
    const { deliver, directory, row } = deployed();

    await deliver(triggerEvent(signIn, { request: { userAttributes: { name: "Ada" } } }));

    expect(row()).toMatchObject({ id: SUB, name: "Ada", createdAt: NOW, lastSignInAt: NOW });
    expect(directory.membersOf("Users")).toEqual([SUB]);
  });

  test("gets the group that a sign-up would have given", async () => {
    const { deliver, directory } = deployed();

    await deliver(
      triggerEvent(signIn, { request: { userAttributes: { "custom:group": "Managers" } } }),
    );

    expect([...directory.groups.keys()]).toEqual(["Managers"]);
  });

  test("gets both once, from two sign-ins at once", async () => {
    const { deliver, users, directory } = deployed();

    await Promise.all([deliver(), deliver()]);

    expect(users.rows.size).toBe(1);
    expect(directory.membersOf("Users")).toEqual([SUB]);
  });

  test("may take all the time that there is: nothing waits behind it", async () => {
    jest.useFakeTimers();
    const { deliver, directory, logged } = deployed();
    directory.faults = [() => new Promise((done) => setTimeout(done, 3000))];

    const delivered = deliver();
    await jest.advanceTimersByTimeAsync(4000);
    await delivered;

    expect(directory.membersOf("Users")).toEqual([SUB]);
    expect(logged).toEqual([]);
  });

  test("whose group fails has it owed on the row, and gets it at the next sign-in", async () => {
    const { deliver, directory, row } = deployed();
    directory.faults = [throwing(awsError("TooManyRequestsException", "Rate exceeded"))];

    await deliver();
    expect(row()).toMatchObject({ pendingGroup: "Users" });
    await deliver();

    expect(directory.membersOf("Users")).toEqual([SUB]);
    expect(row()).not.toHaveProperty("pendingGroup");
  });
});

describe("a user whom the row owes a group", () => {
  const owed = (pendingGroup: string) => ({ ...provisioned, pendingGroup }) as UserRow;

  test("gets it, then the row no longer owes it", async () => {
    const { deliver, users, directory, row } = deployed(owed("Managers"));

    await deliver();

    expect([...directory.groups.keys()]).toEqual(["Managers"]);
    expect(row()).toEqual({ ...provisioned, lastSignInAt: NOW });
    expect(users.calls).toEqual(["noteSignIn", "settleGroup"]);
  });

  test("is still owed it when it could not be given", async () => {
    const { deliver, directory, row } = deployed(owed("Users"));
    directory.faults = [throwing(new Error("down"))];

    await deliver();

    expect(row()).toMatchObject({ pendingGroup: "Users" });
  });

  test("gets no group that a sign-up could not give, whatever the row says", async () => {
    const { deliver, directory, row } = deployed(owed("Admins"));

    await deliver();

    expect([...directory.groups.keys()]).toEqual(["Users"]);
    expect(row()).not.toHaveProperty("pendingGroup");
  });
});

describe("nothing keeps a user from signing in", () => {
  const faults: [string, Fault[], Fault[]][] = [
    ["the table is down", [throwing(new Error("down"))], []],
    ["the row cannot be written", [works, throwing(new Error("down"))], []],
    ["the group cannot be given", [], [throwing(new Error("down"))]],
    ["the table never answers", [never], []],
    ["the pool never answers", [], [never]],
  ];

  test.each(faults)("%s", async (_, ofUsers, ofDirectory) => {
    const { deliver, users, directory, logged } = deployed();
    users.faults = ofUsers;
    directory.faults = ofDirectory;

    expect(await deliver(undefined, 700)).toEqual(triggerEvent(signIn));

    expect(logged).toEqual([
      { level: "warn", entry: expect.objectContaining({ step: "healing" }) },
    ]);
  });
});
