import { isObject } from "../shared/json";
import type { TokensOf } from "./access-tokens";
import { cognitoFetch, cognitoOrigin } from "./cognito-fetch";

/** Where people sign in, and what they come back with. */
export interface SignInPages {
  /** The address to send somebody to. What guards the way back is made by the caller. */
  address(of: {
    readonly state: string;
    readonly challenge: string;
    readonly redirectUri: string;
  }): Promise<string>;
  /** The address where the pool's own session ends; it leads back to the site. */
  signOut(site: string): Promise<string>;
  /**
   * The token for a code.
   *
   * @throws Error when Cognito has none for it.
   */
  exchange(of: {
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
  }): Promise<{ readonly token: string; readonly seconds: number }>;
}

interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  readonly signOut: string;
}

/**
 * The managed login of a pool, as its OpenID configuration names it, by the authorization code grant with PKCE.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html
 */
export function signInPages({ userPoolId, clientId }: TokensOf): SignInPages {
  let known: Promise<Endpoints> | undefined;
  const endpoints = async (): Promise<Endpoints> => {
    known ??= endpointsOf(userPoolId);
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
  return {
    address: async ({ state, challenge, redirectUri }) => {
      const query = new URLSearchParams({
        response_type: "code",
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        code_challenge: challenge,
        code_challenge_method: "S256",
      });
      return `${(await endpoints()).authorization}?${query.toString()}`;
    },
    signOut: async (site) => {
      const query = new URLSearchParams({ client_id: clientId, logout_uri: site });
      return `${(await endpoints()).signOut}?${query.toString()}`;
    },
    exchange: async ({ code, verifier, redirectUri }) => {
      const response = await cognitoFetch((await endpoints()).token, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "authorization_code",
          client_id: clientId,
          redirect_uri: redirectUri,
          code,
          code_verifier: verifier,
        }),
      });
      const answer: unknown = await response.json();
      const { access_token: token, expires_in: seconds } = isObject(answer) ? answer : {};
      if (typeof token === "string" && typeof seconds === "number") return { token, seconds };
      throw new Error("Cognito's answer has no access token.");
    },
  };
}

async function endpointsOf(userPoolId: string): Promise<Endpoints> {
  const url = `${cognitoOrigin(userPoolId)}/${userPoolId}/.well-known/openid-configuration`;
  const answer: unknown = await (await cognitoFetch(url)).json();
  const named = isObject(answer) ? answer : {};
  const [authorization, token, signOut] = ["authorization", "token", "end_session"].map(
    (name) => named[`${name}_endpoint`],
  );
  if (typeof authorization === "string" && typeof token === "string" && typeof signOut === "string")
    return { authorization, token, signOut };
  throw new Error("The user pool has no domain, and so no pages to sign in at.");
}
