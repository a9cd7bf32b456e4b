import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";
import { userScopes } from "./app-clients";

const list = z.array(z.string()).default([]);
const settings = z.object({
  UserPoolId: input.userPoolId,
  ExplicitAuthFlows: list,
  RefreshTokenRotation: z.object({ Feature: z.string() }).optional(),
  AllowedOAuthFlows: list,
  AllowedOAuthScopes: list,
  CallbackURLs: list,
  LogoutURLs: list,
  DefaultRedirectURI: z.string().optional(),
});
const createSchema = settings.extend({ GenerateSecret: z.boolean().default(false) });
const updateSchema = settings.extend({ ClientId: input.clientId });
const created = z.object({ UserPoolClient: z.object({ ClientId: z.string() }) });

/**
 * CreateUserPoolClient. Notes whose client a new client is: users' calls are unsigned and so name no
 * Region to look in.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function createUserPoolClient(cognito: Cognito): Operation {
  return operation(cognito, "CreateUserPoolClient", createSchema, async ({ input, resend }) => {
    checkSettings(input, input.GenerateSecret);
    checkScopes(cognito, input);
    const output = await resend();
    const { UserPoolClient } = created.parse(output);
    cognito.memory.poolOfClient.set(UserPoolClient.ClientId, input.UserPoolId);
    return output;
  });
}

/** What an update sets back to where it was at first, unless it says otherwise. */
const resettable = [
  "AccessTokenValidity",
  "AllowedOAuthFlows",
  "AllowedOAuthFlowsUserPoolClient",
  "AllowedOAuthScopes",
  "AnalyticsConfiguration",
  "AuthSessionValidity",
  "CallbackURLs",
  "DefaultRedirectURI",
  "EnablePropagateAdditionalUserContextData",
  "EnableTokenRevocation",
  "ExplicitAuthFlows",
  "IdTokenValidity",
  "LogoutURLs",
  "PreventUserExistenceErrors",
  "ReadAttributes",
  "RefreshTokenRotation",
  "RefreshTokenValidity",
  "SupportedIdentityProviders",
  "TokenValidityUnits",
  "WriteAttributes",
];

/** Of these, what Cognito tells of every client: `false`, where the others are not there at all. */
const toldAlways = ["AllowedOAuthFlowsUserPoolClient", "EnablePropagateAdditionalUserContextData"];

/**
 * UpdateUserPoolClient. What is left out is set back; moto leaves it.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
 */
export function updateUserPoolClient(cognito: Cognito): Operation {
  return operation(cognito, "UpdateUserPoolClient", updateSchema, async (call) => {
    const { client } = await call.pools.client(call.input.ClientId);
    checkSettings(call.input, client.ClientSecret !== undefined);
    checkScopes(cognito, call.input);
    const reset = resettable.filter((name) => !Object.hasOwn(call.given, name));
    return call.resend(
      Object.fromEntries(reset.map((name) => [name, toldAlways.includes(name) ? false : null])),
    );
  });
}

function checkSettings(client: z.output<typeof settings>, hasSecret: boolean): void {
  checkFlows(client);
  checkGrants(client.AllowedOAuthFlows, hasSecret);
  for (const url of [...client.CallbackURLs, ...client.LogoutURLs]) checkUrl(url);
  const { CallbackURLs, DefaultRedirectURI } = client;
  if (DefaultRedirectURI !== undefined && !CallbackURLs.includes(DefaultRedirectURI)) {
    throw invalidParameter("The default redirect URI is not one of the callback URLs.");
  }
}

/**
 * A refresh token that is good for one use cannot be used by the older flow, which gives no new one
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html#using-the-refresh-token-rotation).
 */
function checkFlows({ ExplicitAuthFlows, RefreshTokenRotation }: z.output<typeof settings>): void {
  const newer = ExplicitAuthFlows.filter((name) => name.startsWith("ALLOW_"));
  if (newer.length > 0 && newer.length < ExplicitAuthFlows.length) {
    throw invalidParameter("The older ExplicitAuthFlows cannot stand beside those with ALLOW_.");
  }
  const rotates = RefreshTokenRotation?.Feature === "ENABLED";
  if (rotates && ExplicitAuthFlows.includes("ALLOW_REFRESH_TOKEN_AUTH")) {
    throw invalidParameter(
      "ALLOW_REFRESH_TOKEN_AUTH cannot be among ExplicitAuthFlows while refresh token rotation is enabled.",
    );
  }
}

/** The grant of machines stands alone, and needs a secret. */
function checkGrants(grants: readonly string[], hasSecret: boolean): void {
  if (!grants.includes("client_credentials")) return;
  const refusal =
    grants.length > 1
      ? "client_credentials flow can not be selected along with code flow or implicit flow."
      : "client_credentials flow can not be selected if client does not have a client secret.";
  if (grants.length === 1 && hasSecret) return;
  throw new CognitoError("InvalidOAuthFlowException", refusal);
}

/** A scope of a team's own is one of a resource server that the pool has. */
function checkScopes(
  { memory }: Pick<Cognito, "memory">,
  { UserPoolId, AllowedOAuthScopes }: z.output<typeof settings>,
): void {
  const known = [...userScopes, ...memory.resourceServers.scopesOf(UserPoolId)];
  const unknown = AllowedOAuthScopes.filter((scope) => !known.includes(scope));
  if (unknown.length === 0) return;
  throw new CognitoError(
    "ScopeDoesNotExistException",
    `Invalid scope requested: ${unknown.join(", ")}`,
  );
}

/**
 * Where Cognito sends people: over HTTP to this computer alone, and no place within a page
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html#CognitoUserPools-CreateUserPoolClient-request-CallbackURLs).
 */
function checkUrl(url: string): void {
  if (url.includes("#")) throw invalidParameter(`${url} cannot have a fragment.`);
  if (/^http:/i.test(url) && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?=[:/?]|$)/i.test(url)) {
    throw invalidParameter(`${url} cannot use the HTTP protocol.`);
  }
}
