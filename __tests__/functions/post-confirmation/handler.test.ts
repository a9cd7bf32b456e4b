import { describe, expect, test } from "@jest/globals";
import type { Directory, PoolUser } from "../../../functions/directory/directory";
import { createHandler, SIGN_UP_NOT_COMPLETED } from "../../../functions/post-confirmation/handler";
import type { UserRow } from "../../../functions/users/user-row";
import type { Users } from "../../../functions/users/users";
import { postConfirmationEvent, SUB } from "../../support/events/post-confirmation-event";

type Fault = (signal: AbortSignal) => Promise<void>;

const never: Fault = () => new Promise<void>(() => undefined);
const untilAborted: Fault = (signal) =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      // The SDK, too, needs a moment to take a request down.
      setTimeout(reject, 20, new Error("gave up at the deadline"));
    });
  });
const throwing =
  (error: unknown): Fault =>
  () =>
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the point
    Promise.reject(error);

class InMemoryUsers implements Users {
  readonly rows = new Map<string, UserRow>();
  calls = 0;
  faults: Fault[] = [];

  async add(row: UserRow, signal: AbortSignal): Promise<void> {
    this.calls += 1;
    await this.faults.shift()?.(signal);
    if (!this.rows.has(row.id)) this.rows.set(row.id, row);
  }
}

class InMemoryDirectory implements Directory {
  readonly groups = new Map<string, Set<string>>();
  readonly pools = new Set<string>();
  calls = 0;
  faults: Fault[] = [];

  async addToGroup(user: PoolUser, group: string, signal: AbortSignal): Promise<void> {
    this.calls += 1;
    await this.faults.shift()?.(signal);
    this.pools.add(`${user.region} ${user.userPoolId}`);
    this.groups.set(group, (this.groups.get(group) ?? new Set()).add(user.username));
  }
}

