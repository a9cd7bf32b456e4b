import { beforeEach, describe, expect, test } from "@jest/globals";
import { DynamoDbUserReader } from "../../../functions/shared/users/dynamodb-user-reader";
import { DynamoDbUsers } from "../../../functions/shared/users/dynamodb-users";
import { newUserRow } from "../../../functions/shared/users/user-row";
import { startLocalAws, type LocalAws } from "../../../tools/local-aws/local-aws";
import { administrator } from "../../support/administrator";
import { duringTests } from "../../support/during-tests";
import { TestUserTable } from "../../support/user-table";

const id = "1b9d";
const now = new Date("2025-06-01T12:00:00.000Z");
const later = new Date("2025-06-02T12:00:00.000Z");
const row = newUserRow({ sub: id, username: "ada", attributes: {} }, [], now);
const { signal } = new AbortController();

let aws: LocalAws;
duringTests(
  () => startLocalAws({ credentials: administrator }),
  (started) => {
    aws = started;
  },
);
let table: TestUserTable;
let users: DynamoDbUsers;
beforeEach(async () => {
  table = new TestUserTable(aws.endpoint, aws.region);
  await table.create();
  users = new DynamoDbUsers(table.client, table.name);
});

const stored = async () => (await table.rows()).get(id);

test("a row is added once, and who comes second sees what was there", async () => {
  expect(await users.add(row, signal)).toBeUndefined();
  expect(await users.add({ ...row, username: "grace" }, signal)).toEqual({ fields: row });
  await table.put({ ...row, pendingGroup: "Users" });
  expect(await users.add(row, signal)).toMatchObject({ pendingGroup: "Users" });

  expect(await stored()).toEqual({ ...row, pendingGroup: "Users" });
});

describe("a group that is owed", () => {
  test("stands on the row until it is settled", async () => {
    await users.add(row, signal);

    await users.oweGroup({ id, group: "Users", now: later }, signal);
    const changed = { updatedAt: later.toISOString(), _lastChangedAt: later.getTime() };
    expect(await stored()).toEqual({ ...row, ...changed, pendingGroup: "Users" });

    await users.settleGroup({ id, group: "Users", now: later }, signal);
    expect(await stored()).toEqual({ ...row, ...changed });
  });

  test("makes no row", async () => {
    await users.oweGroup({ id, group: "Users", now }, signal);
    await users.settleGroup({ id, group: "Users", now }, signal);

    expect(await stored()).toBeUndefined();
  });

  test("is not settled by another group", async () => {
    await table.put({ ...row, pendingGroup: "Managers" });

    await users.settleGroup({ id, group: "Users", now }, signal);

    expect(await stored()).toMatchObject({ pendingGroup: "Managers" });
  });

  test("is settled together with the sign-in that found it", async () => {
    await table.put({ ...row, pendingGroup: "Users" });

    await users.settleGroup({ id, group: "Users", now: later, isSignIn: true }, signal);

    expect(await stored()).toMatchObject({ lastSignInAt: later.toISOString() });
    expect(await stored()).not.toHaveProperty("pendingGroup");
  });
});

describe("a sign-in", () => {
  test("is noted on a row that owes nothing", async () => {
    await table.put(row);

    expect(await users.noteSignIn(id, later, signal)).toEqual({
      fields: { ...row, lastSignInAt: later.toISOString() },
    });

    expect(await stored()).toEqual({ ...row, lastSignInAt: later.toISOString() });
  });

  test("finds a row that owes a group, and changes nothing", async () => {
    await table.put({ ...row, pendingGroup: "Users" });

    expect(await users.noteSignIn(id, later, signal)).toMatchObject({ pendingGroup: "Users" });

    expect(await stored()).toEqual({ ...row, pendingGroup: "Users" });
  });

  test("finds that there is no row, and makes none", async () => {
    expect(await users.noteSignIn(id, later, signal)).toBeUndefined();

    expect(await stored()).toBeUndefined();
  });
});

describe("copies", () => {
  const found = { ...row, email: "old@example.org", name: "Ada", tags: new Set(["a"]) };
  const outdated = { email: "new@example.org", emailVerified: true, name: undefined };
  const read = async () => {
    const { fields = {} } = (await users.noteSignIn(id, now, signal)) ?? {};
    return fields;
  };

  test("are set right and taken away on a row that is as it was read", async () => {
    await table.put(found);

    expect(
      await users.updateCopies({ id, outdated, found: await read(), now: later }, signal),
    ).toBe(true);

    const { name, ...kept } = found;
    expect(name).toBe("Ada");
    expect(await stored()).toEqual({
      ...kept,
      email: "new@example.org",
      emailVerified: true,
      _version: 2,
      updatedAt: later.toISOString(),
      _lastChangedAt: later.getTime(),
      lastSignInAt: now.toISOString(),
    });
  });

  test.each([{ email: "newer@example.org" }, { _version: 7 }, { emailVerified: false }])(
    "are not written over a row that says %j meanwhile",
    async (change) => {
      await table.put(found);
      const before = await read();
      await table.put({ ...found, ...change });

      expect(await users.updateCopies({ id, outdated, found: before, now: later }, signal)).toBe(
        false,
      );

      expect(await stored()).toEqual({ ...found, ...change });
    },
  );

  test("replace a value of another kind, on a row without a version", async () => {
    const { _version, ...odd } = { ...row, name: ["Ada", 1.5] };
    await table.put(odd);

    await users.updateCopies(
      { id, outdated: { name: "Ada" }, found: await read(), now: later },
      signal,
    );

    expect([_version, await stored()]).toEqual([
      1,
      expect.objectContaining({ name: "Ada", _version: 1 }),
    ]);
  });

  test("make no row", async () => {
    expect(await users.updateCopies({ id, outdated, found: {}, now: later }, signal)).toBe(false);

    expect(await stored()).toBeUndefined();
  });
});

describe("reading", () => {
  const reader = () => new DynamoDbUserReader(table.client, table.name);

  test("gives the fields that were asked for, whatever they are called", async () => {
    await table.put({ ...row, plan: "pro", size: 3, scopes: new Set(["b", "a"]), list: ["x"] });

    expect(await reader().read(id, ["size", "scopes", "list", "nothing"], signal)).toEqual({
      id,
      size: 3,
      scopes: ["a", "b"],
      list: ["x"],
    });
  });

  test("tells a user without a row from one whose row lacks the field", async () => {
    expect(await reader().read(id, ["suspended"], signal)).toBeUndefined();
    await table.put(row);
    expect(await reader().read(id, ["suspended"], signal)).toEqual({ id });
  });
});
