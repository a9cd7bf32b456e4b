import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  reconcile,
  type ReconciliationOutcome,
} from "../../../../functions/shared/reconciliation/reconcile";
import type { Finding } from "../../../../functions/shared/reconciliation/report";
import {
  readState,
  type ReconciliationState,
} from "../../../../functions/shared/reconciliation/state";
import {
  awsError,
  collaboratorsOf,
  FakePool,
  FakeTable,
  listed,
  LONG_AGO,
  NOW,
  rowOf,
} from "../../../support/reconciled-users";

let pool: FakePool;
let table: FakeTable;
beforeEach(() => {
  pool = new FakePool();
  table = new FakeTable();
});

const heal = (options = {}) =>
  reconcile(collaboratorsOf(pool, table), { mode: "heal", ...options });
const groupsOf = (username: string) => [...(pool.groups.get(username) ?? [])];

test("a user without a row gets the row and the group that a sign-up would have given", async () => {
  pool.users = [
    listed("ada"),
    listed("grace", { attributes: { sub: "sub-of-grace", "custom:group": "Managers" } }),
    listed("joan", { status: "FORCE_CHANGE_PASSWORD" }),
  ];

  const { done, state, findings } = await heal();

  expect(done).toBe(true);
  expect([groupsOf("ada"), groupsOf("grace"), groupsOf("joan")]).toEqual([
    ["Users"],
    ["Managers"],
    ["Users"],
  ]);
  expect(table.rows.get("sub-of-ada")).toMatchObject({
    id: "sub-of-ada",
    username: "ada",
    email: "ada@example.org",
    createdAt: NOW.toISOString(),
  });
  expect(state.counts).toMatchObject({ users: 3, healedRows: 3, healedGroups: 3, failed: 0 });
  expect(findings.map(({ kind, outcome }) => [kind, outcome])).toEqual(
    Array(3).fill(["user-without-row", "healed"]),
  );
});

test("a user whose row owes a group gets it, and the row owes nothing any more", async () => {
  pool.users = [listed("ada")];
  table.put(rowOf("ada", { pendingGroup: "Managers" }));

  const { state } = await heal();

  expect(groupsOf("ada")).toEqual(["Managers"]);
  expect(table.rows.get("sub-of-ada")).toEqual(rowOf("ada"));
  expect(state.counts).toMatchObject({ groupsOwed: 1, healedGroups: 1, healedRows: 0 });
});

test("a row that owes a group nobody may ask for gets its user no further than a sign-up would", async () => {
  pool.users = [listed("mallory")];
  table.put(rowOf("mallory", { pendingGroup: "Admins" }));

  await heal();

  expect(groupsOf("mallory")).toEqual(["Users"]);
  expect(table.rows.get("sub-of-mallory")).toEqual(rowOf("mallory"));
});

test("a user whom an administrator took out of every group is reported and stays out", async () => {
  pool.users = [listed("ada"), listed("grace")];
  pool.groups.set("grace", new Set(["Admins"]));
  table.put(rowOf("ada"), rowOf("grace"));

  const { findings } = await heal();

  expect(findings).toEqual([
    { kind: "user-without-group", sub: "sub-of-ada", outcome: "reported" },
  ]);
  expect([groupsOf("ada"), groupsOf("grace")]).toEqual([[], ["Admins"]]);
  expect(table.writes).toEqual([]);
});

test("who has not confirmed or has just changed is left alone, and counted", async () => {
  pool.users = [
    listed("ada", { status: "UNCONFIRMED" }),
    listed("grace", { changedAt: new Date(NOW.getTime() - 60_000) }),
  ];

  const { state, findings } = await heal();

  expect(findings).toEqual([]);
  expect(table.writes).toEqual([]);
  expect(state.counts).toMatchObject({ users: 2, unconfirmed: 1, recent: 1, usersWithoutRow: 0 });
});

test("told that nobody is too recent, a run heals who has just changed", async () => {
  pool.users = [listed("grace", { changedAt: NOW })];

  await heal({ recentMilliseconds: 0 });

  expect(groupsOf("grace")).toEqual(["Users"]);
});

