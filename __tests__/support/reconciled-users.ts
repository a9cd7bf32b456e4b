import { listedRow, type ListedRow } from "../../functions/shared/reconciliation/listed-row";
import type {
  ListedUser,
  Page,
  ReconciledPool,
  ReconciledTable,
  ReconciliationCollaborators,
} from "../../functions/shared/reconciliation/collaborators";
import type { PoolUser } from "../../functions/shared/directory/directory";
import type { UserRow } from "../../functions/shared/users/user-row";
import type {
  CopyUpdate,
  FoundRow,
  GroupDebt,
  RowFields,
} from "../../functions/shared/users/users";

export const NOW = new Date("2026-03-01T12:00:00Z");
export const LONG_AGO = new Date("2025-03-01T12:00:00Z");

/** An error as the SDK throws it. */
export function awsError(code: string): Error {
  return Object.assign(new Error("no details"), { name: code, $fault: "client" });
}

/** A confirmed user. A test shows only what is different. */
export function listed(name: string, parts: Partial<ListedUser> = {}): ListedUser {
  return {
    sub: `sub-of-${name}`,
    username: name,
    status: "CONFIRMED",
    changedAt: LONG_AGO,
    attributes: { sub: `sub-of-${name}`, email: `${name}@example.org` },
    ...parts,
  };
}

/** A row whose user was provisioned, and whose copies are as {@link listed} has them. */
export function rowOf(name: string, parts: RowFields = {}): Row {
  const copies = { username: name, email: `${name}@example.org`, emailVerified: false };
  return { id: `sub-of-${name}`, ...copies, ...parts };
}

/** A row as the table keeps it. */
export type Row = RowFields & { readonly id: string };

/** A pool in memory, with pages of `pageSize`. */
export class FakePool implements ReconciledPool {
  readonly region = "eu-west-1";
  readonly userPoolId = "eu-west-1_Abc";
  users: ListedUser[] = [];
  readonly groups = new Map<string, Set<string>>();
  /** Calls in order, such as `add ada Users`. */
  readonly calls: string[] = [];
  /** Runs before each call; may throw. */
  before: (call: string) => void = () => undefined;

  constructor(private readonly pageSize = 2) {}

  listUsers(token = "0"): Promise<Page<ListedUser>> {
    return this.run(`list ${token}`, () => page(this.users, Number(token), this.pageSize));
  }

  isInAnyGroup(username: string): Promise<boolean | undefined> {
    return this.run(
      `groups ${username}`,
      () => this.find(username) && (this.groups.get(username)?.size ?? 0) > 0,
    );
  }

  subOf(username: string): Promise<string | undefined> {
    return this.run(`get ${username}`, () => this.find(username)?.sub);
  }

  addToGroup({ username }: PoolUser, group: string): Promise<void> {
    return this.run(`add ${username} ${group}`, () => {
      if (!this.find(username)) throw awsError("UserNotFoundException");
      this.groups.set(username, new Set([...(this.groups.get(username) ?? []), group]));
    });
  }

  delete(username: string): void {
    this.users = this.users.filter((user) => user.username !== username);
  }

  private find(username: string): ListedUser | undefined {
    return this.users.find((user) => user.username === username || user.sub === username);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws as a rejection
  private async run<T>(call: string, work: () => T): Promise<T> {
    this.calls.push(call);
    this.before(call);
    return work();
  }
}

/** A table in memory, with pages of `pageSize`. */
export class FakeTable implements ReconciledTable {
  readonly rows = new Map<string, Row>();
  /** Calls that write, in order. */
  readonly writes: string[] = [];
  /** Runs before each call; may throw. */
  before: (call: string) => void = () => undefined;

  constructor(private readonly pageSize = 2) {}

  put(...rows: readonly Row[]): void {
    for (const row of rows) this.rows.set(row.id, row);
  }

  findRows(subs: readonly string[]): Promise<ReadonlyMap<string, ListedRow>> {
    return this.run(`find ${subs.join(" ")}`, () => {
      const found = subs.flatMap((sub) => this.rows.get(sub) ?? []);
      return new Map(found.map((row) => [row.id, listedRow(row)]));
    });
  }

  listRows(token = "0"): Promise<Page<ListedRow>> {
    return this.run(`scan ${token}`, () =>
      page([...this.rows.values()].map(listedRow), Number(token), this.pageSize),
    );
  }

  /** Goes on after a key, as DynamoDB does: rows that are removed meanwhile move no page. */
  listMissing(before: string, token = ""): Promise<Page<ListedRow>> {
    return this.run(`missing ${token}`, () => {
      const left = [...this.rows.values()]
        .filter(({ id }) => id > token)
        .sort((one, other) => (one.id < other.id ? -1 : 1));
      const items = left.slice(0, this.pageSize);
      const missing = items.filter(({ missingSince }) => String(missingSince) <= before);
      const last = left.length > items.length && items.at(-1);
      return { items: missing.map(listedRow), ...(last && { next: last.id }) };
    });
  }

  noteMissing(id: string, now: Date): Promise<void> {
    return this.write(`missing ${id}`, (row) => {
      this.rows.set(id, { missingSince: now.toISOString(), ...row });
      return undefined;
    });
  }

  noteThere(id: string): Promise<void> {
    return this.write(`there ${id}`, ({ missingSince, ...row }) => {
      if (missingSince !== undefined) this.rows.set(id, row);
      return undefined;
    });
  }

  remove({ id, missingSince }: Pick<ListedRow, "id" | "missingSince">): Promise<boolean> {
    return this.write(
      `remove ${id}`,
      (row) => row["missingSince"] === missingSince && this.rows.delete(id),
    );
  }

  updateCopies({ id, outdated, found }: CopyUpdate): Promise<boolean> {
    return this.write(`copy ${id}`, (row) => {
      if (Object.keys(outdated).some((field) => row[field] !== found[field])) return false;
      this.rows.set(id, { ...row, ...outdated });
      return true;
    });
  }

  private write<T>(call: string, change: (row: Row) => T): Promise<T> {
    return this.run(call, () => {
      this.writes.push(call);
      return change(this.rows.get(call.split(" ")[1] ?? "") ?? { id: "" });
    });
  }

  add(row: UserRow): Promise<FoundRow | undefined> {
    return this.run(`put ${row.id}`, () => {
      this.writes.push(`put ${row.id}`);
      const found = this.rows.get(row.id);
      if (found === undefined) this.rows.set(row.id, row);
      return found && listedRow(found);
    });
  }

  settleGroup({ id, group }: GroupDebt): Promise<void> {
    return this.run(`settle ${id}`, () => {
      this.writes.push(`settle ${id}`);
      const { pendingGroup, ...row } = this.rows.get(id) ?? { id };
      if (pendingGroup === group) this.rows.set(id, row);
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws as a rejection
  private async run<T>(call: string, work: () => T): Promise<T> {
    this.before(call);
    return work();
  }
}

function page<T>(all: readonly T[], start: number, size: number): Page<T> {
  const items = all.slice(start, start + size);
  return start + size < all.length ? { items, next: String(start + size) } : { items };
}

/** What a run works with, over a fake pool and table. */
export function collaboratorsOf(pool: FakePool, table: FakeTable): ReconciliationCollaborators {
  return {
    pool,
    table,
    groups: {
      defaultGroup: "Users",
      groupAttribute: "custom:group",
      allowedGroups: ["Managers"],
    },
    rowAttributes: [],
    clock: () => NOW,
  };
}
