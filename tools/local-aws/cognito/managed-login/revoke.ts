import type { AwsResponse } from "../../interceptor";
import { CognitoError } from "../cognito-error";
import { authenticateClient } from "./client-authentication";
import { OAuthError } from "./oauth-errors";
import type { Visit } from "./visit";

/**
 * `POST /oauth2/revoke`: ends a sign-in by its refresh token.
 *
 * @throws {@link OAuthError} `invalid_request`, `invalid_client`, `unauthorized_client`,
 *   `unsupported_token_type`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
 */
export async function revoke(visit: Visit): Promise<AwsResponse> {
  const { call, request, form, operate } = visit;
  const { client } = await authenticateClient(call.pools, request, form);
  const Token = form.get("token");
  if (!Token) throw new OAuthError("invalid_request", "token is missing");
  const { ClientId, ClientSecret } = client;
  try {
    await operate("RevokeToken", { ClientId, ClientSecret, Token });
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    throw new OAuthError(errorOf(error.code), error.message);
  }
  return { status: 200, headers: {}, body: Buffer.alloc(0) };
}

function errorOf(code: string): string {
  if (code === "UnsupportedTokenTypeException") return "unsupported_token_type";
  return code === "UnsupportedOperationException" ? "unauthorized_client" : "invalid_request";
}
