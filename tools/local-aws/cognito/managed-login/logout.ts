import type { AwsResponse } from "../../interceptor";
import { clientOf, readCallback } from "./authorization-request";
import { redirect } from "../../pages/html";
import { PageError } from "./oauth-errors";
import { keepSession, sessionIdOf, type Visit } from "./visit";

/**
 * `GET /logout`: ends the browser's session, and sends it to a sign-out URL of the client, or to sign in
 * again. It revokes no token.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export async function logout(visit: Visit): Promise<AwsResponse> {
  const { client } = await clientOf(visit);
  const target = visit.query.get("logout_uri");
  if (target === null && !visit.query.has("redirect_uri")) {
    throw new PageError("invalid_request", "logout_uri or redirect_uri is missing.");
  }
  if (target !== null && client.LogoutURLs?.includes(target) !== true) {
    throw new PageError(
      "redirect_mismatch",
      `${target} is none of the app client's sign-out URLs. They are compared letter by letter.`,
    );
  }
  const next = target ?? `${visit.base}/login?${(await readCallback(visit)).query}`;
  visit.state.sessions.take(sessionIdOf(visit));
  return redirect(next, keepSession(visit, undefined));
}
