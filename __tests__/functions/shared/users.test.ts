import { beforeEach, describe, expect, test } from "@jest/globals";
import { DynamoDbUserReader } from "../../../functions/shared/users/dynamodb-user-reader";
import { DynamoDbUsers } from "../../../functions/shared/users/dynamodb-users";
import { newUserRow } from "../../../functions/shared/users/user-row";
import { startLocalAws, type LocalAws } from "../../../tools/local-aws/local-aws";
import { duringTests } from "../../support/during-tests";
import { TestUserTable } from "../../support/user-table";

const id = "1b9d";
const now = new Date("2025-06-01T12:00:00.000Z");
const later = new Date("2025-06-02T12:00:00.000Z");
const row = newUserRow({ sub: id, username: "ada", attributes: {} }, [], now);
const { signal } = new AbortController();

let aws: LocalAws;
duringTests(startLocalAws, (started) => {
  aws = started;
});
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
  expect(await users.add({ ...row, username: "grace" }, signal)).toEqual({});
  await table.put({ ...row, pendingGroup: "Users" });
  expect(await users.add(row, signal)).toEqual({ pendingGroup: "Users" });

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

    expect(await users.noteSignIn(id, later, signal)).toBe("noted");

    expect(await stored()).toEqual({ ...row, lastSignInAt: later.toISOString() });
  });

  test("finds a row that owes a group, and changes nothing", async () => {
    await table.put({ ...row, pendingGroup: "Users" });

    expect(await users.noteSignIn(id, later, signal)).toEqual({ pendingGroup: "Users" });

    expect(await stored()).toEqual({ ...row, pendingGroup: "Users" });
  });

  test("finds that there is no row, and makes none", async () => {
    expect(await users.noteSignIn(id, later, signal)).toBe("no row");

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
