import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { createHandler, SIGN_UP_NOT_COMPLETED } from "../../../functions/post-confirmation/handler";
import type { EventOf } from "../../../functions/shared/events/trigger-events";
import { SUB, triggerEvent } from "../../support/events/trigger-event";
import {
  awsError,
  InMemoryDirectory,
  InMemoryUsers,
  Logged,
  never,
  throwing,
  untilAborted,
  works,
} from "../../support/in-memory-backend";

const signUp = "PostConfirmation_ConfirmSignUp";

/** A deployed function, in memory. */
function deployed(settings: Partial<{ rowAttributes: string[]; groupAttribute: string }> = {}) {
  const users = new InMemoryUsers();
  const directory = new InMemoryDirectory();
  const log = new Logged();
  let now = Date.UTC(2025, 5, 1, 12);
  const handler = createHandler({
    users,
    directory,
    clock: () => new Date((now += 1000)),
    log,
    settings: {
      groups: {
        defaultGroup: "Users",
        allowedGroups: ["Managers"],
        ...(settings.groupAttribute ? { groupAttribute: settings.groupAttribute } : {}),
      },
      rowAttributes: settings.rowAttributes ?? [],
    },
  });
  return {
    users,
    directory,
    logged: log.entries,
    deliver: (event: EventOf<"post-confirmation"> = triggerEvent(signUp), remaining = 5000) =>
      handler(event, { getRemainingTimeInMillis: () => remaining }),
    membersOf: (group: string) => directory.membersOf(group),
  };
}

describe("a confirmed sign-up", () => {
  test("gets a row and the default group, with one call each", async () => {
    const { deliver, users, directory, membersOf } = deployed();
    const event = triggerEvent(signUp);

    const answer = await deliver(event);

    expect([...users.rows.values()]).toEqual([
      {
        id: SUB,
        __typename: "User",
        _version: 1,
        _lastChangedAt: Date.UTC(2025, 5, 1, 12, 0, 1),
        createdAt: "2025-06-01T12:00:01.000Z",
        updatedAt: "2025-06-01T12:00:01.000Z",
        email: "ada.lovelace@analytical.example",
        emailVerified: true,
        username: SUB,
      },
    ]);
    expect(membersOf("Users")).toEqual([SUB]);
    expect(directory.pools).toEqual(new Set(["eu-west-1 eu-west-1_Abc123XyZ"]));
    expect([users.calls, directory.calls]).toEqual([["add"], 1]);
    expect(answer).toEqual(event);
  });

  test("gets both at once: neither step waits for the other", async () => {
    const { deliver, users, directory, membersOf } = deployed();
    let rowStarted: () => void = () => undefined;
    const row = new Promise<void>((started) => (rowStarted = started));
    directory.faults = [() => row];
    users.faults = [
      () => {
        rowStarted();
        return Promise.resolve();
      },
    ];
    await deliver();
    expect(membersOf("Users")).toEqual([SUB]);

    const reversed = deployed();
    let groupStarted: () => void = () => undefined;
    const group = new Promise<void>((started) => (groupStarted = started));
    reversed.users.faults = [() => group];
    reversed.directory.faults = [
      () => {
        groupStarted();
        return Promise.resolve();
      },
    ];
    await reversed.deliver();
    expect(reversed.users.rows.size).toBe(1);
  });

  test("has the configured attributes in the row, custom ones without their prefix", async () => {
    const { deliver, users } = deployed({
      rowAttributes: ["custom:plan", "given_name", "locale", "phone_number"],
    });

    await deliver(
      triggerEvent(signUp, {
        request: {
          userAttributes: { "custom:plan": "pro", given_name: "Ada", locale: "", "custom:x": "y" },
        },
      }),
    );

    expect(users.rows.get(SUB)).toMatchObject({ plan: "pro", given_name: "Ada" });
    expect(Object.keys(users.rows.get(SUB) ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/locale|phone_number|custom|^x$/)]),
    );
  });

  test("cannot overwrite what identifies the row by an attribute of the same name", async () => {
    const { deliver, users } = deployed({ rowAttributes: ["custom:id", "custom:__typename"] });

    await deliver(
      triggerEvent(signUp, {
        request: { userAttributes: { "custom:id": "x", "custom:__typename": "Admin" } },
      }),
    );

    expect(users.rows.get(SUB)).toMatchObject({ id: SUB, __typename: "User" });
  });

  test("cannot suspend itself, owe itself a group or date a sign-in by an attribute", async () => {
    const names = ["custom:suspended", "custom:pendingGroup", "custom:lastSignInAt"];
    const { deliver, users } = deployed({ rowAttributes: names });
    const userAttributes = Object.fromEntries(names.map((name) => [name, "Admins"]));

    await deliver(triggerEvent(signUp, { request: { userAttributes } }));

    expect(JSON.stringify(users.rows.get(SUB))).not.toContain("Admins");
  });

  test("without an e-mail address gets a row without one", async () => {
    const { deliver, users } = deployed();

    await deliver(triggerEvent(signUp, { request: { userAttributes: { email: undefined } } }));

    expect(users.rows.get(SUB)).not.toHaveProperty("email");
  });

  test.each([
    ["an allowed group", "Managers", "Managers", 0],
    ["a group that is not allowed", "Admins", "Users", 1],
    ["a group that differs in case", "managers", "Users", 1],
    ["the default group", "Users", "Users", 0],
    ["no group", "", "Users", 0],
  ])("whose attribute names %s joins as it should", async (_, named, joined, warnings) => {
    const { deliver, directory, logged } = deployed({ groupAttribute: "custom:group" });

    await deliver(triggerEvent(signUp, { request: { userAttributes: { "custom:group": named } } }));

    expect([...directory.groups.keys()]).toEqual([joined]);
    expect(logged).toHaveLength(warnings);
    expect(JSON.stringify(logged)).not.toContain("Admins");
  });

  test("cannot choose a group where no attribute is configured", async () => {
    const { deliver, directory } = deployed();

    await deliver(
      triggerEvent(signUp, { request: { userAttributes: { "custom:group": "Managers" } } }),
    );

    expect([...directory.groups.keys()]).toEqual(["Users"]);
  });
});

