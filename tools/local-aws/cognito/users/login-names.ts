import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { externalStatus } from "../federation/external-users";
import type { PoolUser } from "../pools/pool-user";

/** Attributes that a pool may let its users sign in with. */
const loginAttributes = ["email", "phone_number", "preferred_username"];

/** Finds users by any name they sign in with; moto compares names by case and knows no aliases. */
export class LoginNames {
  private readonly usernames = new Map<string, Set<string>>();

  /** Remembers what `user` may be called, now or once it is verified. */
  add(pool: UserPoolType, user: PoolUser): void {
    const names = loginAttributes.flatMap((attribute) => user.attributes[attribute] ?? []);
    for (const name of [user.username, ...subOf(user), ...names]) {
      const known = this.usernames.get(keyOf(pool, name)) ?? new Set();
      this.usernames.set(keyOf(pool, name), known.add(user.username));
    }
  }

  /** The usernames of all who were ever called so. Names change: check with {@link answersTo}. */
  candidates(pool: UserPoolType, name: string): readonly string[] {
    return [...(this.usernames.get(keyOf(pool, name)) ?? [])];
  }
}

/** Whether `name` signs `user` in. */
export function answersTo(pool: UserPoolType, user: PoolUser, name: string): boolean {
  const given = inCaseOf(pool, name);
  return loginNamesOf(pool, user).some((own) => inCaseOf(pool, own) === given);
}

/**
 * All names that sign `user` in: the username, the attributes that stand for it, and aliases once
 * they are verified.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
function loginNamesOf(pool: UserPoolType, user: PoolUser): readonly string[] {
  // Who signs in elsewhere has no password here, and may share an address with somebody who has.
  if (user.status === externalStatus) return [user.username];
  const aliases = (pool.AliasAttributes ?? []).filter(
    (alias) => alias === "preferred_username" || user.attributes[`${alias}_verified`] === "true",
  );
  const attributes = [...(pool.UsernameAttributes ?? []), ...aliases];
  const named = attributes.flatMap((attribute) => user.attributes[attribute] ?? []);
  return [user.username, ...subOf(user), ...named];
}

/** `name` as the pool compares it. A pool made through the API minds the case unless told not to. */
export function inCaseOf(pool: UserPoolType, name: string): string {
  return pool.UsernameConfiguration?.CaseSensitive === false ? name.toLowerCase() : name;
}

/** Every user answers to their `sub`, whatever the pool takes for names. */
function subOf({ attributes }: PoolUser): readonly string[] {
  return attributes["sub"] === undefined ? [] : [attributes["sub"]];
}

function keyOf(pool: UserPoolType, name: string): string {
  return `${pool.Id ?? ""}/${inCaseOf(pool, name)}`;
}