test("reporting finds the same and changes nothing", async () => {
  pool.users = [listed("ada"), listed("grace")];
  table.put(rowOf("grace", { pendingGroup: "Users" }), rowOf("ghost"));

  const { findings, state } = await reconcile(collaboratorsOf(pool, table), { mode: "report" });

  expect(findings).toEqual([
    { kind: "user-without-row", sub: "sub-of-ada", outcome: "reported" },
    { kind: "group-owed", sub: "sub-of-grace", outcome: "reported" },
    { kind: "row-without-user", sub: "sub-of-ghost", outcome: "reported" },
  ]);
  expect(state.counts).toMatchObject({ healedRows: 0, healedGroups: 0, rowsWithoutUser: 1 });
  expect([table.writes, pool.groups.size]).toEqual([[], 0]);
});

test("a row whose user is gone is reported, even where the username is somebody else's now", async () => {
  pool.users = [listed("ada", { sub: "sub-of-another-ada" })];
  table.put(rowOf("ada"), rowOf("another-ada", { username: "ada" }), { id: "sub-of-nobody" });

  const { findings } = await heal();

  expect(findings.filter(({ kind }) => kind === "row-without-user")).toEqual([
    { kind: "row-without-user", sub: "sub-of-ada", outcome: "reported" },
    { kind: "row-without-user", sub: "sub-of-nobody", outcome: "reported" },
  ]);
  expect(table.rows.size).toBe(3);
});

test("rows of users whom the run has seen cost no question to the pool", async () => {
  pool.users = ["a", "b", "c", "d", "e"].map((name) => listed(name));
  for (const { username } of pool.users) {
    table.put(rowOf(username));
    pool.groups.set(username, new Set(["Users"]));
  }

  await heal();

  expect(pool.calls.filter((call) => call.startsWith("get"))).toEqual([]);
});

describe("a row whose copies are not as the pool has them", () => {
  beforeEach(() => {
    pool.users = [listed("ada"), listed("grace")];
    for (const { username } of pool.users) pool.groups.set(username, new Set(["Users"]));
    table.put(rowOf("ada", { email: "old@example.org" }), rowOf("grace"));
  });

  test("is set right, and the finding names the fields alone", async () => {
    const { findings, state } = await heal();

    expect(table.rows.get("sub-of-ada")).toEqual(rowOf("ada"));
    expect(table.writes).toEqual(["copy sub-of-ada"]);
    expect(findings).toEqual([
      { kind: "row-outdated", sub: "sub-of-ada", fields: ["email"], outcome: "healed" },
    ]);
    expect(state.counts).toMatchObject({ rowsOutdated: 1, healedCopies: 1, healedGroups: 0 });
  });

  test("is only reported where a run reports", async () => {
    const { findings } = await reconcile(collaboratorsOf(pool, table), { mode: "report" });

    expect(findings).toEqual([
      { kind: "row-outdated", sub: "sub-of-ada", fields: ["email"], outcome: "reported" },
    ]);
    expect(table.writes).toEqual([]);
  });

  test("is left to a sign-in that has changed it meanwhile", async () => {
    table.before = (call) => {
      if (call.startsWith("copy")) table.put(rowOf("ada", { email: "newer@example.org" }));
    };

    const { findings } = await heal();

    expect(findings).toEqual([]);
    expect(table.rows.get("sub-of-ada")).toMatchObject({ email: "newer@example.org" });
  });

  test("gets the group that it owes too", async () => {
    table.put(rowOf("ada", { email: "old@example.org", pendingGroup: "Managers" }));

    const { state } = await heal();

    expect(table.rows.get("sub-of-ada")).toEqual(rowOf("ada"));
    expect(state.counts).toMatchObject({ healedGroups: 1, healedCopies: 1, failed: 0 });
  });
});

