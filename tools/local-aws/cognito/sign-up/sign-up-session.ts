import { allowsFlow } from "../pools/app-clients";
import type { Cognito } from "../operation";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";

/**
 * What leads from a sign-up to the first sign-in, for clients whose users choose how to sign in.
 *
 * @param isProven whether the user has shown that the address is theirs.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
 */
export function signUpSession(
  { memory }: Pick<Cognito, "memory">,
  { client }: ClientOfPool,
  { username }: PoolUser,
  isProven: boolean,
): { readonly Session?: string } {
  if (!allowsFlow(client, "USER_AUTH")) return {};
  const { ClientId = "", AuthSessionValidity } = client;
  const owner = { clientId: ClientId, username, login: username, userNotFound: false };
  const challenge = { name: "SIGNED_UP" as const, isProven };
  return { Session: memory.challenges.start(owner, challenge, AuthSessionValidity) };
}
