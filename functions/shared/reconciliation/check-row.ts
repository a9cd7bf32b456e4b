import type { ListedRow } from "./listed-row";
import type { ReconciledPool, ReconciledTable } from "./collaborators";
import { errorCode } from "./error-code";
import type { Finding } from "./report";

/** What came of looking at a row. */
export interface CheckedRow {
  /** Whether the row's user is in the pool; `undefined` if nobody could tell. */
  readonly isThere: boolean | undefined;
  readonly finding?: Finding;
}

interface Collaborators {
  readonly pool: Pick<ReconciledPool, "subOf">;
  readonly table: Pick<ReconciledTable, "noteMissing" | "noteThere" | "remove">;
  readonly clock: () => Date;
}

/**
 * Asks the pool for the user of a row. A row without one is reported; it may be all that is left of a
 * user whom somebody has deleted by mistake, so nothing removes it here.
 *
 * @param seen whether the run has met the user in the pool.
 * @param notes whether to note on the row since when it is missing its user. A note that is wrong by now
 *   is taken away.
 * @returns what was found. Never throws.
 */
export async function checkRow(
  { pool, table, clock }: Collaborators,
  row: ListedRow,
  { seen, notes }: { readonly seen: boolean; readonly notes: "all" | "only away" | "none" },
): Promise<CheckedRow> {
  const { id: sub, username, missingSince } = row;
  try {
    // A username may be taken again by somebody else; a sub never is. Cognito finds users by it too.
    const isThere = seen || (await pool.subOf(username ?? sub)) === sub;
    if (isThere) {
      if (missingSince !== undefined && notes !== "none") await table.noteThere(sub);
      return { isThere };
    }
    const now = clock();
    if (missingSince === undefined && notes === "all") await table.noteMissing(sub, now);
    return {
      isThere,
      finding: {
        kind: "row-without-user",
        sub,
        outcome: "reported",
        ...(missingSince !== undefined && { missingSince }),
      },
    };
  } catch (error) {
    return { isThere: undefined, finding: notChecked(sub, error) };
  }
}

/**
 * Removes a row that is due, after asking the pool once more: by the row's username and by the `sub`. A
 * user who is there after all keeps the row, without the note.
 *
 * @returns what was done; `undefined` if the row has changed since it was read. Never throws.
 */
export async function removeRow(
  { pool, table }: Collaborators,
  row: ListedRow,
): Promise<Finding | undefined> {
  const { id: sub, username = sub, missingSince } = row;
  try {
    for (const name of new Set([username, sub])) {
      if ((await pool.subOf(name)) !== sub) continue;
      await table.noteThere(sub);
      return undefined;
    }
    return (await table.remove(row))
      ? {
          kind: "row-without-user",
          sub,
          outcome: "removed",
          ...(missingSince !== undefined && { missingSince }),
        }
      : undefined;
  } catch (error) {
    return notChecked(sub, error);
  }
}

function notChecked(sub: string, error: unknown): Finding {
  return { kind: "not-checked", sub, outcome: "failed", error: errorCode(error) };
}
