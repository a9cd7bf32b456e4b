import type { RowFields } from "./users";

/** The field of a row that keeps its user out. */
export const SUSPENDED = "suspended";

/**
 * Whether a row keeps its user out. Rows are edited by hand too: `"true"` or `1` must not let somebody
 * in by its type. A user without a row is not suspended.
 */
export function isSuspended(row: RowFields | undefined): boolean {
  return (row?.[SUSPENDED] ?? false) !== false;
}
