/** What was found of a user or a row. */
export type FindingKind =
  /** A user without a row, whom no trigger has provisioned. Healed with row and group. */
  | "user-without-row"
  /** A row that says its user is owed a group (`pendingGroup`). Healed with that group. */
  | "group-owed"
  /** A provisioned user in no group at all: an administrator may have taken the group away. */
  | "user-without-group"
  /** A row whose copies are not as the pool has them. Healed with what the pool has. */
  | "row-outdated"
  /** A row whose user is not in the pool. Removed where the environment says so. */
  | "row-without-user"
  /** A user or a row that could not be looked at. */
  | "not-checked";

/** One thing that was found, with nothing of the user but the `sub`. */
export interface Finding {
  readonly kind: FindingKind;
  readonly sub: string;
  /** `reported` is for a person to decide. */
  readonly outcome: "healed" | "reported" | "removed" | "failed";
  /** The names of the row's fields that were outdated. */
  readonly fields?: readonly string[];
  /** ISO 8601: when a run first found the user missing. */
  readonly missingSince?: string;
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
  /** Of these, rows whose user is in the pool. */
  readonly rowsWithUser: number;
  /** Of these, rows that are missing their user for as long as the settings ask. */
  readonly rowsDue: number;
  readonly healedRows: number;
  readonly healedGroups: number;
  readonly usersWithoutRow: number;
  readonly groupsOwed: number;
  readonly usersWithoutGroup: number;
  readonly rowsWithoutUser: number;
  readonly rowsOutdated: number;
  readonly healedCopies: number;
  readonly rowsRemoved: number;
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
  rowsWithUser: 0,
  rowsDue: 0,
  healedRows: 0,
  healedGroups: 0,
  usersWithoutRow: 0,
  groupsOwed: 0,
  usersWithoutGroup: 0,
  rowsWithoutUser: 0,
  rowsOutdated: 0,
  healedCopies: 0,
  rowsRemoved: 0,
  failed: 0,
  errors: {},
};

/** The counts of findings by their kind. What was not checked is a failure, and counted as one. */
const countOf = {
  "user-without-row": "usersWithoutRow",
  "group-owed": "groupsOwed",
  "user-without-group": "usersWithoutGroup",
  "row-outdated": "rowsOutdated",
  "row-without-user": "rowsWithoutUser",
  "not-checked": undefined,
} as const satisfies Record<FindingKind, keyof Counts | undefined>;

/** What a healed finding has given. */
const healedCounts = {
  "user-without-row": ["healedRows", "healedGroups"],
  "group-owed": ["healedGroups"],
  "row-outdated": ["healedCopies"],
} as const satisfies Partial<Record<FindingKind, readonly (keyof Counts)[]>>;

/** What a page adds beside its findings. */
export type Looked = Partial<
  Pick<Counts, "users" | "unconfirmed" | "recent" | "rows" | "rowsWithUser" | "rowsDue">
>;

/** Adds a page to the counts: how many were looked at, and what was found. */
export function counted(before: Counts, looked: Looked, findings: readonly Finding[]): Counts {
  const after: Record<Exclude<keyof Counts, "errors">, number> & { errors: Counts["errors"] } = {
    ...before,
  };
  for (const [name, number] of Object.entries(looked)) after[name as keyof Looked] += number;
  for (const { kind, outcome, error = "unknown" } of findings) {
    if (outcome === "removed") {
      // It was counted when it was found.
      after.rowsRemoved += 1;
      continue;
    }
    const name = countOf[kind];
    if (name !== undefined) after[name] += 1;
    if (outcome === "healed") {
      const healed: Partial<Record<FindingKind, readonly Exclude<keyof Counts, "errors">[]>> =
        healedCounts;
      for (const given of healed[kind] ?? []) after[given] += 1;
    }
    if (outcome === "failed") {
      after.failed += 1;
      after.errors = { ...after.errors, [error]: (after.errors[error] ?? 0) + 1 };
    }
  }
  return after;
}