describe("rows of deleted users", () => {
  const days = (count: number) => new Date(NOW.getTime() - count * 24 * 60 * 60_000).toISOString();
  const removing = (removal = {}) => heal({ removal: { afterDays: 30, ...removal } });

  beforeEach(() => {
    pool.users = [listed("ada")];
    pool.groups.set("ada", new Set(["Users"]));
    table.put(rowOf("ada"));
  });

  test("are noted first, and removed only by a run that comes after the days", async () => {
    table.put(
      rowOf("new"),
      rowOf("recent", { missingSince: days(29) }),
      rowOf("due", { missingSince: days(31) }),
    );

    const { findings, state, refused } = await removing();

    expect(refused).toBeUndefined();
    expect([...table.rows.keys()]).toEqual(["sub-of-ada", "sub-of-new", "sub-of-recent"]);
    expect(table.rows.get("sub-of-new")).toMatchObject({ missingSince: NOW.toISOString() });
    expect(table.rows.get("sub-of-recent")).toMatchObject({ missingSince: days(29) });
    expect(findings).toContainEqual({
      kind: "row-without-user",
      sub: "sub-of-due",
      outcome: "removed",
      missingSince: days(31),
    });
    expect(state.counts).toMatchObject({ rowsWithoutUser: 3, rowsDue: 1, rowsRemoved: 1 });
  });

  test.each([
    ["where nothing says that they may go", {}],
    ["where the run only reports", { mode: "report", removal: { afterDays: 30 } }],
  ])("stay as they are %s", async (_, options) => {
    table.put(rowOf("new"), rowOf("due", { missingSince: days(400) }));

    const { state } = await heal(options);

    expect(table.writes).toEqual([]);
    expect(state.counts).toMatchObject({ rowsWithoutUser: 2, rowsRemoved: 0 });
  });

  test.each(["soon", "", 17, true])("stay where the note says %j", async (missingSince) => {
    table.put(rowOf("odd", { missingSince }));

    await removing();

    expect(table.rows.has("sub-of-odd")).toBe(true);
  });

  test("lose the note when the user is there, seen by the run or not", async () => {
    pool.users.push(listed("grace"));
    table.put(
      rowOf("ada", { missingSince: days(400) }),
      rowOf("grace", { missingSince: days(400) }),
    );
    pool.before = (call) => {
      // As if a page of the list had left her out.
      if (call.startsWith("list"))
        pool.users = pool.users.filter(({ username }) => username !== "grace");
      else if (!pool.users.some(({ username }) => username === "grace"))
        pool.users.push(listed("grace"));
    };

    await removing();

    expect(table.rows.get("sub-of-ada")).toEqual(rowOf("ada"));
    expect(table.rows.get("sub-of-grace")).toEqual(rowOf("grace"));
  });

  test("stay when the pool knows the sub after all, when asked once more", async () => {
    table.put(rowOf("due", { missingSince: days(31) }));
    pool.before = (call) => {
      if (call === "get sub-of-due") pool.users.push(listed("due", { username: "renamed" }));
    };

    const { state } = await removing();

    expect(table.rows.get("sub-of-due")).not.toHaveProperty("missingSince");
    expect(state.counts.rowsRemoved).toBe(0);
  });

  test("stay when the pool cannot be asked", async () => {
    table.put(rowOf("due", { missingSince: days(31) }));
    let asked = 0;
    pool.before = (call) => {
      if (call === "get due" && ++asked === 2) throw awsError("TooManyRequestsException");
    };

    const { state } = await removing();

    expect(table.rows.has("sub-of-due")).toBe(true);
    expect(state.counts).toMatchObject({ failed: 1, rowsRemoved: 0 });
  });

  test.each([
    ["an empty pool", []],
    ["another pool", ["x", "y", "z"].map((name) => listed(name))],
  ])("all stay when the run was led to %s, whatever anybody confirms", async (_, users) => {
    pool.users = users;
    pool.groups.clear();
    table.rows.clear();
    table.put(rowOf("due", { missingSince: days(31) }));
    // So that the strangers have no row when the rows are looked at.
    table.before = (call) => {
      if (call.startsWith("put")) throw awsError("Down");
    };

    const { refused } = await removing({ isConfirmed: true });

    expect(refused).toMatchObject({ reason: "no row has a user in this pool", due: 1 });
    expect(table.rows.has("sub-of-due")).toBe(true);
  });

  test("all stay when they are many, unless a person says so", async () => {
    const ghosts = Array.from({ length: 11 }, (__, index) =>
      rowOf(`ghost-${index}`, { missingSince: days(31) }),
    );
    table.put(...ghosts);

    const { refused } = await removing();

    expect(refused).toEqual({ reason: "too many rows at once", due: 11, rows: 12, most: 10 });
    expect(table.rows.size).toBe(12);
    expect((await removing({ isConfirmed: true })).state.counts.rowsRemoved).toBe(11);
    expect([...table.rows.keys()]).toEqual(["sub-of-ada"]);
  });

  test("are removed by a later part, as the counts of the earlier ones say", async () => {
    table.put(rowOf("due", { missingSince: days(31) }), rowOf("due2", { missingSince: days(31) }));
    let pages = 0;
    const first = await heal({ removal: { afterDays: 30 }, until: () => pages++ === 4 });
    expect([first.done, first.state.phase]).toEqual([false, "removals"]);

    const state = readState(JSON.parse(JSON.stringify(first.state)));
    const second = await heal({ removal: { afterDays: 30 }, state });

    expect(second).toMatchObject({ done: true, state: { counts: { rowsRemoved: 2 } } });
  });
});

