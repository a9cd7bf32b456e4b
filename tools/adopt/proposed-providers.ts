import type { IdentityProviderType } from "@aws-sdk/client-cognito-identity-provider";
import type { LivePool } from "./live-pool";
import { filled, present, type Proposed } from "./proposed-pool";

/** Where the configuration reads a provider's secret from. */
export interface ProviderSecret {
  readonly provider: string;
  /** A parameter's name: `/acme/prod/identity-providers/Google`. */
  readonly parameter: string;
}

/** The providers in the configuration's words. */
export interface ProposedProviders {
  readonly settings: Proposed | undefined;
  readonly names: readonly string[];
  readonly secrets: readonly ProviderSecret[];
  /** Providers that stay the pool's alone, each with why. */
  readonly left: readonly { readonly what: string; readonly why: string }[];
}

/** @param folder of their secrets in Parameter Store: `/acme/prod/identity-providers`. */
export function proposedProviders(
  { identityProviders }: LivePool,
  folder: string,
): ProposedProviders {
  const secrets: ProviderSecret[] = [];
  const secretOf = (provider: string) => {
    const parameter = `${folder}/${provider}`;
    secrets.push({ provider, parameter });
    return { parameter };
  };
  const groups: Record<"social" | "oidc" | "saml", [string, Proposed][]> = {
    social: [],
    oidc: [],
    saml: [],
  };
  const left: { what: string; why: string }[] = [];
  for (const provider of identityProviders) {
    const { ProviderName: name = "", ProviderType: type = "" } = provider;
    const details = provider.ProviderDetails ?? {};
    if (type === "SAML" && details["MetadataURL"] === undefined) {
      left.push({
        what: `the identity provider ${name}`,
        why: "its metadata are a file: save it in the project, name it in `identityProviders.saml` (`metadataFile`) and the provider in `adopt.identityProviders`",
      });
    } else if (type === "SAML") groups.saml.push([name, saml(provider)]);
    else if (type === "OIDC") groups.oidc.push([name, openIdConnect(provider, secretOf)]);
    else groups.social.push([name, social(provider, secretOf)]);
  }
  const { social: own, oidc, saml: byFile } = groups;
  const names = [...own, ...oidc, ...byFile].map(([name]) => name);
  const settings = {
    ...Object.fromEntries(own),
    ...(oidc.length > 0 && { oidc: Object.fromEntries(oidc) }),
    ...(byFile.length > 0 && { saml: Object.fromEntries(byFile) }),
  };
  return { settings: names.length === 0 ? undefined : settings, names, secrets, left };
}

type SecretOf = (provider: string) => Proposed;

/** The claim by which users are known is not the team's to choose. */
function common({ AttributeMapping = {}, IdpIdentifiers }: IdentityProviderType): Proposed {
  const attributes = Object.entries(AttributeMapping).filter(([name]) => name !== "username");
  return {
    identifiers: filled(IdpIdentifiers),
    attributes: Object.fromEntries(attributes),
  };
}

function social(provider: IdentityProviderType, secretOf: SecretOf): Proposed {
  const { ProviderName: name = "", ProviderDetails: details = {} } = provider;
  const isApple = name === "SignInWithApple";
  return present({
    clientId: details["client_id"],
    ...(isApple
      ? {
          teamId: details["team_id"],
          keyId: details["key_id"],
          privateKey: secretOf(name),
        }
      : { clientSecret: secretOf(name) }),
    apiVersion: name === "Facebook" ? details["api_version"] : undefined,
    scopes: filled(details["authorize_scopes"]?.split(/[ ,]+/)),
    ...common(provider),
  });
}

function openIdConnect(provider: IdentityProviderType, secretOf: SecretOf): Proposed {
  const { ProviderName: name = "", ProviderDetails: details = {} } = provider;
  return present({
    issuer: details["oidc_issuer"],
    clientId: details["client_id"],
    clientSecret: details["client_secret"] === undefined ? undefined : secretOf(name),
    scopes: filled(details["authorize_scopes"]?.split(" ")),
    attributesRequestMethod: details["attributes_request_method"],
    ...common(provider),
  });
}

function saml(provider: IdentityProviderType): Proposed {
  const { ProviderDetails: details = {} } = provider;
  return present({
    metadataUrl: details["MetadataURL"],
    idpInitiated: details["IDPInit"] === "true" ? true : undefined,
    encryptedResponses: details["EncryptedResponses"] === "true" ? true : undefined,
    signedRequests: details["RequestSigningAlgorithm"] === undefined ? false : undefined,
    idpSignout: details["IDPSignout"] === "true" ? true : undefined,
    ...common(provider),
  });
}
