import { copiesOf } from "./copies";
import type { SignedUpUser } from "./signed-up-user";

/**
 * A user's row, as it is when the user signs up. Besides the fields named here it holds the
 * configured extra attributes, each under the name that `configuration/row-fields.ts` gives it, and later:
 *
 * - `lastSignInAt`, ISO 8601: the last time that the user proved who they are.
 * - `pendingGroup`: the group that provisioning owes the user. Without it, provisioning was done:
 *   whoever is not in the group was taken out of it, and is never put back.
 * - `missingSince`, ISO 8601: when reconcile-users first found that the pool has no such user.
 * - `identityId`: the user's identity in the identity pool, under which their files are. A backend of yours
 *   writes it, once it has asked the identity pool with the user's own ID token.
 * - `suspended`: `true` refuses the user's sign-ins and refreshes. A person or a backend of yours sets it.
 *
 * The pool owns the username, the address and the extra attributes: whoever writes them elsewhere writes
 * to the pool. Post-authentication and reconcile-users set the row's copies right, and count `_version` up.
 */
export type UserRow = UserRowBase & Readonly<Record<string, string | number | boolean>>;

interface UserRowBase {
  /** The user's `sub`: unlike an e-mail address or a username, Cognito never changes or reuses it. */
  readonly id: string;
  /** GraphQL's type name, which AppSync and Amplify's DataStore read from the row. */
  readonly __typename: "User";
  /** Counts up each time that the copies change. */
  readonly _version: number;
  /** Milliseconds since the epoch. */
  readonly _lastChangedAt: number;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  /** ISO 8601, in UTC. */
  readonly updatedAt: string;
  /** Missing where the pool's users have no e-mail address, such as those with a phone number only. */
  readonly email?: string;
  /**
   * Whether the pool knows the address to be the user's. Whoever looks users up by their address must
   * ask for `true`: an address that nobody has verified may be somebody else's.
   */
  readonly emailVerified?: boolean;
  readonly username: string;
  /** ISO 8601, in UTC. Missing until the first sign-in. */
  readonly lastSignInAt?: string;
  readonly pendingGroup?: string;
}

/**
 * The first version of a user's row.
 *
 * @param extraAttributes full names of the attributes to store besides the e-mail address. What the
 * user does not have is left out.
 */
export function newUserRow(
  user: SignedUpUser,
  extraAttributes: readonly string[],
  now: Date,
): UserRow {
  const stored = Object.entries(copiesOf(user, extraAttributes)).filter(
    (entry): entry is [string, string | boolean] => entry[1] !== undefined,
  );
  return {
    ...Object.fromEntries(stored),
    id: user.sub,
    __typename: "User",
    _version: 1,
    _lastChangedAt: now.getTime(),
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    username: user.username,
  };
}