describe("what goes wrong with one user", () => {
  test("is counted by its code, and the others are healed", async () => {
    pool.users = ["ada", "grace", "joan"].map((name) => listed(name));
    pool.before = (call) => {
      if (call.startsWith("add grace")) throw awsError("TooManyRequestsException");
    };

    const { done, state, findings } = await heal();

    expect(done).toBe(true);
    expect([groupsOf("ada"), groupsOf("joan")]).toEqual([["Users"], ["Users"]]);
    expect(state.counts).toMatchObject({ failed: 1, errors: { TooManyRequestsException: 1 } });
    expect(findings).toContainEqual({
      kind: "user-without-row",
      sub: "sub-of-grace",
      outcome: "failed",
      error: "TooManyRequestsException",
    });
  });

  test("costs them no row: it says which group is owed, and the next run gives it", async () => {
    pool.users = [listed("ada")];
    pool.before = (call) => {
      if (call.startsWith("add")) throw awsError("ResourceNotFoundException");
    };
    await heal();
    expect(table.rows.get("sub-of-ada")).toMatchObject({ pendingGroup: "Users" });

    pool.before = () => undefined;
    const { state } = await heal();

    expect(groupsOf("ada")).toEqual(["Users"]);
    expect(table.rows.get("sub-of-ada")).not.toHaveProperty("pendingGroup");
    expect(state.counts).toMatchObject({ groupsOwed: 1, healedGroups: 1, failed: 0 });
  });

  test("while their groups are read is told from 'no group'", async () => {
    pool.users = [listed("ada")];
    table.put(rowOf("ada"));
    pool.before = (call) => {
      if (call.startsWith("groups")) throw awsError("InternalErrorException");
    };

    const { findings } = await heal();

    expect(findings).toEqual([
      {
        kind: "not-checked",
        sub: "sub-of-ada",
        outcome: "failed",
        error: "InternalErrorException",
      },
    ]);
  });
});

describe("meanwhile", () => {
  test("a user who is deleted leaves neither a row nor a finding", async () => {
    pool.users = [listed("ada")];
    pool.before = (call) => {
      if (call.startsWith("add")) pool.delete("ada");
    };

    const { findings } = await heal();

    expect([findings, table.rows.size]).toEqual([[], 0]);
  });

  test("a user who is deleted before their groups are read is no finding", async () => {
    pool.users = [listed("ada")];
    table.put(rowOf("ada"));
    pool.before = (call) => {
      if (call.startsWith("groups")) pool.delete("ada");
    };

    expect((await heal()).findings).toEqual([]);
  });

  test("a row that a sign-in makes stays as it is", async () => {
    pool.users = [listed("ada")];
    pool.before = (call) => {
      if (call.startsWith("add")) table.put(rowOf("ada", { username: "made at sign-in" }));
    };

    await heal();

    expect(table.rows.get("sub-of-ada")).toEqual(rowOf("ada", { username: "made at sign-in" }));
    expect(groupsOf("ada")).toEqual(["Users"]);
  });

  test("a row that a failed sign-in makes owes the group no longer that the run has given", async () => {
    pool.users = [listed("ada")];
    pool.before = (call) => {
      if (call.startsWith("add")) table.put(rowOf("ada", { pendingGroup: "Users" }));
    };

    await heal();

    expect(table.rows.get("sub-of-ada")).toEqual(rowOf("ada"));
  });
});

