import type { UserPoolClientType, UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { PoolUser } from "./user-pools";

/**
 * The name to sign `user` in with at moto, which notes it in the tokens and looks the user up by it
 * each time a token is used. The username outlives a change of e-mail address; but where e-mails
 * stand for usernames moto also copies this name into the ID token's `email` claim, unless the
 * client names `email` among what it reads.
 */
export function nameInTokens(
  pool: UserPoolType,
  client: UserPoolClientType,
  user: PoolUser,
): string {
  const copied = pool.UsernameAttributes?.includes("email") === true;
  if (!copied || client.ReadAttributes?.includes("email") === true) return user.username;
  return user.attributes["email"] ?? user.username;
}