describe("delivered again", () => {
  test("the event changes nothing", async () => {
    const { deliver, users, membersOf } = deployed();
    await deliver();
    const first = users.rows.get(SUB);

    await deliver();

    expect(users.rows.get(SUB)).toBe(first);
    expect(membersOf("Users")).toEqual([SUB]);
  });

  test("while the first delivery still runs, the event gives one row and one membership", async () => {
    const { deliver, users, membersOf } = deployed();
    const slow = (milliseconds: number) => () =>
      new Promise<void>((done) => setTimeout(done, milliseconds));
    users.faults = [slow(20), slow(1)];

    await Promise.all([deliver(), deliver()]);

    expect(users.rows.size).toBe(1);
    expect(membersOf("Users")).toEqual([SUB]);
  });

  test.each(["users", "directory"] as const)(
    "after %s had failed, the event completes what was missing",
    async (which) => {
      const system = deployed();
      system[which].faults = [throwing(new Error("down"))];
      await expect(system.deliver()).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

      await system.deliver();

      expect(system.users.rows.size).toBe(1);
      expect(system.membersOf("Users")).toEqual([SUB]);
    },
  );
});

test("a reset password touches neither row nor group", async () => {
  const { deliver, users, directory } = deployed();
  const event = triggerEvent("PostConfirmation_ConfirmForgotPassword");

  expect(await deliver(event)).toEqual(event);

  expect([users.calls, directory.calls]).toEqual([[], 0]);
});

