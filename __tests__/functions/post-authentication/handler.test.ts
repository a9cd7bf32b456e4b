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
const email = "ada.lovelace@analytical.example";
const attributes = { email, email_verified: "true" };
const user = { sub: SUB, username: SUB, attributes };
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

describe("a row whose copies are not as the pool has them", () => {
  const stored = newUserRow(
    { ...user, attributes: { ...attributes, name: "Ada" } },
    ["name"],
    new Date("2025-01-01T00:00:00.000Z"),
  );
  const signInWith = (userAttributes: Readonly<Record<string, string | undefined>>) =>
    triggerEvent(signIn, { request: { userAttributes } });
  const healed = {
    _version: 2,
    updatedAt: NOW,
    _lastChangedAt: new Date(NOW).getTime(),
    lastSignInAt: NOW,
  };

  test("gets another address, and whether it is verified, with one call more", async () => {
    const { deliver, users, row } = deployed(stored);

    await deliver(signInWith({ email: "ada@new.example", email_verified: "false", name: "Ada" }));

    expect(row()).toEqual({
      ...stored,
      ...healed,
      email: "ada@new.example",
      emailVerified: false,
    });
    expect(users.calls).toEqual(["noteSignIn", "updateCopies"]);
  });

  test("loses an attribute that the user has no more, and keeps what is no copy", async () => {
    const { deliver, row } = deployed({ ...stored, suspended: false, plan: "pro" });

    await deliver(signInWith({ name: undefined }));

    const { name, ...without } = stored;
    expect(name).toBe("Ada");
    expect(row()).toEqual({ ...without, ...healed, suspended: false, plan: "pro" });
  });

  test("gets an attribute that is configured since", async () => {
    const { deliver, row } = deployed(provisioned);

    await deliver(signInWith({ name: "Ada" }));

    expect(row()).toMatchObject({ name: "Ada", _version: 2 });
  });

  test("of an earlier version learns whether the address is verified", async () => {
    const { emailVerified, ...earlier } = stored;
    const { deliver, row } = deployed(earlier);

    await deliver(signInWith({ name: "Ada" }));

    expect([emailVerified, row()?.emailVerified]).toEqual([true, true]);
  });

  test("is left as it is where the case of the address alone differs", async () => {
    const { deliver, users } = deployed(stored);

    await deliver(signInWith({ email: email.toUpperCase(), name: "Ada" }));

    expect(users.calls).toEqual(["noteSignIn"]);
  });

  test("is written once by two deliveries at once", async () => {
    const { deliver, row } = deployed(stored);
    const event = signInWith({ email: "ada@new.example", name: "Ada" });

    await Promise.all([deliver(event), deliver(event)]);

    expect(row()).toMatchObject({ email: "ada@new.example", _version: 2 });
  });

  test("is set right though the group that it owes cannot be given, and the reverse", async () => {
    const one = deployed({ ...stored, pendingGroup: "Users" });
    one.directory.faults = [throwing(new Error("down"))];
    const other = deployed({ ...stored, pendingGroup: "Users" });
    other.users.faults = [works, throwing(new Error("down"))];
    const event = signInWith({ email: "ada@new.example", name: "Ada" });

    await Promise.all([one.deliver(event), other.deliver(event)]);

    expect(one.row()).toMatchObject({ email: "ada@new.example", pendingGroup: "Users" });
    expect(other.row()).toMatchObject({ email });
    expect(other.directory.membersOf("Users")).toEqual([SUB]);
    expect([one.logged, other.logged]).toEqual([
      [{ level: "warn", entry: expect.objectContaining({ part: "group" }) }],
      [{ level: "warn", entry: expect.objectContaining({ part: "copies" }) }],
    ]);
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
