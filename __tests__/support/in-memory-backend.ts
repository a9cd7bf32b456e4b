import type { Directory, PoolUser } from "../../functions/shared/directory/directory";
import type { UserRow } from "../../functions/shared/users/user-row";
import type {
  CopyUpdate,
  FoundRow,
  GroupDebt,
  RowCopies,
  SignIns,
  Users,
} from "../../functions/shared/users/users";

/** What happens to a call before it does its work. */
export type Fault = (signal: AbortSignal) => Promise<void>;

/** Ignores its signal, too. */
export const never: Fault = () => new Promise<void>(() => undefined);

/** Ends with its signal, as the SDK does: it needs a moment to take a request down. */
export const untilAborted: Fault = (signal) =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      setTimeout(reject, 20, new Error("gave up at the deadline"));
    });
  });

export const throwing =
  (error: unknown): Fault =>
  () =>
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the point
    Promise.reject(error);

export const works: Fault = () => Promise.resolve();

/** A user table in memory, with DynamoDB's conditions. */
export class InMemoryUsers implements Users, SignIns, RowCopies {
  readonly rows = new Map<string, UserRow>();
  /** Names of the calls, in the order of their beginning. */
  readonly calls: string[] = [];
  /** One for each call to come; calls beyond them work. */
  faults: Fault[] = [];

  async add(row: UserRow, signal: AbortSignal): Promise<FoundRow | undefined> {
    await this.begin("add", signal);
    const found = this.rows.get(row.id);
    if (!found) this.rows.set(row.id, row);
    return found && foundRow(found);
  }

  async oweGroup({ id, group }: GroupDebt, signal: AbortSignal): Promise<void> {
    await this.begin("oweGroup", signal);
    const row = this.rows.get(id);
    if (row) this.rows.set(id, { ...row, pendingGroup: group });
  }

  async settleGroup(
    { id, group, now, isSignIn = false }: GroupDebt & { readonly isSignIn?: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    await this.begin("settleGroup", signal);
    const { pendingGroup, ...row } = this.rows.get(id) ?? ({} as UserRow);
    if (pendingGroup !== group) return;
    const settled = isSignIn ? { ...row, lastSignInAt: now.toISOString() } : row;
    this.rows.set(id, settled);
  }

  async noteSignIn(id: string, now: Date, signal: AbortSignal): Promise<FoundRow | undefined> {
    await this.begin("noteSignIn", signal);
    const row = this.rows.get(id);
    if (!row || row.pendingGroup !== undefined) return row && foundRow(row);
    const noted = { ...row, lastSignInAt: now.toISOString() };
    this.rows.set(id, noted);
    return foundRow(noted);
  }

  async updateCopies(
    { id, outdated, found, now }: CopyUpdate,
    signal: AbortSignal,
  ): Promise<boolean> {
    await this.begin("updateCopies", signal);
    const row = this.rows.get(id);
    const isAsRead = ["_version", ...Object.keys(outdated)].every(
      (field) => row?.[field] === found[field],
    );
    if (!row || !isAsRead) return false;
    const updated: Readonly<Record<string, unknown>> = {
      ...row,
      ...outdated,
      _version: row._version + 1,
      _lastChangedAt: now.getTime(),
      updatedAt: now.toISOString(),
    };
    const entries = Object.entries(updated).filter(([, value]) => value !== undefined);
    this.rows.set(id, Object.fromEntries(entries) as UserRow);
    return true;
  }

  private async begin(call: string, signal: AbortSignal): Promise<void> {
    this.calls.push(call);
    await this.faults.shift()?.(signal);
  }
}

function foundRow(row: UserRow): FoundRow {
  const { pendingGroup } = row;
  return { fields: row, ...(pendingGroup !== undefined && { pendingGroup }) };
}

/** Groups in memory. */
export class InMemoryDirectory implements Directory {
  readonly groups = new Map<string, Set<string>>();
  readonly pools = new Set<string>();
  calls = 0;
  /** One for each call to come; calls beyond them work. */
  faults: Fault[] = [];

  async addToGroup(user: PoolUser, group: string, signal: AbortSignal): Promise<void> {
    this.calls += 1;
    await this.faults.shift()?.(signal);
    this.pools.add(`${user.region} ${user.userPoolId}`);
    this.groups.set(group, (this.groups.get(group) ?? new Set()).add(user.username));
  }

  membersOf(group: string): readonly string[] {
    return [...(this.groups.get(group) ?? [])];
  }
}

/** What a function has logged. */
export class Logged {
  readonly entries: { readonly level: "error" | "warn"; readonly entry: unknown }[] = [];

  readonly error = (entry: unknown): void => {
    this.entries.push({ level: "error", entry });
  };

  readonly warn = (entry: unknown): void => {
    this.entries.push({ level: "warn", entry });
  };
}

/** An error as the AWS SDK throws it. */
export function awsError(code: string, message: string): Error {
  return Object.assign(new Error(message), {
    name: code,
    $fault: "client",
    $metadata: { httpStatusCode: 400, requestId: "req-1", attempts: 3 },
  });
}
