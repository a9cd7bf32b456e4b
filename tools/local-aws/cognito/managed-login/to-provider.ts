import * as openid from "openid-client";
import type { AwsResponse } from "../../interceptor";
import type { AuthorizationRequest } from "./authorization-request";
import { redirect } from "../../pages/html";
import { CallbackError } from "./oauth-errors";
import { clientAt, providerOf } from "./provider-client";
import { browserOf, type Visit } from "./visit";

/**
 * Sends a person to the page of an identity provider.
 *
 * @throws {@link CallbackError} when the pool has no such provider, or it does not answer.
 */
export async function toProvider(
  visit: Visit,
  request: AuthorizationRequest,
  providerName: string,
): Promise<AwsResponse> {
  const provider = await providerOf(visit, providerName);
  const browser = browserOf(visit);
  const [nonce, codeVerifier] = [openid.randomNonce(), openid.randomPKCECodeVerifier()];
  const state = visit.state.atProviders.issue({
    browserId: browser.id,
    domain: visit.domain,
    providerName,
    query: request.query,
    nonce,
    codeVerifier,
  });
  const { ProviderDetails = {}, AttributeMapping = {} } = provider;
  const configuration = await clientAt(visit, provider).catch((error: unknown) => {
    throw new CallbackError("server_error", `${providerName} does not answer: ${String(error)}`);
  });
  const claims = Object.fromEntries(Object.values(AttributeMapping).map((name) => [name, null]));
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: `${visit.base}/oauth2/idpresponse`,
    scope: scopeOf(ProviderDetails["authorize_scopes"]),
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
    claims: JSON.stringify({ userinfo: claims }),
  });
  return redirect(url.href, browser.headers);
}

/** Google takes them with a space between, Facebook and Amazon with a comma; `openid` brings the ID token. */
function scopeOf(scopes = ""): string {
  const names = scopes.split(/[\s,]+/).filter((name) => name !== "");
  return [...new Set(["openid", ...names])].join(" ");
}
