import type { SecretReference } from "../secret-reference";
import type { AttributeMapping, IdentityProvidersInput } from "./input";

/** An identity provider as Cognito has it, but for its secrets. */
export interface IdentityProvider {
  readonly name: string;
  readonly type: "Google" | "Facebook" | "LoginWithAmazon" | "SignInWithApple" | "OIDC" | "SAML";
  /** Where it stands below `identityProviders`: `oidc.Okta`. */
  readonly at: string;
  /** `ProviderDetails` in the API. */
  readonly details: Readonly<Record<string, string>>;
  /** Those whose value is a secret. */
  readonly secrets: Readonly<Record<string, SecretReference>>;
  /** The file that stands for the detail `MetadataFile`. */
  readonly metadataFile?: string | undefined;
  readonly attributes: AttributeMapping;
  /** The claim by which users are known. SAML names them without one. */
  readonly username?: string | undefined;
  readonly identifiers: readonly string[];
}

const byEmail: AttributeMapping = { email: "email" };
/** Whose word Cognito may take for it that the address is the user's. */
const byVerifiedEmail: AttributeMapping = { ...byEmail, email_verified: "email_verified" };
const openId = ["openid", "email", "profile"];

/** Every provider of an environment, with its defaults. */
export function providerList(input: IdentityProvidersInput): readonly IdentityProvider[] {
  const { Google, Facebook, LoginWithAmazon, SignInWithApple, oidc = {}, saml = {} } = input;
  return [
    ...(Google ? [social("Google", Google, openId, byVerifiedEmail, "sub")] : []),
    ...(Facebook
      ? [
          social("Facebook", Facebook, ["public_profile", "email"], byEmail, "id", {
            ...(Facebook.apiVersion !== undefined && { api_version: Facebook.apiVersion }),
          }),
        ]
      : []),
    ...(LoginWithAmazon
      ? [social("LoginWithAmazon", LoginWithAmazon, ["profile"], byEmail, "user_id")]
      : []),
    ...(SignInWithApple ? [apple(SignInWithApple)] : []),
    ...Object.entries(oidc).map(([name, provider]) => openIdConnect(name, provider)),
    ...Object.entries(saml).map(([name, provider]) => samlProvider(name, provider)),
  ];
}

type Input = Required<IdentityProvidersInput>;

function social(
  type: "Google" | "Facebook" | "LoginWithAmazon",
  input: Input["Google"],
  scopes: readonly string[],
  attributes: AttributeMapping,
  username: string,
  more: Readonly<Record<string, string>> = {},
): IdentityProvider {
  return {
    name: type,
    type,
    at: type,
    // Facebook parts its scopes by commas, the others by spaces.
    details: {
      client_id: input.clientId,
      authorize_scopes: (input.scopes ?? scopes).join(type === "Facebook" ? "," : " "),
      ...more,
    },
    secrets: { client_secret: input.clientSecret },
    attributes: input.attributes ?? attributes,
    username,
    identifiers: input.identifiers ?? [],
  };
}

function apple(input: Input["SignInWithApple"]): IdentityProvider {
  return {
    name: "SignInWithApple",
    type: "SignInWithApple",
    at: "SignInWithApple",
    details: {
      client_id: input.clientId,
      team_id: input.teamId,
      key_id: input.keyId,
      authorize_scopes: (input.scopes ?? ["email", "name"]).join(" "),
    },
    secrets: { private_key: input.privateKey },
    attributes: input.attributes ?? byVerifiedEmail,
    username: "sub",
    identifiers: input.identifiers ?? [],
  };
}

function openIdConnect(name: string, input: Input["oidc"][string]): IdentityProvider {
  const { endpoints } = input;
  return {
    name,
    type: "OIDC",
    at: `oidc.${name}`,
    details: {
      client_id: input.clientId,
      oidc_issuer: input.issuer,
      attributes_request_method: input.attributesRequestMethod ?? "GET",
      authorize_scopes: (input.scopes ?? openId).join(" "),
      ...(endpoints && {
        authorize_url: endpoints.authorizeUrl,
        token_url: endpoints.tokenUrl,
        attributes_url: endpoints.attributesUrl,
        jwks_uri: endpoints.jwksUri,
      }),
    },
    secrets: input.clientSecret === undefined ? {} : { client_secret: input.clientSecret },
    attributes: input.attributes ?? byVerifiedEmail,
    username: "sub",
    identifiers: input.identifiers ?? [],
  };
}

function samlProvider(name: string, input: Input["saml"][string]): IdentityProvider {
  return {
    name,
    type: "SAML",
    at: `saml.${name}`,
    details: {
      ...(input.metadataUrl !== undefined && { MetadataURL: input.metadataUrl }),
      ...(input.idpInitiated === true && { IDPInit: "true" }),
      ...(input.encryptedResponses === true && { EncryptedResponses: "true" }),
      ...(input.signedRequests !== false && { RequestSigningAlgorithm: "rsa-sha256" }),
      IDPSignout: String(input.idpSignout ?? false),
    },
    secrets: {},
    metadataFile: input.metadataFile,
    attributes: input.attributes,
    identifiers: input.identifiers ?? [],
  };
}
