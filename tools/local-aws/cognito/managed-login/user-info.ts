import type { AwsResponse } from "../../interceptor";
import { httpJson } from "../../json-protocol";
import { CognitoError } from "../cognito-error";
import { askedBy } from "../tokens/attribute-claims";
import { readableBy } from "../users/user-attributes";
import { OAuthError } from "./oauth-errors";
import type { Visit } from "./visit";

/**
 * `/oauth2/userInfo`: the attributes that the scopes of an access token give, as texts.
 *
 * @throws {@link OAuthError} `invalid_token`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export async function userInfo({ cognito, call, pool, request }: Visit): Promise<AwsResponse> {
  const [scheme = "", accessToken = ""] = request.headers["authorization"]?.split(" ") ?? [];
  if (scheme.toLowerCase() !== "bearer" || accessToken === "") {
    throw new OAuthError("invalid_request", "The access token is missing.");
  }
  try {
    const session = await cognito.tokens.sessionOf(accessToken, "openid");
    if (session.userPoolId !== pool.Id) throw invalidToken("The token is of another user pool.");
    const user = await call.pools.find(pool, session.username);
    if (user?.enabled !== true || user.attributes["sub"] !== session.sub) {
      throw invalidToken("User is not found or disabled.");
    }
    const { client } = await call.pools.client(session.clientId);
    const [isReadable, isAsked] = [readableBy(client), askedBy(session.scopes)];
    const shown = Object.entries(user.attributes).filter(
      ([name]) => (isReadable(name) && isAsked(name)) || name === "identities",
    );
    return httpJson(
      { ...Object.fromEntries(shown), username: user.username },
      { headers: { "cache-control": "no-store" } },
    );
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    throw invalidToken(error.message);
  }
}

function invalidToken(description: string): OAuthError {
  return new OAuthError("invalid_token", description, 401);
}
