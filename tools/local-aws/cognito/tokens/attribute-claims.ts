import type { UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import { readableBy } from "../users/user-attributes";
import type { PoolUser } from "../pools/pool-user";

/**
 * A user's attributes as claims of an ID token: those that the app client may read.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function attributeClaims(
  client: UserPoolClientType,
  { attributes }: PoolUser,
): Record<string, unknown> {
  const isReadable = readableBy(client);
  // Which accounts elsewhere a user is linked with is in every ID token.
  const shown = Object.entries(attributes).filter(
    ([name]) => isReadable(name) || name === "identities",
  );
  return Object.fromEntries(shown.map(([name, value]) => [name, claimOf(name, value)]));
}

/** Most claims are text, whatever the attribute's type. */
function claimOf(name: string, value: string): unknown {
  switch (name) {
    case "email_verified":
    case "phone_number_verified":
      return value === "true";
    case "address":
      return { formatted: value };
    case "identities":
      return (JSON.parse(value) as readonly object[]).map(identityClaim);
    default:
      return value;
  }
}

/** In a token numbers and truth values are text too. */
function identityClaim(identity: object): object {
  return Object.fromEntries(
    Object.entries(identity).map(([name, value]) => [name, value === null ? null : String(value)]),
  );
}
