/** What was found of a user or a row. */
export type FindingKind =
  /** A user without a row, whom no trigger has provisioned. Healed with row and group. */
  | "user-without-row"
  /** A row that says its user is owed a group (`pendingGroup`). Healed with that group. */
  | "group-owed"
  /** A provisioned user in no group at all: an administrator may have taken the group away. */
  | "user-without-group"
  /** A row whose user is not in the pool. */
  | "row-without-user"
  /** A user or a row that could not be looked at. */
  | "not-checked";

/** One thing that was found, with nothing of the user but the `sub`. */
export interface Finding {
  readonly kind: FindingKind;
  readonly sub: string;
  /** `reported` is for a person to decide. */
  readonly outcome: "healed" | "reported" | "failed";
  /** AWS's error code, or the error's name, where it failed. */
  readonly error?: string;
}

/** What a run has counted since its beginning, in however many parts it ran. */
export interface Counts {
  /** Users of the pool that were looked at or skipped. */
  readonly users: number;
  /** Of these, skipped: they have not confirmed their sign-up, and are owed nothing yet. */
  readonly unconfirmed: number;
  /** Of these, skipped: they have just changed, and may be in the middle of their sign-up. */
  readonly recent: number;
  /** Rows of the table. */
  readonly rows: number;
  readonly healedRows: number;
  readonly healedGroups: number;
  readonly usersWithoutRow: number;
  readonly groupsOwed: number;
  readonly usersWithoutGroup: number;
  readonly rowsWithoutUser: number;
  /** Users and rows that could not be healed or looked at. */
  readonly failed: number;
  /** The same, by error code. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The count of a run that has not begun. */
export const NOTHING_COUNTED: Counts = {
  users: 0,
  unconfirmed: 0,
  recent: 0,
  rows: 0,
  healedRows: 0,
  healedGroups: 0,
  usersWithoutRow: 0,
  groupsOwed: 0,
  usersWithoutGroup: 0,
  rowsWithoutUser: 0,
  failed: 0,
  errors: {},
};

/** The counts of findings by their kind. What was not checked is a failure, and counted as one. */
const countOf = {
  "user-without-row": "usersWithoutRow",
  "group-owed": "groupsOwed",
  "user-without-group": "usersWithoutGroup",
  "row-without-user": "rowsWithoutUser",
  "not-checked": undefined,
} as const satisfies Record<FindingKind, keyof Counts | undefined>;

type Skipped = Partial<Pick<Counts, "users" | "unconfirmed" | "recent" | "rows">>;

/** Adds a page to the counts: how many were looked at, and what was found. */
export function counted(before: Counts, seen: Skipped, findings: readonly Finding[]): Counts {
  const after: Record<Exclude<keyof Counts, "errors">, number> & { errors: Counts["errors"] } = {
    ...before,
    users: before.users + (seen.users ?? 0),
    unconfirmed: before.unconfirmed + (seen.unconfirmed ?? 0),
    recent: before.recent + (seen.recent ?? 0),
    rows: before.rows + (seen.rows ?? 0),
  };
  for (const { kind, outcome, error = "unknown" } of findings) {
    const name = countOf[kind];
    if (name !== undefined) after[name] += 1;
    if (outcome === "healed") {
      if (kind === "user-without-row") after.healedRows += 1;
      after.healedGroups += 1;
    }
    if (outcome === "failed") {
      after.failed += 1;
      after.errors = { ...after.errors, [error]: (after.errors[error] ?? 0) + 1 };
    }
  }
  return after;
}
