import type { AwsResponse } from "../../interceptor";
import type { PoolUser } from "../pools/pool-user";
import type { AuthorizationRequest, Callback } from "./authorization-request";
import { redirect } from "../../pages/html";
import type { CallbackError } from "./oauth-errors";
import { keepSession, type Visit } from "./visit";

/** Lets the browser stay signed in, and sends it back to the application with what that asked for. */
export async function signedInHere(
  visit: Visit,
  request: AuthorizationRequest,
  user: PoolUser,
): Promise<AwsResponse> {
  const authTime = Math.floor(visit.cognito.memory.clock.now() / 1000);
  const identity = {
    userPoolId: visit.pool.Id ?? "",
    username: user.username,
    sub: user.attributes["sub"] ?? "",
    authTime,
  };
  const headers = keepSession(visit, visit.state.sessions.issue(identity));
  return granted(visit, request, user, authTime, headers);
}

/** Sends the browser back with a code, or by the implicit grant with tokens. */
export async function granted(
  visit: Visit,
  request: AuthorizationRequest,
  user: PoolUser,
  authTime: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<AwsResponse> {
  const { at, redirectUri, scopes, nonce, codeChallenge } = request;
  if (request.responseType === "code") {
    const code = visit.state.codes.issue({
      userPoolId: at.pool.Id ?? "",
      username: user.username,
      sub: user.attributes["sub"] ?? "",
      authTime,
      clientId: at.client.ClientId ?? "",
      redirectUri,
      scopes,
      nonce,
      codeChallenge,
    });
    return redirect(answerAt(request, { code }), headers);
  }
  const tokens = await visit.cognito.tokens.issue(visit.call, {
    at,
    user,
    source: "TokenGeneration_HostedAuth",
    asked: { scopes, nonce, authTime },
  });
  const answer = {
    ...(tokens.IdToken !== undefined && { id_token: tokens.IdToken }),
    access_token: tokens.AccessToken ?? "",
    expires_in: String(tokens.ExpiresIn),
    token_type: "Bearer",
  };
  return redirect(answerAt(request, answer), headers);
}

/** Tells the application what is wrong. */
export function refused(callback: Callback, { code, description }: CallbackError): AwsResponse {
  return redirect(
    answerAt(callback, {
      ...(description !== undefined && { error_description: description }),
      error: code,
    }),
  );
}

/** In the fragment of the URL where tokens are asked for: servers do not get to see it. */
function answerAt(
  { redirectUri, responseType, state }: Callback,
  answer: Readonly<Record<string, string>>,
): string {
  const parameters = new URLSearchParams({ ...answer, ...(state !== undefined && { state }) });
  if (responseType === "token") return `${redirectUri}#${parameters.toString()}`;
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${parameters.toString()}`;
}
