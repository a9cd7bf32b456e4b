import { reservedRowFields, rowFieldOf } from "../../../configuration/row-fields";
import type { SignedUpUser } from "./signed-up-user";

/**
 * What stands on a row and in the pool, by the row's fields. The pool owns it. `undefined` is what the
 * user does not have.
 */
export type Copies = Readonly<Record<string, string | boolean | undefined>>;

/**
 * What a row copies of its user: the username, the e-mail address and whether it is verified, and the
 * configured extra attributes.
 *
 * What is empty counts as missing: DynamoDB refuses an empty string in a key of the table or an index
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html).
 *
 * @param extraAttributes full names (`name`, `custom:plan`).
 */
export function copiesOf(user: SignedUpUser, extraAttributes: readonly string[]): Copies {
  const { attributes, username } = user;
  // Whoever may write `custom:suspended` must not write the field of that name.
  const free = extraAttributes.filter((name) => !reservedRowFields.includes(rowFieldOf(name)));
  const email = textIn(attributes["email"]);
  return {
    ...Object.fromEntries(free.map((name) => [rowFieldOf(name), textIn(attributes[name])])),
    username,
    email,
    // Cognito takes `True` too.
    emailVerified: email && attributes["email_verified"]?.toLowerCase() === "true",
  };
}

function textIn(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

/** Fields of which the pool minds no case, and which AWS shows in lower case in some places only. */
const CASELESS: readonly string[] = ["email", "username", "preferred_username"];

/**
 * The copies that a row does not have as they should be.
 *
 * An address that differs in case alone is the same one to the pool. AWS documents that events and
 * answers show it in lower case, and some do not: comparing it exactly would write at each sign-in.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html
 */
export function outdatedCopies(copies: Copies, row: Readonly<Record<string, unknown>>): Copies {
  return Object.fromEntries(
    Object.entries(copies).filter(([field, value]) => !isSame(field, value, row[field])),
  );
}

function isSame(field: string, value: Copies[string], stored: unknown): boolean {
  if (typeof value === "string" && typeof stored === "string" && CASELESS.includes(field)) {
    return value.toLowerCase() === stored.toLowerCase();
  }
  return value === stored;
}