describe("a run in parts", () => {
  /** Users and rows in every state, on several pages each. */
  function fill(): void {
    pool = new FakePool(3);
    table = new FakeTable(2);
    const names = Array.from({ length: 13 }, (_, index) => `user-${index}`);
    pool.users = names.map((name, index) =>
      listed(name, index % 6 === 5 ? { status: "UNCONFIRMED" } : { changedAt: LONG_AGO }),
    );
    for (const [index, name] of names.entries()) {
      if (index % 3 === 1) table.put(rowOf(name));
      if (index % 3 === 2) table.put(rowOf(name, { pendingGroup: "Managers" }));
    }
    table.put(rowOf("ghost"), rowOf("shade"));
  }

  const world = () => ({
    rows: [...table.rows.values()],
    groups: [...pool.groups.entries()].map(([name, groups]) => [name, ...groups]).sort(),
  });

  test("that ends after any page ends where one without a break does, with the same counts", async () => {
    fill();
    const whole = await heal();
    const wanted = { counts: whole.state.counts, world: world() };
    const { pages } = whole.state;
    expect(pages).toBeGreaterThan(8);

    for (let boundary = 0; boundary <= pages; boundary++) {
      fill();
      let left = boundary;
      const first = await heal({ until: () => left-- === 0 });
      expect(first.done).toBe(boundary === pages);
      if (first.done) continue;
      // As a function's event or a file carries it.
      const state = readState(JSON.parse(JSON.stringify(first.state)));
      const second = await heal({ state });
      expect(second.done).toBe(true);
      expect({ counts: second.state.counts, world: world() }).toEqual(wanted);
      const ofParts = [...first.findings, ...second.findings];
      expect(sorted(ofParts)).toEqual(sorted(whole.findings));
    }
  });

  test("that dies in the middle of a page, after any call, ends in the same state of things", async () => {
    fill();
    const calls = { count: 0 };
    const countCalls = () => void (calls.count += 1);
    pool.before = countCalls;
    table.before = countCalls;
    await heal();
    const wanted = world();
    const total = calls.count;

    for (let last = 1; last <= total; last++) {
      fill();
      let left = last;
      let kept: ReconciliationState | undefined;
      const dies = () => {
        // A process that is gone makes no further call, whatever it had begun.
        if (left-- <= 0) throw awsError("Killed");
      };
      pool.before = dies;
      table.before = dies;
      await heal({
        onPage: (state: ReconciliationState) => {
          if (left >= 0) kept = state;
        },
      });
      pool.before = () => undefined;
      table.before = () => undefined;
      const { done } = await heal(kept && { state: kept });
      expect(done).toBe(true);
      expect(normal(world())).toEqual(normal(wanted));
    }
  });

  test("that cannot read a page says so, and the next part begins with that page", async () => {
    fill();
    pool.before = (call) => {
      if (call === "list 6") throw awsError("NotAuthorizedException");
    };

    const broken: ReconciliationOutcome = await heal();

    expect(broken).toMatchObject({
      done: false,
      state: { phase: "users", token: "6", pages: 2 },
      error: { name: "NotAuthorizedException" },
    });
    pool.before = () => undefined;
    pool.calls.length = 0;
    expect((await heal({ state: broken.state })).done).toBe(true);
    expect(pool.calls[0]).toBe("list 6");
  });

  const sorted = (findings: readonly Finding[]) =>
    findings.map((finding) => JSON.stringify(finding)).sort();

  /** Without the order of writing, which is nobody's business. */
  const normal = ({ rows, groups }: ReturnType<typeof world>) => ({
    rows: rows.map(({ id, pendingGroup }) => [id, pendingGroup]).sort(),
    groups,
  });
});

test.each([
  ["nothing", undefined],
  ["another object", { phase: "users" }],
  ["an unknown phase", { phase: "groups", pages: 0, counts: {} }],
  ["counts without some", { phase: "rows", pages: 0, counts: { users: 1 } }],
])("%s is not taken for a state", (_, value) => {
  expect(() => readState(value)).toThrow("not the state of a reconciliation");
});