/** A deployed function, in memory. */
function deployed(settings: Partial<{ rowAttributes: string[]; groupAttribute: string }> = {}) {
  const users = new InMemoryUsers();
  const directory = new InMemoryDirectory();
  const logged: { level: "error" | "warn"; entry: unknown }[] = [];
  let now = Date.UTC(2025, 5, 1, 12);
  const handler = createHandler({
    users,
    directory,
    clock: () => new Date((now += 1000)),
    log: {
      error: (entry: unknown) => logged.push({ level: "error", entry }),
      warn: (entry: unknown) => logged.push({ level: "warn", entry }),
    },
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
    logged,
    deliver: (event = postConfirmationEvent(), remaining = 5000) =>
      handler(event, { getRemainingTimeInMillis: () => remaining }),
    membersOf: (group: string) => [...(directory.groups.get(group) ?? [])],
  };
}

describe("a confirmed sign-up", () => {
  test("gets a row and the default group, with one call each", async () => {
    const { deliver, users, directory, membersOf } = deployed();
    const event = postConfirmationEvent();

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
        username: SUB,
      },
    ]);
    expect(membersOf("Users")).toEqual([SUB]);
    expect(directory.pools).toEqual(new Set(["eu-west-1 eu-west-1_Abc123XyZ"]));
    expect([users.calls, directory.calls]).toEqual([1, 1]);
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
      postConfirmationEvent({
        userAttributes: { "custom:plan": "pro", given_name: "Ada", locale: "", "custom:x": "y" },
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
      postConfirmationEvent({ userAttributes: { "custom:id": "x", "custom:__typename": "Admin" } }),
    );

    expect(users.rows.get(SUB)).toMatchObject({ id: SUB, __typename: "User" });
  });

  test("without an e-mail address gets a row without one", async () => {
    const { deliver, users } = deployed();

    await deliver(postConfirmationEvent({ userAttributes: { email: undefined } }));

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

    await deliver(postConfirmationEvent({ userAttributes: { "custom:group": named } }));

    expect([...directory.groups.keys()]).toEqual([joined]);
    expect(logged).toHaveLength(warnings);
    expect(JSON.stringify(logged)).not.toContain("Admins");
  });

  test("cannot choose a group where no attribute is configured", async () => {
    const { deliver, directory } = deployed();

    await deliver(postConfirmationEvent({ userAttributes: { "custom:group": "Managers" } }));

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
  const event = postConfirmationEvent({ triggerSource: "PostConfirmation_ConfirmForgotPassword" });

  expect(await deliver(event)).toEqual(event);

  expect([users.calls, directory.calls]).toEqual([0, 0]);
});

describe("refused, with nothing written", () => {
  test("is an event of another trigger, by its name", async () => {
    const { deliver, users, directory } = deployed();
    const event = postConfirmationEvent({ triggerSource: "PreSignUp_SignUp" as never });

    await expect(deliver(event)).rejects.toThrow("Not a post-confirmation event: PreSignUp_SignUp");

    expect([users.calls, directory.calls]).toEqual([0, 0]);
  });

  test("is an event without a sub", async () => {
    const { deliver, users, directory } = deployed();

    await expect(
      deliver(postConfirmationEvent({ userAttributes: { sub: undefined } })),
    ).rejects.toThrow("userAttributes.sub is missing");

    expect([users.calls, directory.calls]).toEqual([0, 0]);
  });
});

/** An error as the AWS SDK throws it. */
function awsError(code: string, message: string) {
  return Object.assign(new Error(message), {
    name: code,
    $fault: "client",
    $metadata: { httpStatusCode: 400, requestId: "req-1", attempts: 3 },
  });
}

describe("when a step fails", () => {
  test.each([
    ["row", "users"],
    ["group", "directory"],
  ] as const)("%s: the other is done, and the log says what happened", async (step, which) => {
    const system = deployed();
    system[which].faults = [throwing(awsError("ThrottlingException", "Rate exceeded"))];

    await expect(system.deliver()).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

    expect([system.users.rows.size, system.membersOf("Users").length].sort()).toEqual([0, 1]);
    expect(system.logged).toEqual([
      {
        level: "error",
        entry: expect.objectContaining({
          step,
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
      expect.objectContaining({ step: "row" }),
      expect.objectContaining({ step: "group" }),
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
    const event = postConfirmationEvent({
      userName: "the-commodore",
      userAttributes: { ...personal, "custom:group": "grace-group" },
      clientMetadata: { source: "campaign-42" },
    });

    for (let delivery = 0; delivery < 6; delivery += 1) {
      const thrown = await system.deliver(event).catch((error: unknown) => error);
      expect(thrown).toEqual(new Error(SIGN_UP_NOT_COMPLETED));
    }

    const everything = JSON.stringify(system.logged);
    expect(everything).toContain("InvalidParameterException");
    expect(everything).not.toMatch(/grace|hopper|navy|5550100|arlington|campaign|commodore/i);
  });
});

describe("when AWS does not answer", () => {
  test.each([
    ["heeds its signal", untilAborted],
    ["does not heed its signal", never],
  ])("a step that %s ends in time to be logged", async (_, stall) => {
    const { deliver, directory, users, logged } = deployed();
    directory.faults = [stall];
    const lambdaKills = new Promise((killed) => setTimeout(killed, 650, "killed by Lambda"));

    await expect(Promise.race([deliver(undefined, 650), lambdaKills])).rejects.toThrow(
      SIGN_UP_NOT_COMPLETED,
    );

    expect(users.rows.size).toBe(1);
    expect(logged).toHaveLength(1);
  });

  test("a step that knows why it stopped says so", async () => {
    const { deliver, directory, logged } = deployed();
    directory.faults = [untilAborted];

    await expect(deliver(undefined, 520)).rejects.toThrow(SIGN_UP_NOT_COMPLETED);

    expect(JSON.stringify(logged)).toContain("gave up at the deadline");
  });

  test("a delivery that has hardly any time left fails instead of being killed", async () => {
    const { deliver, directory, users } = deployed();
    directory.faults = [untilAborted];
    users.faults = [untilAborted];

    await expect(deliver(undefined, 10)).rejects.toThrow(SIGN_UP_NOT_COMPLETED);
  });
});
