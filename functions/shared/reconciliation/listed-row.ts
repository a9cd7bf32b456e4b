import type { FoundRow, RowFields } from "../users/users";

/** What a reconciliation reads of a row. */
export interface ListedRow extends FoundRow {
  /** The user's `sub`. */
  readonly id: string;
  /** A row that was made by hand may have none. */
  readonly username?: string;
  /** ISO 8601: when a run first found that the pool has no such user. */
  readonly missingSince?: string;
}

/** A row by its fields. One that is no text counts as missing. */
export function listedRow(fields: RowFields): ListedRow {
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === "string" && value !== "" ? { [name]: value } : {};
  };
  return {
    id: "",
    ...text("id"),
    ...text("username"),
    ...text("pendingGroup"),
    ...text("missingSince"),
    fields,
  };
}
