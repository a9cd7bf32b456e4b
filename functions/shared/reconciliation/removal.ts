import type { ListedRow } from "./listed-row";
import type { Counts } from "./report";

/** How rows of deleted users are removed. */
export interface RemovalOptions {
  /** Days from the run that found the user missing to the run that removes the row: 1 at least. */
  readonly afterDays: number;
  /** Whether a person has said that it may be more rows than {@link whyNotRemoved} lets go. */
  readonly isConfirmed?: boolean;
}

/** Rows that may always go at once: a small table has no share worth the name. */
const FEW = 10;

/** Of all rows, how many may go at once without a word of a person. */
const SHARE = 0.05;

const DAY = 24 * 60 * 60_000;

/** Rows that are missing their user since then or longer may go. */
export function dueBefore({ afterDays }: RemovalOptions, now: Date): string {
  return new Date(now.getTime() - afterDays * DAY).toISOString();
}

/**
 * Whether a row is missing its user for long enough. A time that cannot be read, or that no run has
 * written, is never long ago.
 */
export function isDue({ missingSince }: ListedRow, before: string): boolean {
  if (missingSince === undefined || Number.isNaN(Date.parse(missingSince))) return false;
  return new Date(missingSince).toISOString() <= before;
}

/** Why a run removes none of the rows that are due; with a way out where there is one. */
export interface RemovalRefusal {
  readonly reason: "no row has a user in this pool" | "too many rows at once";
  readonly due: number;
  readonly rows: number;
  /** What may go at once. */
  readonly most: number;
}

/**
 * Looks at the whole before anything is removed. A run that was led to another pool, another Region or
 * a pool that was made anew finds every user missing: then no row has a user, or far too many have none.
 *
 * @returns `undefined` where the rows that are due may go.
 */
export function whyNotRemoved(
  { rows, rowsWithUser, rowsDue }: Counts,
  { isConfirmed = false }: RemovalOptions,
): RemovalRefusal | undefined {
  const most = Math.max(FEW, Math.floor(rows * SHARE));
  const about = { due: rowsDue, rows, most };
  if (rowsWithUser === 0) return { reason: "no row has a user in this pool", ...about };
  return rowsDue > most && !isConfirmed ? { reason: "too many rows at once", ...about } : undefined;
}
