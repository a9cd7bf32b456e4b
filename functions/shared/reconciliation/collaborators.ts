import type { Directory } from "../directory/directory";
import type { GroupRule } from "../provisioning/group-rule";
import type { RowCopies, Users } from "../users/users";
import type { ListedRow } from "./listed-row";

/** A user as the pool lists them. */
export interface ListedUser {
  readonly sub: string;
  readonly username: string;
  /** Cognito's `UserStatus`, such as `CONFIRMED`. */
  readonly status: string;
  /** When Cognito last changed the user: at sign-up, confirmation, and with each attribute. */
  readonly changedAt: Date;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A page of a list, and what asks for the one after it; without `next` it is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** The user pool, as a reconciliation sees it. */
export interface ReconciledPool extends Directory {
  readonly region: string;
  readonly userPoolId: string;
  /** A page of users, 60 at most. */
  listUsers(token?: string): Promise<Page<ListedUser>>;
  /** Whether the user is in any group; `undefined` when there is no such user. */
  isInAnyGroup(username: string): Promise<boolean | undefined>;
  /** The `sub` of the user of that name; `undefined` when there is no such user. */
  subOf(username: string): Promise<string | undefined>;
}

/** The user table, as a reconciliation sees it. */
export interface ReconciledTable extends Pick<Users, "add" | "settleGroup">, RowCopies {
  /** The rows of these users, as they are now. Who has none is not in the map. */
  findRows(subs: readonly string[]): Promise<ReadonlyMap<string, ListedRow>>;
  /** A page of rows, without what they copy. */
  listRows(token?: string): Promise<Page<ListedRow>>;
  /** A page of the rows that are missing their user since `before`, ISO 8601, or longer. May be empty. */
  listMissing(before: string, token?: string): Promise<Page<ListedRow>>;
  /** Notes on a row that it is missing its user since `now`, unless that is noted. */
  noteMissing(id: string, now: Date): Promise<void>;
  /** Takes that note away. */
  noteThere(id: string): Promise<void>;
  /**
   * Removes a row whose note is as it was read.
   *
   * @returns whether it was there, and so.
   */
  remove(row: Pick<ListedRow, "id" | "missingSince">): Promise<boolean>;
}

/** What a reconciliation works with. */
export interface ReconciliationCollaborators {
  readonly pool: ReconciledPool;
  readonly table: ReconciledTable;
  readonly groups: GroupRule;
  /** Full names of the user attributes that a row holds besides the e-mail address. */
  readonly rowAttributes: readonly string[];
  readonly clock: () => Date;
}
