import type { IdentityProviderType } from "@aws-sdk/client-cognito-identity-provider";
import * as openid from "openid-client";
import { providerEndpoints } from "../../identity-provider/identity-provider";
import { CallbackError } from "./oauth-errors";
import type { Visit } from "./visit";

/** Marked as deprecated, so that nobody uses it out of this computer. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- this computer has no TLS
const withoutTls: (configuration: openid.Configuration) => void = openid.allowInsecureRequests;

/** Who a pool of AWS's asks about users of these, whatever the pool says. */
const issuers: Readonly<Record<string, string>> = {
  Facebook: "https://www.facebook.com",
  Google: "https://accounts.google.com",
  LoginWithAmazon: "https://www.amazon.com",
  SignInWithApple: "https://appleid.apple.com",
};

/** A provider of the pool, by name. */
export async function providerOf(
  { call, pool }: Visit,
  ProviderName: string,
): Promise<IdentityProviderType> {
  const { Providers = [] } = await call.moto.call("ListIdentityProviders", { UserPoolId: pool.Id });
  if (Providers.some((provider) => provider.ProviderName === ProviderName)) {
    const { IdentityProvider } = await call.moto.call("DescribeIdentityProvider", {
      UserPoolId: pool.Id,
      ProviderName,
    });
    if (IdentityProvider !== undefined) return IdentityProvider;
  }
  throw new CallbackError(
    "invalid_request",
    `The user pool has no identity provider ${ProviderName}.`,
  );
}

/**
 * The client that the pool is at a provider. A provider of OpenID Connect on this computer is asked
 * itself; for all others, those of SAML among them, the local AWS stands in: no sign-in leaves this
 * computer.
 */
export async function clientAt(
  { base }: Visit,
  provider: IdentityProviderType,
): Promise<openid.Configuration> {
  const details = provider.ProviderDetails ?? {};
  const clientId = details["client_id"] ?? provider.ProviderName ?? "";
  const secret = details["client_secret"];
  const authentication = secret === undefined ? openid.None() : openid.ClientSecretPost(secret);
  const issuer = issuerOfProvider(provider);
  const isOwn = provider.ProviderType === "OIDC" && isOnThisComputer(issuer);
  const configuration = isOwn
    ? await ownProvider(provider, issuer, clientId, authentication)
    : new openid.Configuration(
        { ...providerEndpoints(new URL(base).origin, issuer) },
        clientId,
        undefined,
        authentication,
      );
  withoutTls(configuration);
  openid.enableNonRepudiationChecks(configuration);
  return configuration;
}

function issuerOfProvider({
  ProviderName = "",
  ProviderType,
  ProviderDetails = {},
}: IdentityProviderType): string {
  return issuers[ProviderType ?? ""] ?? ProviderDetails["oidc_issuer"] ?? ProviderName;
}

/** Endpoints that the pool names go before those that the provider publishes. */
async function ownProvider(
  { ProviderDetails: details = {} }: IdentityProviderType,
  issuer: string,
  clientId: string,
  authentication: openid.ClientAuth,
): Promise<openid.Configuration> {
  const { authorize_url, token_url, attributes_url, jwks_uri } = details;
  if (authorize_url && token_url && attributes_url && jwks_uri) {
    const endpoints = {
      issuer,
      authorization_endpoint: authorize_url,
      token_endpoint: token_url,
      userinfo_endpoint: attributes_url,
      jwks_uri,
    };
    return new openid.Configuration(endpoints, clientId, undefined, authentication);
  }
  return openid.discovery(new URL(issuer), clientId, undefined, authentication, {
    execute: [withoutTls],
  });
}

function isOnThisComputer(issuer: string): boolean {
  return (
    URL.canParse(issuer) && ["localhost", "127.0.0.1", "[::1]"].includes(new URL(issuer).hostname)
  );
}
