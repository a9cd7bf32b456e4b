import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import type { MotoClient } from "../moto/moto-client";
import type { Call, Cognito } from "../operation";
import { invalidParameter } from "../refusals";
import { validityOf } from "../tokens/token-validity";
import { isAttributeOf } from "../users/user-attributes";
import { userScopes } from "./app-clients";

const unit = z.enum(["seconds", "minutes", "hours", "days"]).optional();
const list = z.array(z.string()).default([]);
/** What of an app client's settings is checked. */
export const appClientSettings = z.object({
  UserPoolId: input.userPoolId,
  ExplicitAuthFlows: list,
  RefreshTokenRotation: z.object({ Feature: z.string() }).optional(),
  AllowedOAuthFlows: list,
  AllowedOAuthScopes: list,
  CallbackURLs: list,
  LogoutURLs: list,
  DefaultRedirectURI: z.string().optional(),
  AllowedOAuthFlowsUserPoolClient: z.boolean().default(false),
  SupportedIdentityProviders: list,
  ReadAttributes: list,
  WriteAttributes: list,
  AccessTokenValidity: z.number().optional(),
  IdTokenValidity: z.number().optional(),
  RefreshTokenValidity: z.number().optional(),
  TokenValidityUnits: z.object({ AccessToken: unit, IdToken: unit, RefreshToken: unit }).optional(),
});
type AppClientSettings = z.output<typeof appClientSettings>;

/**
 * Checks the settings of an app client, as they are to be.
 *
 * @throws {@link CognitoError} `InvalidParameterException`, `InvalidOAuthFlowException`,
 *   `ScopeDoesNotExistException`
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export async function checkAppClient(
  cognito: Pick<Cognito, "memory">,
  { input: client, moto, pools }: Pick<Call<AppClientSettings>, "input" | "moto" | "pools">,
  hasSecret: boolean,
): Promise<void> {
  const pool = await pools.pool(client.UserPoolId);
  checkFlows(client);
  checkGrants(client, hasSecret);
  checkValidity(client);
  checkAttributes(pool, client);
  checkAddresses(client);
  checkScopes(cognito, client);
  await checkProviders(moto, client);
}

function checkAddresses(client: AppClientSettings): void {
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
function checkFlows({ ExplicitAuthFlows, RefreshTokenRotation }: AppClientSettings): void {
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

/** The grant of machines stands alone, needs a secret, and has no scope of users. */
function checkGrants(client: AppClientSettings, hasSecret: boolean): void {
  const { AllowedOAuthFlows: grants, AllowedOAuthScopes: scopes } = client;
  const isComplete = grants.length > 0 && scopes.length > 0;
  if (client.AllowedOAuthFlowsUserPoolClient && !isComplete) {
    throw invalidParameter(
      "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    );
  }
  if (!grants.includes("client_credentials")) return;
  const ofUsers = scopes.find((scope) => userScopes.includes(scope));
  if (grants.length === 1 && hasSecret && ofUsers !== undefined) {
    // https://github.com/hashicorp/terraform-provider-aws/issues/4984
    throw new CognitoError(
      "InvalidOAuthFlowException",
      `${ofUsers} is not supported with client_credentials flow`,
    );
  }
  const refusal =
    grants.length > 1
      ? "client_credentials flow can not be selected along with code flow or implicit flow."
      : "client_credentials flow can not be selected if client does not have a client secret.";
  if (grants.length === 1 && hasSecret) return;
  throw new CognitoError("InvalidOAuthFlowException", refusal);
}

const minute = 60;
const day = 86_400;

/**
 * Access and ID tokens are good for five minutes to a day, refresh tokens for an hour to ten years; no
 * token outlasts the one that it is got by. The message is AWS's
 * (https://github.com/aws-samples/cloudfront-authorization-at-edge/issues/144).
 */
function checkValidity(client: AppClientSettings): void {
  const { access, id, refresh } = validityOf(client);
  const isShort = (seconds: number) => seconds >= 5 * minute && seconds <= day;
  const isLong = refresh >= 60 * minute && refresh <= 3650 * day;
  if (isShort(access) && isShort(id) && isLong && access <= refresh && id <= refresh) return;
  throw invalidParameter("Invalid range for token validity.");
}

/** https://github.com/jmaleonard/serverless-cognito-add-custom-attributes/issues/4 */
function checkAttributes(pool: UserPoolType, client: AppClientSettings): void {
  const doing = "ClientId" in client ? "updating" : "creating";
  const isKnown = (name: string) => isAttributeOf(pool, name);
  if (!client.ReadAttributes.every(isKnown)) {
    throw invalidParameter(`Invalid read attributes specified while ${doing} a client`);
  }
  if (!client.WriteAttributes.every(isKnown)) {
    throw invalidParameter(`Invalid write attributes specified while ${doing} a client`);
  }
}

/** https://github.com/aws-amplify/amplify-cli/issues/11986 */
async function checkProviders(
  moto: MotoClient,
  { UserPoolId, SupportedIdentityProviders }: AppClientSettings,
): Promise<void> {
  const wanted = SupportedIdentityProviders.filter((name) => name !== "COGNITO");
  if (wanted.length === 0) return;
  const { Providers = [] } = await moto.call("ListIdentityProviders", {
    UserPoolId,
    MaxResults: 60,
  });
  const unknown = wanted.find((name) => !Providers.some((known) => known.ProviderName === name));
  if (unknown === undefined) return;
  throw invalidParameter(`The provider ${unknown} does not exist for User Pool ${UserPoolId}.`);
}

/** A scope of a team's own is one of a resource server that the pool has. */
function checkScopes(
  { memory }: Pick<Cognito, "memory">,
  { UserPoolId, AllowedOAuthScopes }: AppClientSettings,
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
