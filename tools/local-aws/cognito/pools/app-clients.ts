import { createHmac } from "node:crypto";
import type { UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter, notAuthorized } from "../refusals";
import type { AppClient } from "./pool-user";

/** Cognito's own scopes, which are of users; a client that signs in for itself has none of them. */
export const userScopes = ["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"];

/** Flows of a client that names none. */
const defaultFlows = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];

/**
 * Whether the client may sign users in by `flow`. The names without `ALLOW_` are the older ones.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function allowsFlow(client: UserPoolClientType, flow: string): boolean {
  const configured: readonly string[] = client.ExplicitAuthFlows ?? [];
  const flows = configured.length > 0 ? configured : defaultFlows;
  if (flows.includes(`ALLOW_${flow}`) || flows.includes(flow)) return true;
  // The older names add to what every client may; all but this one, which leaves nothing else.
  const isLegacy = !flows.some((name) => name.startsWith("ALLOW_"));
  if (flow === "CUSTOM_AUTH") return isLegacy;
  return flow === "USER_SRP_AUTH" && isLegacy && !flows.includes("CUSTOM_AUTH_FLOW_ONLY");
}

/**
 * Whether strangers must not learn from this client which users exist.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function hidesUsers(client: UserPoolClientType): boolean {
  return client.PreventUserExistenceErrors === "ENABLED";
}

/** Whether each refresh token of the client is good for one use. */
export function rotates(client: UserPoolClientType): boolean {
  return client.RefreshTokenRotation?.Feature === "ENABLED";
}

/**
 * Checks that the caller knows the secret of a client that has one, and pretends to no other.
 *
 * @throws {@link CognitoError} `NotAuthorizedException`, `InvalidParameterException`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export function checkSecretHash(
  client: AppClient,
  username: string,
  given: string | undefined,
): void {
  const id = client.ClientId ?? "";
  if (client.secrets.length === 0) {
    if (!given) return;
    // https://github.com/pmill/aws-cognito/pull/23
    throw invalidParameter(
      `App client ${id} is not configured for secret but secret hash was received`,
    );
  }
  if (client.secrets.some((secret) => secretHash(client, username, secret) === given)) return;
  throw notAuthorized(
    given === undefined
      ? `Client ${id} is configured with secret but SECRET_HASH was not received`
      : `Unable to verify secret hash for client ${id}`,
  );
}

/** What a caller who knows the client's secret sends; `undefined` for a client without one. */
export function secretHashFor(client: UserPoolClientType, username: string): string | undefined {
  const { ClientSecret: secret } = client;
  return secret === undefined ? undefined : secretHash(client, username, secret);
}

function secretHash({ ClientId = "" }: UserPoolClientType, username: string, secret: string) {
  return createHmac("sha256", secret)
    .update(username + ClientId)
    .digest("base64");
}
