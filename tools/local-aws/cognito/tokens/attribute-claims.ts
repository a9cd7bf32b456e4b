import type { UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import { readableBy } from "../users/user-attributes";
import type { PoolUser } from "../pools/pool-user";

/** Claims that a scope of their own gives. */
const byScope: Readonly<Record<string, readonly string[]>> = {
  email: ["email", "email_verified"],
  phone: ["phone_number", "phone_number_verified"],
};

/**
 * A user's attributes as claims of an ID token: those that the app client may read.
 *
 * @param scopes of the sign-in.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function attributeClaims(
  client: UserPoolClientType,
  { attributes }: PoolUser,
  scopes: readonly string[],
): Record<string, unknown> {
  const isReadable = readableBy(client);
  const isAsked = askedBy(scopes);
  // Which accounts elsewhere a user is linked with is in every ID token.
  const shown = Object.entries(attributes).filter(
    ([name]) => (isReadable(name) && isAsked(name)) || name === "identities",
  );
  return Object.fromEntries(shown.map(([name, value]) => [name, claimOf(name, value)]));
}

/**
 * Which attributes scopes give: `openid` alone gives all, `profile` all but the addresses.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export function askedBy(scopes: readonly string[]): (name: string) => boolean {
  const narrowing = scopes.filter((scope) => ["email", "phone", "profile"].includes(scope));
  if (narrowing.length === 0) return () => true;
  const [addresses, asked] = [Object.keys(byScope), narrowing].map((names) =>
    names.flatMap((name) => byScope[name] ?? []),
  );
  return (name) =>
    name === "sub" ||
    asked?.includes(name) === true ||
    (narrowing.includes("profile") && addresses?.includes(name) !== true);
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
