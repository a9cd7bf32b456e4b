import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "../refusals";

const formats = [
  { attribute: "email", noun: "email", pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ },
  { attribute: "phone_number", noun: "phone number", pattern: /^\+\d{1,15}$/ },
] as const;

/**
 * The attribute that a new user's name is, in a pool where e-mail addresses or phone numbers stand
 * for usernames; `undefined` in a pool of plain usernames.
 *
 * @throws {@link CognitoError} `InvalidParameterException` for a name that the pool does not take.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function attributeOfUsername(pool: UserPoolType, username: string): string | undefined {
  const format = formats.find(({ pattern }) => pattern.test(username));
  if (pool.UsernameAttributes?.length) {
    const taken = formats.filter((known) => pool.UsernameAttributes?.includes(known.attribute));
    if (format !== undefined && taken.includes(format)) return format.attribute;
    throw invalidParameter(wanted(taken.map(({ noun }) => noun)));
  }
  if (format !== undefined && pool.AliasAttributes?.includes(format.attribute)) {
    throw invalidParameter(
      `Username cannot be of ${format.noun} format, since user pool is configured for ${format.noun} alias.`,
    );
  }
  return undefined;
}

function wanted(nouns: readonly string[]): string {
  if (nouns.length > 1) return "Username should be either an email or a phone number.";
  return nouns[0] === "email"
    ? "Username should be an email."
    : "Username should be a phone number.";
}
