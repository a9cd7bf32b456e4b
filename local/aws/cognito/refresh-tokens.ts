import type { UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import type { CognitoMemory } from "./cognito-memory";
import { CognitoError } from "./cognito-error";
import * as input from "./input";
import type { MotoClient } from "./moto-client";
import { operation, type Call, type Cognito, type Operation } from "./operation";
import { claimsOf, type AccessTokenClaims, type ClientOfPool } from "./user-pools";

const clientProof = { ClientId: input.clientId, ClientSecret: z.string().optional() };
const revokeSchema = z.object({ ...clientProof, Token: z.string() });
const tokensSchema = z.object({ ...clientProof, RefreshToken: z.string() });

/**
 * RevokeToken, which moto does not have: ends a sign-in, with every access token that came of it.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
 */
export function revokeToken(cognito: Cognito): Operation {
  return operation(cognito, "RevokeToken", revokeSchema, async (call) => {
    const { ClientId, ClientSecret, Token } = call.input;
    const at = await call.pools.client(ClientId);
    checkSecret(at.client, ClientSecret);
    if (at.client.EnableTokenRevocation === false) {
      throw new CognitoError(
        "UnsupportedOperationException",
        "Token revocation is not enabled for this client.",
      );
    }
    if (claimsOf(Token) !== undefined) {
      throw new CognitoError("UnsupportedTokenTypeException", "Only refresh tokens are revocable.");
    }
    try {
      const { claims } = await exchange(call.moto, cognito.memory, at, Token);
      cognito.memory.revokedSignIns.add(claims.origin_jti);
    } catch (error) {
      // To revoke what is not valid, or not any more, is no error: RFC 7009, section 2.2.
      if (!(error instanceof CognitoError)) throw error;
    }
    return {};
  });
}

/**
 * GetTokensFromRefreshToken, which moto does not have.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
 */
export function getTokensFromRefreshToken(cognito: Cognito): Operation {
  return operation(cognito, "GetTokensFromRefreshToken", tokensSchema, async (call) => {
    const { ClientId, ClientSecret, RefreshToken } = call.input;
    const at = await call.pools.client(ClientId);
    checkSecret(at.client, ClientSecret);
    return (await refresh(call, cognito.memory, at, RefreshToken)).output;
  });
}

/** New tokens, and what they say. */
export interface Refreshed {
  readonly output: object;
  readonly claims: AccessTokenClaims;
}

/**
 * New tokens for those of an earlier sign-in by the same client. moto refreshes anyone's.
 *
 * @throws {@link CognitoError} `NotAuthorizedException` for a token that is unknown or revoked, or
 *   whose user is disabled.
 */
export async function refresh(
  { moto, pools }: Pick<Call<unknown>, "moto" | "pools">,
  memory: CognitoMemory,
  at: ClientOfPool,
  token: string,
): Promise<Refreshed> {
  const refreshed = await exchange(moto, memory, at, token);
  const user = await pools.find(at.pool, refreshed.claims.username);
  if (user?.enabled === false)
    throw new CognitoError("NotAuthorizedException", "User is disabled.");
  return refreshed;
}

/** moto is asked through AdminInitiateAuth, which takes a token for its own proof. */
async function exchange(
  moto: MotoClient,
  memory: CognitoMemory,
  { pool, client }: ClientOfPool,
  token: string,
): Promise<Refreshed> {
  const output = await askForTokens(moto, { pool, client }, token);
  const claims = claimsOf(output.AuthenticationResult?.AccessToken ?? "");
  if (claims === undefined || claims.client_id !== client.ClientId) throw invalidToken();
  if (memory.revokedSignIns.has(claims.origin_jti)) throw revokedToken();
  return { output, claims };
}

async function askForTokens(moto: MotoClient, { pool, client }: ClientOfPool, token: string) {
  try {
    return await moto.call("AdminInitiateAuth", {
      UserPoolId: pool.Id,
      ClientId: client.ClientId,
      AuthFlow: "REFRESH_TOKEN",
      AuthParameters: { REFRESH_TOKEN: token },
    });
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    // moto crashes over a token that it never gave, or whose user was deleted.
    throw error.code === "NotAuthorizedException" ? revokedToken() : invalidToken();
  }
}

function revokedToken(): CognitoError {
  return new CognitoError("NotAuthorizedException", "Refresh Token has been revoked");
}

function invalidToken(): CognitoError {
  return new CognitoError("NotAuthorizedException", "Invalid Refresh Token");
}

function checkSecret(client: UserPoolClientType, given: string | undefined): void {
  if (client.ClientSecret === undefined || client.ClientSecret === given) return;
  throw new CognitoError("NotAuthorizedException", "Invalid client secret.");
}
