import { reservedRowFields, rowFieldOf } from "../../../configuration/row-fields";

/**
 * A user's row, as it is when the user signs up. Besides the fields named here it holds the
 * configured extra attributes, each under the name that {@link rowFieldOf} gives it, and later:
 *
 * - `lastSignInAt`, ISO 8601: the last time that the user proved who they are.
 * - `pendingGroup`: the group that provisioning owes the user. Without it, provisioning was done:
 *   whoever is not in the group was taken out of it, and is never put back.
 * - `suspended`: `true` refuses the user's sign-ins. A person or a backend of yours sets it.
 */
export type UserRow = UserRowBase & Readonly<Record<string, string | number>>;

interface UserRowBase {
  /** The user's `sub`: unlike an e-mail address or a username, Cognito never changes or reuses it. */
  readonly id: string;
  /** GraphQL's type name, which AppSync and Amplify's DataStore read from the row. */
  readonly __typename: "User";
  readonly _version: 1;
  /** Milliseconds since the epoch. */
  readonly _lastChangedAt: number;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  /** ISO 8601, in UTC. */
  readonly updatedAt: string;
  /** Missing where the pool's users have no e-mail address, such as those with a phone number only. */
  readonly email?: string;
  readonly username: string;
  /** ISO 8601, in UTC. Missing until the first sign-in. */
  readonly lastSignInAt?: string;
  readonly pendingGroup?: string;
}

/** A user as a Cognito trigger's event describes them. */
export interface SignedUpUser {
  readonly sub: string;
  readonly username: string;
  /** The user's attributes by their full names (`email`, `custom:plan`). */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The first version of a user's row.
 *
 * @param extraAttributes full names of the attributes to store besides the e-mail address. What the
 * user does not have is left out, and so is what is empty: DynamoDB refuses an empty string in a key
 * of the table or an index
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html).
 */
export function newUserRow(
  user: SignedUpUser,
  extraAttributes: readonly string[],
  now: Date,
): UserRow {
  // Whoever may write `custom:suspended` must not write the field of that name.
  const free = extraAttributes.filter((name) => !reservedRowFields.includes(rowFieldOf(name)));
  const stored = [...free, "email"].flatMap((attribute) => {
    const value = user.attributes[attribute];
    return value ? [[rowFieldOf(attribute), value] as const] : [];
  });
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
