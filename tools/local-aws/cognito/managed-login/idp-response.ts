import type { IdentityProviderType } from "@aws-sdk/client-cognito-identity-provider";
import * as openid from "openid-client";
import type { AwsResponse } from "../../interceptor";
import { CognitoError } from "../cognito-error";
import { signInByProvider } from "../federation/provider-sign-in";
import type { PoolUser } from "../pools/pool-user";
import { readAuthorization, readCallback } from "./authorization-request";
import { signedInHere } from "./grant";
import type { AtProvider } from "./managed-login-state";
import { CallbackError, PageError } from "./oauth-errors";
import { clientAt, providerOf } from "./provider-client";
import { reported } from "./reported";
import { browserOf, type Visit } from "./visit";

/**
 * `GET /oauth2/idpresponse`: a person comes back from an identity provider. What it says of them becomes
 * attributes, and they are signed up or in.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/idp-response-endpoint.html
 */
export async function idpResponse(visit: Visit): Promise<AwsResponse> {
  const begun = visit.state.atProviders.take(visit.query.get("state"));
  if (begun?.browserId !== browserOf(visit).id || begun.domain !== visit.domain) {
    throw new PageError("invalid_request", "This sign-in was not begun here, or is over by now.");
  }
  const asked = { ...visit, query: new URLSearchParams(begun.query) };
  const callback = await readCallback(asked);
  return reported(callback, async () => {
    const request = readAuthorization(asked, callback);
    const provider = await providerOf(visit, begun.providerName);
    const claims = await claimsOf(visit, provider, begun);
    const { userId, attributes } = mapped(provider, claims);
    const { cognito, call } = visit;
    try {
      const outcome = await signInByProvider(
        { cognito, call, at: request.at, give: (user) => Promise.resolve({ signedIn: user }) },
        { account: { providerName: begun.providerName, userId }, attributes },
      );
      return await signedInHere(visit, request, (outcome as { signedIn: PoolUser }).signedIn);
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      throw new CallbackError("invalid_request", error.message);
    }
  });
}

/** What the provider says of the person: in its ID token, and where asked. */
async function claimsOf(
  visit: Visit,
  provider: IdentityProviderType,
  { nonce, codeVerifier }: AtProvider,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const client = await clientAt(visit, provider);
    const url = new URL(`${visit.base}/oauth2/idpresponse?${visit.query.toString()}`);
    const tokens = await openid.authorizationCodeGrant(client, url, {
      expectedNonce: nonce,
      expectedState: visit.query.get("state") ?? "",
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    const known = client.serverMetadata().userinfo_endpoint;
    const info =
      known === undefined || claims === undefined
        ? {}
        : await openid.fetchUserInfo(client, tokens.access_token, claims.sub);
    return { ...claims, ...info };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CallbackError("invalid_request", `${provider.ProviderName ?? ""} Error - ${cause}`);
  }
}

/** The provider's claims under the names that the pool has for them; what it has none for is dropped. */
function mapped(
  { AttributeMapping = {} }: IdentityProviderType,
  claims: Readonly<Record<string, unknown>>,
): { readonly userId: string; readonly attributes: Readonly<Record<string, string>> } {
  const attributes = Object.entries(AttributeMapping).flatMap(([attribute, claim]) => {
    const value = claims[claim];
    if (attribute === "username" || value === undefined || value === null) return [];
    return [[attribute, typeof value === "string" ? value : JSON.stringify(value)] as const];
  });
  const userId = claims[AttributeMapping["username"] ?? "sub"] ?? claims["sub"];
  return { userId: String(userId), attributes: Object.fromEntries(attributes) };
}
