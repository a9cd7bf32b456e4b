import { z } from "zod";
import { kind, list, matches, must } from "../schema-blocks";
import { kmsKeyArn } from "../values/arn";
import { projectFile } from "../values/project-file";
import { endpointUrl } from "../values/url";
import { userAttribute } from "../values/user-attribute";
import type { AttributeMapping } from "./input";

/** Where a secret is. */
const secretReference = z.strictObject(
  {
    parameter: matches(
      /^(?:(?:\/[\w.-]{1,256}){1,15}|[\w.-]{1,256})$/,
      "a parameter is named with all folders, a slash before each part",
      "write a name such as `/acme/dev/google`",
    ).optional(),
    secret: matches(
      /^(?:[A-Za-z0-9/_+=.@-]{1,512}|arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+)$/,
      "a secret is named by its name or its ARN",
      "write a name such as `acme/dev/google`",
    ).optional(),
    key: matches(
      /^[\w.-]{1,128}$/,
      "a key of a secret that is JSON is 1–128 letters, digits and `_.-`",
      "write the key's name",
    ).optional(),
    kmsKeyArn: kind(kmsKeyArn).optional(),
  },
  {
    error: "a secret is named, and never written here: whoever reads the repository would have it",
  },
);

const clientId = matches(
  /^\S{1,256}$/,
  "clientId is what the provider has named the app, without spaces",
  "copy it from the provider's console",
);
const scopes = must(
  list(
    matches(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/, "a scope has no spaces", "write each on its own"),
  ),
  (names) => names.length > 0,
  "there is at least one scope",
  "name one, or leave `scopes` out",
).optional();
const common = {
  identifiers: must(
    list(
      matches(
        /^[\w\s+=.@-]{1,40}$/,
        "an identifier is 1–40 letters, digits, spaces and `_+=.@-`",
        "write a domain such as `example.com`",
      ),
    ),
    (names) => names.length <= 50,
    "a provider has at most 50 identifiers",
    "keep 50",
  ).optional(),
};
const mapping = z.record(
  kind(userAttribute),
  matches(/^\S.{0,255}$/, "a claim has 1–256 characters", "write the claim's name"),
) as unknown as z.ZodType<AttributeMapping>;

const oauthProvider = {
  ...common,
  clientId,
  clientSecret: secretReference,
  scopes,
  attributes: mapping.optional(),
};

const providerName = matches(
  /^(?!(?:COGNITO|Google|Facebook|LoginWithAmazon|SignInWithApple)$)[A-Za-z][A-Za-z0-9-]{2,31}$/,
  "a provider's name is 3–32 letters, digits and hyphens, begins with a letter, and is none of Cognito's own",
  "write a name such as `Okta`",
);

const https = (what: string) =>
  must(
    kind(endpointUrl(what)),
    (url) => url.startsWith("https://"),
    `${what} is HTTPS, as Cognito takes it`,
    "write a URL that begins with `https://`",
  );

const oidc = z.strictObject({
  ...common,
  issuer: must(
    kind(endpointUrl("issuer")),
    (url) => !url.endsWith("/"),
    "issuer has no slash at its end: tokens name it letter by letter",
    "write it without the slash",
  ),
  clientId,
  clientSecret: secretReference.optional(),
  scopes: scopes.refine((names) => names?.includes("openid") !== false, {
    error: "the scopes include `openid`: without it the provider gives no ID token",
    params: { fix: "add `openid`" },
  }),
  attributesRequestMethod: z.enum(["GET", "POST"]).optional(),
  endpoints: z
    .strictObject({
      authorizeUrl: kind(endpointUrl("authorizeUrl")),
      tokenUrl: kind(endpointUrl("tokenUrl")),
      attributesUrl: kind(endpointUrl("attributesUrl")),
      jwksUri: kind(endpointUrl("jwksUri")),
    })
    .optional(),
  attributes: mapping.optional(),
});

const saml = z.strictObject({
  ...common,
  metadataUrl: https("metadataUrl").optional(),
  metadataFile: kind(projectFile("metadataFile", [".xml"])).optional(),
  attributes: mapping,
  idpInitiated: z.boolean().optional(),
  encryptedResponses: z.boolean().optional(),
  signedRequests: z.boolean().optional(),
  idpSignout: z.boolean().optional(),
});

const appleId = (what: string) =>
  matches(
    /^[A-Z0-9]{10}$/,
    `${what} is 10 capital letters and digits`,
    "copy it from Apple's developer account",
  );

/** What each value of an identity provider must be. */
export const identityProviders = z.strictObject({
  Google: z.strictObject(oauthProvider).optional(),
  Facebook: z
    .strictObject({
      ...oauthProvider,
      apiVersion: matches(
        /^v\d{1,2}\.\d$/,
        "apiVersion is a version of Facebook's API",
        "write `v17.0`",
      ).optional(),
    })
    .optional(),
  LoginWithAmazon: z.strictObject(oauthProvider).optional(),
  SignInWithApple: z
    .strictObject({
      ...common,
      clientId,
      teamId: appleId("teamId"),
      keyId: appleId("keyId"),
      privateKey: secretReference,
      scopes,
      attributes: mapping.optional(),
    })
    .optional(),
  oidc: z.record(providerName, oidc).optional(),
  saml: z.record(providerName, saml).optional(),
});
