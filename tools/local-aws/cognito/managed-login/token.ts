import { createHash } from "node:crypto";
import type { AuthenticationResultType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import type { AwsRequest, AwsResponse } from "../../interceptor";
import { httpJson } from "../../json-protocol";
import { CognitoError } from "../cognito-error";
import type { Call, Cognito } from "../operation";
import { userScopes } from "../pools/app-clients";
import type { ClientOfPool } from "../pools/pool-user";
import { refresh } from "../tokens/refresh-tokens";
import { validityOf } from "../tokens/token-validity";
import { authenticateClient } from "./client-authentication";
import { OAuthError } from "./oauth-errors";

const metadata = z.record(z.string(), z.string());

/** A call to the token endpoint. */
export interface TokenCall {
  readonly cognito: Cognito;
  readonly call: Pick<Call<unknown>, "moto" | "pools">;
  readonly request: AwsRequest;
  readonly form: URLSearchParams;
}

/**
 * `POST /oauth2/token`: tokens for a code, for a refresh token, or for a client itself.
 *
 * @param userPoolId of the domain that was called; default: whatever pool the client is of.
 * @throws {@link OAuthError} as RFC 6749, section 5.2, has it.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export async function token(tokenCall: TokenCall, userPoolId?: string): Promise<AwsResponse> {
  const { call, request, form } = tokenCall;
  const at = await authenticateClient(call.pools, request, form);
  if (userPoolId !== undefined && at.pool.Id !== userPoolId) throw new OAuthError("invalid_client");
  switch (form.get("grant_type")) {
    case "authorization_code":
      return answered(await forCode(tokenCall, at));
    case "refresh_token":
      return answered(await forRefreshToken(tokenCall, at));
    case "client_credentials":
      return httpJson(await forClient(tokenCall, at), noStore);
    case null:
      throw new OAuthError("invalid_request", "grant_type is missing");
    default:
      throw new OAuthError("unsupported_grant_type");
  }
}

const noStore = { headers: { "cache-control": "no-store", pragma: "no-cache" } };

function answered(tokens: AuthenticationResultType): AwsResponse {
  return httpJson(
    {
      id_token: tokens.IdToken,
      access_token: tokens.AccessToken,
      refresh_token: tokens.RefreshToken,
      expires_in: tokens.ExpiresIn,
      token_type: "Bearer",
    },
    noStore,
  );
}

async function forCode(
  { cognito, call, form }: TokenCall,
  at: ClientOfPool,
): Promise<AuthenticationResultType> {
  requireGrant(at, "code");
  // Whoever tries it: it is good for one use.
  const grant = cognito.memory.managedLogin.codes.take(form.get("code"));
  const isTheirs =
    grant?.clientId === at.client.ClientId && grant?.redirectUri === form.get("redirect_uri");
  if (grant === undefined || !isTheirs) throw new OAuthError("invalid_grant");
  if (!isProven(grant.codeChallenge, form.get("code_verifier"))) {
    throw new OAuthError("invalid_grant");
  }
  const user = await call.pools.find(at.pool, grant.username);
  if (user?.enabled !== true || user.attributes["sub"] !== grant.sub) {
    throw new OAuthError("invalid_grant");
  }
  const { scopes, nonce, authTime } = grant;
  return cognito.tokens.issue(call, {
    at,
    user,
    source: "TokenGeneration_HostedAuth",
    asked: { scopes, nonce, authTime },
  });
}

/** RFC 7636, section 4.6; also a verifier that nobody asked for is wrong. */
function isProven(challenge: string | undefined, verifier: string | null): boolean {
  if (challenge === undefined || verifier === null) {
    return challenge === undefined && verifier === null;
  }
  return createHash("sha256").update(verifier).digest("base64url") === challenge;
}

async function forRefreshToken(
  { cognito, call, form }: TokenCall,
  at: ClientOfPool,
): Promise<AuthenticationResultType> {
  const refreshToken = form.get("refresh_token");
  if (!refreshToken) throw new OAuthError("invalid_request", "refresh_token is missing");
  try {
    return await refresh(call, cognito, at, { refreshToken });
  } catch (error) {
    const isOfToken =
      error instanceof CognitoError &&
      ["NotAuthorizedException", "RefreshTokenReuseException"].includes(error.code);
    throw isOfToken ? new OAuthError("invalid_grant", error.message) : error;
  }
}

async function forClient({ cognito, form }: TokenCall, at: ClientOfPool): Promise<object> {
  if (at.client.ClientSecret === undefined) throw new OAuthError("invalid_client");
  requireGrant(at, "client_credentials");
  const accessToken = await cognito.tokens.issueToClient({
    at,
    scopes: grantedScopes(at, form.get("scope")),
    clientMetadata: metadataOf(form),
  });
  return {
    access_token: accessToken,
    expires_in: validityOf(at.client).access,
    token_type: "Bearer",
  };
}

function requireGrant({ client }: ClientOfPool, grant: "code" | "client_credentials"): void {
  const isAllowed =
    client.AllowedOAuthFlowsUserPoolClient === true &&
    client.AllowedOAuthFlows?.includes(grant) === true;
  if (!isAllowed) throw new OAuthError("unauthorized_client");
}

/** What the client asks for, or all that it may have. */
function grantedScopes({ client }: ClientOfPool, wanted: string | null): readonly string[] {
  const allowed = (client.AllowedOAuthScopes ?? []).filter((scope) => !userScopes.includes(scope));
  const asked = wanted?.split(" ").filter((scope) => scope !== "") ?? [];
  if (asked.some((scope) => !allowed.includes(scope))) throw new OAuthError("invalid_scope");
  return asked.length > 0 ? asked : allowed;
}

function metadataOf(form: URLSearchParams): Readonly<Record<string, string>> | undefined {
  const text = form.get("aws_client_metadata");
  if (text === null) return undefined;
  try {
    return metadata.parse(JSON.parse(text));
  } catch {
    throw new OAuthError("invalid_request");
  }
}
