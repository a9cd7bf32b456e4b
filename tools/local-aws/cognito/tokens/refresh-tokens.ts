import type { AuthenticationResultType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import { notAuthorized, userDisabled } from "../refusals";
import * as input from "../input";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import type { AppClient, ClientOfPool } from "../pools/pool-user";

const clientProof = { ClientId: input.clientId, ClientSecret: z.string().optional() };
const revokeSchema = z.object({ ...clientProof, Token: z.string() });
const tokensSchema = z.object({
  ...clientProof,
  RefreshToken: z.string(),
  DeviceKey: z.string().optional(),
  ClientMetadata: input.metadata,
});

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
    if (isAccessOrIdToken(Token)) {
      throw new CognitoError("UnsupportedTokenTypeException", "Only refresh tokens are revocable.");
    }
    try {
      cognito.tokens.revoke(cognito.tokens.refreshable(at, Token));
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
    const { ClientId, ClientSecret, RefreshToken, DeviceKey, ClientMetadata } = call.input;
    const at = await call.pools.client(ClientId);
    checkSecret(at.client, ClientSecret);
    const token = {
      refreshToken: RefreshToken,
      deviceKey: DeviceKey,
      clientMetadata: ClientMetadata,
    };
    return { AuthenticationResult: await refresh(call, cognito, at, token) };
  });
}

/** What a client asks new tokens with. */
export interface RefreshRequest {
  readonly refreshToken: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** What the client says that it is. */
  readonly deviceKey?: string | undefined;
  /** Refuses, by throwing, a caller who may not sign in as this user. */
  readonly checkProof?: (username: string) => void;
}

/**
 * New ID and access tokens for those of an earlier sign-in by the same client.
 *
 * @throws {@link CognitoError} `NotAuthorizedException` for a token that is unknown, revoked or
 *   expired, or whose user is gone or disabled; and as the pre token generation trigger does.
 */
export async function refresh(
  call: Pick<Call<unknown>, "moto" | "pools">,
  { tokens, memory }: Pick<Cognito, "tokens" | "memory">,
  at: ClientOfPool,
  { refreshToken, clientMetadata, deviceKey, checkProof }: RefreshRequest,
): Promise<AuthenticationResultType> {
  const session = tokens.refreshable(at, refreshToken);
  checkProof?.(session.username);
  const user = await call.pools.find(at.pool, session.username);
  if (user?.attributes["sub"] !== session.sub) {
    // Deleted, and the name perhaps another's by now.
    throw notAuthorized("Invalid Refresh Token");
  }
  if (!user.enabled) throw userDisabled();
  // A sign-in with a device that was confirmed goes on with that device alone.
  const isDevices = memory.devices.list(at.pool, user).some(({ key }) => key === session.deviceKey);
  if (isDevices && session.deviceKey !== deviceKey) throw notAuthorized("Invalid Refresh Token");
  const result = await tokens.refresh(call, { at, user, session, clientMetadata });
  const RefreshToken = tokens.rotated(at, refreshToken, session);
  return { ...result, ...(RefreshToken && { RefreshToken }) };
}

/** Those two are signed and readable, a refresh token says nothing. */
function isAccessOrIdToken(token: string): boolean {
  return token.split(".").length === 3;
}

function checkSecret({ secrets }: AppClient, given: string | undefined): void {
  if (secrets.length === 0 || secrets.some((secret) => secret === given)) return;
  throw notAuthorized("Invalid client secret.");
}