describe("refused, with nothing written", () => {
  test("is an event of another trigger, by its name", async () => {
    const { deliver, users, directory } = deployed();
    const event = triggerEvent("PreSignUp_SignUp") as never;

    await expect(deliver(event)).rejects.toThrow("Not a post-confirmation event: PreSignUp_SignUp");

    expect([users.calls, directory.calls]).toEqual([[], 0]);
  });

  test("is an event without a sub", async () => {
    const { deliver, users, directory, logged } = deployed();

    await expect(
      deliver(triggerEvent(signUp, { request: { userAttributes: { sub: undefined } } })),
    ).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

    expect(JSON.stringify(logged)).toContain("userAttributes.sub is missing");

    expect([users.calls, directory.calls]).toEqual([[], 0]);
  });
});

describe("when a step fails", () => {
  test.each([
    ["row", "users"],
    ["group", "directory"],
  ] as const)("%s: the other is done, and the log says what happened", async (part, which) => {
    const system = deployed();
    system[which].faults = [throwing(awsError("ThrottlingException", "Rate exceeded"))];

    await expect(system.deliver()).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

    expect([system.users.rows.size, system.membersOf("Users").length].sort()).toEqual([0, 1]);
    expect(system.logged).toEqual([
      {
        level: "error",
        entry: expect.objectContaining({
          step: "provisioning",
          part,
          sub: SUB,
          group: "Users",
          userPoolId: "eu-west-1_Abc123XyZ",
          triggerSource: "PostConfirmation_ConfirmSignUp",
          error: {
            name: "ThrottlingException",
            code: "ThrottlingException",
            httpStatus: 400,
            requestId: "req-1",
            attempts: 3,
            message: "Rate exceeded",
            stack: expect.arrayContaining([expect.stringContaining("handler.test.ts")]),
          },
        }),
      },
    ]);
  });

  test("both are logged, and one error is thrown", async () => {
    const { deliver, users, directory, logged } = deployed();
    users.faults = [throwing(new Error("one"))];
    directory.faults = [throwing("two")];

    await expect(deliver()).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

    expect(logged.map(({ entry }) => entry)).toEqual([
      expect.objectContaining({ part: "row" }),
      expect.objectContaining({ part: "group" }),
    ]);
  });

  test("the client learns nothing about the reason", async () => {
    const { deliver, users } = deployed();
    users.faults = [throwing(awsError("AccessDeniedException", "arn:aws:iam::123456789012:role"))];

    const thrown = await deliver().catch((error: unknown) => error);

    expect(thrown).toEqual(new Error(SIGN_UP_NOT_COMPLETED));
    expect(thrown).not.toHaveProperty("cause");
  });

  test("nothing personal is in the log or in the error, whatever AWS says", async () => {
    const personal = {
      email: "Grace.Hopper@navy.example",
      given_name: "Grace",
      phone_number: "+15550100",
      address: JSON.stringify({ locality: "Arlington" }),
    };
    const system = deployed({ groupAttribute: "custom:group" });
    const quoting = (text: string) =>
      throwing(
        new Error(`wrapped: ${text}`, {
          cause: awsError("InvalidParameterException", `Value '${text}' at 'username' is invalid`),
        }),
      );
    system.users.faults = [...Object.values(personal), "grace.hopper@nav...", "arlington"].map(
      quoting,
    );
    system.directory.faults = ["the-commodore", "Hopper", "campaign-42"].map(quoting);
    const event = triggerEvent(signUp, {
      userName: "the-commodore",
      request: {
        userAttributes: { ...personal, "custom:group": "grace-group" },
        clientMetadata: { source: "campaign-42" },
      },
    });

    for (let delivery = 0; delivery < 3; delivery += 1) {
      const thrown = await system.deliver(event).catch((error: unknown) => error);
      expect(thrown).toEqual(new Error(SIGN_UP_NOT_COMPLETED));
    }

    const everything = JSON.stringify(system.logged);
    expect(everything).toContain("InvalidParameterException");
    expect(everything).not.toMatch(/grace|hopper|navy|5550100|arlington|campaign|commodore/i);
  });
});

