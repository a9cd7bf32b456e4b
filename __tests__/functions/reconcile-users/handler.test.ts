import { beforeEach, expect, test } from "@jest/globals";
import {
  createHandler,
  MOST_CONTINUATIONS,
  type ContinuationEvent,
} from "../../../functions/reconcile-users/handler";
import type { RemovalOptions } from "../../../functions/shared/reconciliation/removal";
import { readReconcileUsersSettings } from "../../../functions/reconcile-users/settings";
import {
  awsError,
  collaboratorsOf,
  FakePool,
  FakeTable,
  listed,
  rowOf,
} from "../../support/reconciled-users";

let pool: FakePool;
let table: FakeTable;
/** What the function has sent itself. */
let sent: ContinuationEvent[];
let records: unknown[];
let errors: unknown[];
beforeEach(() => {
  pool = new FakePool();
  table = new FakeTable();
  sent = [];
  records = [];
  errors = [];
});

const handler = (removal?: RemovalOptions) =>
  createHandler({
    ...collaboratorsOf(pool, table),
    settings: { mode: "heal", requestsPerSecond: 10, removal },
    goOn: (event) => {
      sent.push(JSON.parse(JSON.stringify(event)) as ContinuationEvent);
      return Promise.resolve();
    },
    log: { info: (record) => records.push(record), error: (record) => errors.push(record) },
  });

const plenty = { getRemainingTimeInMillis: () => 900_000 };

/** The time of an invocation, nearly over after `pages` pages. */
function timeFor(pages: number) {
  let left = pages;
  return { getRemainingTimeInMillis: () => (left-- > 0 ? 900_000 : 59_000) };
}

const names = Array.from({ length: 7 }, (_, index) => `user-${index}`);

test("the schedule's empty event heals the whole pool and logs one record", async () => {
  pool.users = names.map((name) => listed(name));

  await handler()({}, plenty);

  expect(sent).toEqual([]);
  expect(records).toEqual([
    {
      reconciliation: expect.objectContaining({
        mode: "heal",
        done: true,
        counts: expect.objectContaining({ users: 7, healedRows: 7 }),
      }),
      findings: expect.arrayContaining([
        { kind: "user-without-row", sub: "sub-of-user-0", outcome: "healed" },
      ]),
    },
  ]);
});

test("with less than a minute left it sends itself the state, until all is done", async () => {
  pool.users = names.map((name) => listed(name));

  let event: Partial<ContinuationEvent> = {};
  let parts = 0;
  for (; ; parts++) {
    sent.length = 0;
    await handler()(event, timeFor(1));
    const [next] = sent;
    if (next === undefined) break;
    event = next;
  }

  expect(parts).toBeGreaterThan(5);
  expect(pool.groups.size).toBe(7);
  expect(records.at(-1)).toMatchObject({
    reconciliation: { done: true, continuation: parts, counts: { users: 7, healedRows: 7 } },
  });
});

test("a failure in an early part makes the last part fail, after the work is done", async () => {
  pool.users = names.map((name) => listed(name));
  pool.before = (call) => {
    if (call.startsWith("add user-0")) throw awsError("ResourceNotFoundException");
  };

  await handler()({}, timeFor(2));
  expect(sent).toHaveLength(1);
  await expect(handler()(sent[0] ?? {}, plenty)).rejects.toThrow("1 users or rows");

  expect(pool.groups.size).toBe(6);
});

test("a page that cannot be read is an error with the state to go on from", async () => {
  pool.before = () => {
    throw awsError("AccessDeniedException");
  };

  await expect(handler()({}, plenty)).rejects.toThrow("ended early");

  expect(errors).toEqual([
    expect.objectContaining({
      state: expect.objectContaining({ phase: "users", pages: 0 }),
      error: expect.objectContaining({ code: "AccessDeniedException" }),
    }),
  ]);
});

test("a chain ends before Lambda would cut it off, and says what to do", async () => {
  pool.users = names.map((name) => listed(name));
  await handler()({}, timeFor(1));
  const state = sent[0]?.state;
  sent.length = 0;

  await expect(
    handler()({ ...(state && { state }), continuation: MOST_CONTINUATIONS }, timeFor(1)),
  ).rejects.toThrow("npm run reconcile");

  expect(sent).toEqual([]);
});

test("an invocation that has no time for a single page does not start another one", async () => {
  pool.users = names.map((name) => listed(name));

  await expect(handler()({}, timeFor(0))).rejects.toThrow("too short");

  expect(sent).toEqual([]);
});

test("an event with another state is refused before anything is read", async () => {
  const event = { state: { phase: "users" } } as unknown as ContinuationEvent;

  await expect(handler()(event, plenty)).rejects.toThrow("not the state");

  expect(pool.calls).toEqual([]);
});

test("nothing of a user but the sub is logged", async () => {
  pool.users = [listed("ada"), listed("grace")];
  table.put(rowOf("ghost"));
  pool.before = (call) => {
    if (call.startsWith("add grace")) throw awsError("InvalidParameterException");
  };

  await expect(handler()({}, plenty)).rejects.toThrow();

  const logged = JSON.stringify([records, errors]).replaceAll("sub-of-", "");
  expect(logged).toContain("ada");
  expect(logged).not.toContain("example.org");
  expect(JSON.stringify([records, errors]).replace(/sub-of-\w+/g, "")).not.toMatch(/ada|grace/);
});

const variables = {
  AWS_REGION: "eu-west-1",
  AWS_LAMBDA_FUNCTION_NAME: "reconcile",
  USER_POOL_ID: "eu-west-1_Abc",
  RECONCILE_MODE: "report",
  REQUESTS_PER_SECOND: "10",
};

test.each([
  ["USER_POOL_ID", undefined],
  ["RECONCILE_MODE", "repair"],
  ["REQUESTS_PER_SECOND", "0"],
  ["REQUESTS_PER_SECOND", "many"],
  ["REMOVE_ROWS_AFTER_DAYS", "0"],
  ["REMOVE_ROWS_AFTER_DAYS", "soon"],
  ["REMOVE_ROWS_AFTER_DAYS", ""],
])("the variable %s as %s is refused by its name", (name, value) => {
  expect(readReconcileUsersSettings(variables)).toMatchObject({ mode: "report" });
  expect(() => readReconcileUsersSettings({ ...variables, [name]: value })).toThrow(name);
});

test("rows of deleted users go where the settings say so, and never without a word when they are many", async () => {
  const missingSince = "2026-01-01T00:00:00.000Z";
  pool.users = [listed("ada")];
  table.put(rowOf("ada"), rowOf("gone", { missingSince }));
  await handler({ afterDays: 30 })({}, plenty);
  expect([...table.rows.keys()]).toEqual(["sub-of-ada"]);

  table.put(
    ...names.flatMap((name) => [
      rowOf(name, { missingSince }),
      rowOf(`${name}-2`, { missingSince }),
    ]),
  );
  await expect(handler({ afterDays: 30 })({}, plenty)).rejects.toThrow(
    "14 rows of deleted users are due, and none was removed: too many rows at once",
  );
  expect(table.rows.size).toBe(15);
  expect(errors).toEqual([
    { failure: "rows not removed", reason: "too many rows at once", due: 14, rows: 15, most: 10 },
  ]);
});
