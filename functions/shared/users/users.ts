import type { Copies } from "./copies";
import type { UserRow } from "./user-row";

/** What a row says that is there. */
export interface FoundRow {
  /** The group that provisioning owes the user; without it, provisioning was done. */
  readonly pendingGroup?: string;
  /** All of the row that is text, a number or a boolean. */
  readonly fields: RowFields;
}

/** Copies on a row that are not as the pool has them. */
export interface CopyUpdate {
  /** The user's `sub`. */
  readonly id: string;
  readonly outdated: Copies;
  /** The row as it was read. */
  readonly found: RowFields;
  readonly now: Date;
}

/** Where a row's copies are set right. */
export interface RowCopies {
  /**
   * Writes copies, and takes away those that the user has no more. Changes nothing where the row has
   * changed since it was read: another delivery may know better, and the next sign-in looks again.
   *
   * @returns whether they were written.
   */
  updateCopies(update: CopyUpdate, signal: AbortSignal): Promise<boolean>;
}

/**
 * The user table, as provisioning sees it. Every `signal` ends the attempt, retries included; the
 * promise then rejects.
 */
export interface Users {
  /**
   * Adds a row unless the user has one, whose content then stays as it is: adding twice, or twice at
   * once, is the same as once.
   *
   * @returns the row that was there; `undefined` when this one was added.
   */
  add(row: UserRow, signal: AbortSignal): Promise<FoundRow | undefined>;

  /** Notes on the user's row that the user is owed a group. A user without a row stays without. */
  oweGroup(debt: GroupDebt, signal: AbortSignal): Promise<void>;

  /** Notes that the user has got the group. Changes nothing where another group is owed by now. */
  settleGroup(
    debt: GroupDebt & { readonly isSignIn?: boolean },
    signal: AbortSignal,
  ): Promise<void>;
}

/** A group that a user is to get. */
export interface GroupDebt {
  /** The user's `sub`. */
  readonly id: string;
  readonly group: string;
  readonly now: Date;
}

/** Where sign-ins are noted. */
export interface SignIns {
  /**
   * Notes a sign-in on the user's row, unless the row owes the user a group: then nothing is changed.
   *
   * @returns the row; `undefined` for a user without one.
   */
  noteSignIn(id: string, now: Date, signal: AbortSignal): Promise<FoundRow | undefined>;
}

/** A row, or the part of it that was asked for. */
export type RowFields = Readonly<Record<string, unknown>>;

/** The user table, as those see it who only read. */
export interface UserReader {
  /**
   * The fields of a user's row, as they are now. Numbers are numbers, lists and sets are arrays; what
   * the row does not have is left out.
   *
   * @returns `undefined` for a user without a row.
   */
  read(id: string, fields: readonly string[], signal: AbortSignal): Promise<RowFields | undefined>;
}
