import type { SecretReference } from "../secret-reference";
import type { UserAttribute } from "../user-attributes";

/**
 * Where users come from who have an account elsewhere, in Cognito's words. A client names those that it
 * allows, in `identityProviders`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html
 */
export interface IdentityProvidersInput {
  /** Default: none. */
  readonly Google?: GoogleInput;
  /** Default: none. */
  readonly Facebook?: FacebookInput;
  /** Default: none. */
  readonly LoginWithAmazon?: LoginWithAmazonInput;
  /** Default: none. */
  readonly SignInWithApple?: SignInWithAppleInput;
  /** Providers that speak OpenID Connect, by the names that users' accounts carry. Names are for good. */
  readonly oidc?: Readonly<Record<string, OidcInput>>;
  /** Providers that speak SAML, by the names that users' accounts carry. Names are for good. */
  readonly saml?: Readonly<Record<string, SamlInput>>;
}

/** Which claim of the provider fills which attribute of the user: `{ email: "email" }`. */
export type AttributeMapping = Readonly<Partial<Record<UserAttribute, string>>>;

/** What all providers have. */
interface ProviderInput {
  /** Names by which an app asks for the provider, such as domains of its users. 50 at most. Default: none. */
  readonly identifiers?: readonly string[];
}

interface OAuthProviderInput extends ProviderInput {
  /** The app's id at the provider. */
  readonly clientId: string;
  /** Where the app's secret is. */
  readonly clientSecret: SecretReference;
}

export interface GoogleInput extends OAuthProviderInput {
  /** Default: `openid`, `email`, `profile`. */
  readonly scopes?: readonly string[];
  /** Default: `email` and `email_verified`. */
  readonly attributes?: AttributeMapping;
}

export interface FacebookInput extends OAuthProviderInput {
  /** Default: `public_profile`, `email`. */
  readonly scopes?: readonly string[];
  /** The version of Facebook's API: `v17.0`. Default: Cognito's. */
  readonly apiVersion?: string;
  /** Default: `email`. */
  readonly attributes?: AttributeMapping;
}

export interface LoginWithAmazonInput extends OAuthProviderInput {
  /** Default: `profile`. */
  readonly scopes?: readonly string[];
  /** Default: `email`. */
  readonly attributes?: AttributeMapping;
}

export interface SignInWithAppleInput extends ProviderInput {
  /** The Services ID. */
  readonly clientId: string;
  /** The team's id at Apple. */
  readonly teamId: string;
  /** The id of the private key. */
  readonly keyId: string;
  /** What is in the `.p8` file, without its first and last line. */
  readonly privateKey: SecretReference;
  /** Default: `email`, `name`. */
  readonly scopes?: readonly string[];
  /** Default: `email` and `email_verified`. */
  readonly attributes?: AttributeMapping;
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-idp.html */
export interface OidcInput extends ProviderInput {
  /** `https://login.example.com`, without a slash at its end. */
  readonly issuer: string;
  /** The app's id at the provider. */
  readonly clientId: string;
  /** Default: none, for a provider that asks for none. */
  readonly clientSecret?: SecretReference;
  /** Default: `openid`, `email`, `profile`. */
  readonly scopes?: readonly string[];
  /** How Cognito asks for attributes. Default: GET. */
  readonly attributesRequestMethod?: "GET" | "POST";
  /** Default: what the issuer publishes at `/.well-known/openid-configuration`. */
  readonly endpoints?: {
    /** Where people sign in. */
    readonly authorizeUrl: string;
    /** Where Cognito gets tokens. */
    readonly tokenUrl: string;
    /** Where Cognito gets attributes. */
    readonly attributesUrl: string;
    /** Where the keys are that tokens are checked with. */
    readonly jwksUri: string;
  };
  /** Default: `email` and `email_verified`. */
  readonly attributes?: AttributeMapping;
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp.html */
export type SamlInput = ProviderInput & {
  /** Claims of SAML have names such as `http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress`. */
  readonly attributes: AttributeMapping;
  /** Whether the provider may sign somebody in who has not asked for it. Default: false. */
  readonly idpInitiated?: boolean;
  /** Whether the provider encrypts its assertions, with the pool's certificate. Default: false. */
  readonly encryptedResponses?: boolean;
  /** Whether Cognito signs what it asks for. Default: true. */
  readonly signedRequests?: boolean;
  /** Whether a sign-out ends the provider's session, too. Default: false. */
  readonly idpSignout?: boolean;
} & (
    | {
        /** Where the provider publishes its metadata. */
        readonly metadataUrl: string;
        readonly metadataFile?: never;
      }
    | {
        /** A file of the project. */
        readonly metadataFile: string;
        readonly metadataUrl?: never;
      }
  );