describe("a group that could not be given", () => {
  test("is noted on the row, which otherwise would say that all was done", async () => {
    const { deliver, users, directory } = deployed();
    directory.faults = [throwing(awsError("TooManyRequestsException", "Rate exceeded"))];

    await expect(deliver()).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

    expect(users.calls).toEqual(["add", "oweGroup"]);
    expect(users.rows.get(SUB)).toMatchObject({ id: SUB, pendingGroup: "Users" });
  });

  test("is no longer owed once a later delivery has given it", async () => {
    const { deliver, users, directory, membersOf } = deployed();
    directory.faults = [throwing(new Error("down")), throwing(new Error("down"))];
    await expect(deliver()).rejects.toThrow(SIGN_UP_NOT_COMPLETED);
    await expect(deliver()).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

    await deliver();

    expect(membersOf("Users")).toEqual([SUB]);
    expect(users.rows.get(SUB)).not.toHaveProperty("pendingGroup");
    // The second delivery has found the note, so it need not write it again.
    expect(users.calls).toEqual(["add", "oweGroup", "add", "add", "settleGroup"]);
  });

  test("makes no row for a user whose row could not be written either", async () => {
    const { deliver, users, directory } = deployed();
    directory.faults = [throwing(new Error("down"))];
    users.faults = [throwing(new Error("down"))];

    await expect(deliver()).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

    expect(users.rows.size).toBe(0);
  });

  test("is logged with the debt that could not be noted", async () => {
    const { deliver, users, directory, logged } = deployed();
    directory.faults = [throwing(new Error("down"))];
    users.faults = [works, throwing(new Error("down too"))];

    await expect(deliver()).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

    expect(logged.map(({ entry }) => entry)).toEqual([
      expect.objectContaining({ part: "group" }),
      expect.objectContaining({ part: "debt" }),
    ]);
  });

  test("is given by the delivery that overlaps the one that failed", async () => {
    const { deliver, users, directory, membersOf } = deployed();
    directory.faults = [throwing(new Error("throttled"))];

    await Promise.allSettled([deliver(), deliver()]);

    expect(membersOf("Users")).toEqual([SUB]);
    expect(users.rows.size).toBe(1);
  });
});

describe("when AWS does not answer", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** What has become of a delivery by the time at which Lambda kills the function. */
  async function untilKilled({ deliver }: ReturnType<typeof deployed>, remaining: number) {
    const outcome = deliver(undefined, remaining).catch((error: unknown) => error);
    const killed = new Promise((kill) => setTimeout(kill, remaining, "killed by Lambda"));
    const first = Promise.race([outcome, killed]);
    await jest.advanceTimersByTimeAsync(remaining);
    return first;
  }

  test.each([
    ["heeds its signal", untilAborted],
    ["does not heed its signal", never],
  ])("a step that %s ends in time to be logged", async (_, stall) => {
    const system = deployed();
    system.directory.faults = [stall];

    expect(await untilKilled(system, 650)).toEqual(new Error(SIGN_UP_NOT_COMPLETED));

    expect(system.logged).toHaveLength(1);
    // Time for the note was kept.
    expect(system.users.rows.get(SUB)).toMatchObject({ pendingGroup: "Users" });
  });

  test("a step that knows why it stopped says so", async () => {
    const system = deployed();
    system.directory.faults = [untilAborted];

    expect(await untilKilled(system, 1000)).toEqual(new Error(SIGN_UP_NOT_COMPLETED));

    expect(JSON.stringify(system.logged)).toContain("gave up at the deadline");
  });

  test("a delivery that has hardly any time left fails instead of being killed", async () => {
    const system = deployed();
    system.directory.faults = [untilAborted];
    system.users.faults = [untilAborted];

    expect(await untilKilled(system, 10)).toEqual(new Error(SIGN_UP_NOT_COMPLETED));
  });
});
