import type { UserRow } from "./user-row";

/** The user table, as the functions see it. */
export interface Users {
  /**
   * Adds a row unless the user has one, whose content then stays as it is: adding twice, or twice at
   * once, is the same as once.
   *
   * @param signal ends the attempt, retries included; the promise then rejects.
   */
  add(row: UserRow, signal: AbortSignal): Promise<void>;
}
