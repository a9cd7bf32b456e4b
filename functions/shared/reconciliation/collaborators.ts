import type { Directory } from "../directory/directory";
import type { GroupRule } from "../provisioning/group-rule";
import type { Users } from "../users/users";

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

/** What a reconciliation reads of a row. */
export interface ListedRow {
  /** The user's `sub`. */
  readonly id: string;
  /** A row that was made by hand may have none. */
  readonly username?: string;
  /** The group that provisioning owes the user. */
  readonly pendingGroup?: string;
}

/** The user table, as a reconciliation sees it. */
export interface ReconciledTable extends Pick<Users, "add" | "settleGroup"> {
  /** The rows of these users, as they are now. Who has none is not in the map. */
  findRows(subs: readonly string[]): Promise<ReadonlyMap<string, ListedRow>>;
  /** A page of rows. */
  listRows(token?: string): Promise<Page<ListedRow>>;
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
