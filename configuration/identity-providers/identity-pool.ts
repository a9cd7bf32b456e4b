import { z } from "zod";
import { list, matches } from "../schema-blocks";

/** Whose tokens identity pools take by themselves, by the names that they have there. */
export const loginProviders = {
  Google: "accounts.google.com",
  Facebook: "graph.facebook.com",
  LoginWithAmazon: "www.amazon.com",
  SignInWithApple: "appleid.apple.com",
} as const;

const names = Object.keys(loginProviders) as (keyof typeof loginProviders)[];

/** Whose tokens and assertions the identity pool takes beside those of the user pool. */
export interface DirectProvidersInput {
  /**
   * Providers of the environment whose own tokens the identity pool takes, without the user pool: for
   * apps that sign in with the provider's SDK. Default: none.
   */
  readonly supportedLoginProviders?: readonly (keyof typeof loginProviders)[];
  /** ARNs of IAM's OpenID Connect providers whose tokens it takes. An administrator makes them. Default: none. */
  readonly openIdConnectProviderArns?: readonly string[];
  /** ARNs of IAM's SAML providers whose assertions it takes. An administrator makes them. Default: none. */
  readonly samlProviderArns?: readonly string[];
}

/** What each value of them must be. */
export const directProviders = {
  supportedLoginProviders: list(z.enum(names)).optional(),
  openIdConnectProviderArns: list(
    matches(
      /^arn:aws:iam::\d{12}:oidc-provider\/\S{1,255}$/,
      "an OpenID Connect provider of IAM is named by its ARN",
      "write `arn:aws:iam::<account>:oidc-provider/<issuer>`",
    ),
  ).optional(),
  samlProviderArns: list(
    matches(
      /^arn:aws:iam::\d{12}:saml-provider\/[\w.-]{1,128}$/,
      "a SAML provider of IAM is named by its ARN",
      "write `arn:aws:iam::<account>:saml-provider/<name>`",
    ),
  ).optional(),
};
