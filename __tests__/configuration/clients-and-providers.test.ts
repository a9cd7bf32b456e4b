import { describe, expect, test } from "@jest/globals";
import {
  type ClientInput,
  ConfigurationError,
  type IdentityProvidersInput,
  type Problem,
  resolveConfiguration,
  scopesOf,
} from "../../configuration";
import { configurationWith, environmentWith } from "../support/environments";

type Anything = Readonly<Record<string, unknown>>;

function problemsOf(parts: Anything): readonly Problem[] {
  try {
    resolveConfiguration(configurationWith(parts), undefined, () => Buffer.from("<html>"));
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const orders = { identifier: "orders", scopes: { read: "Read orders" } } as const;
const scope = scopesOf(orders).read;
const oauth = { callbackUrls: ["https://app.example.com/callback"] } as const;
const clientSecret = { parameter: "/acme/dev/google" } as const;
const Google = { clientId: "1234", clientSecret } as const;

const allowing = (...identityProviders: readonly string[]) => ({
  web: { oauth, identityProviders, writeAttributes: ["email"] },
});
const machine = (more: Anything = {}) => ({
  resourceServers: { orders },
  clients: { web: {}, reports: { kind: "machine", oauth: { scopes: [scope] }, ...more } },
});
const client = (input: ClientInput) =>
  environmentWith({ clients: { web: input }, resourceServers: { orders } }).clients["web"];

describe("a client's kind", () => {
  test("without one nothing changes", () => {
    expect(client({})).toMatchObject({
      generateSecret: false,
      authFlows: ["USER_SRP_AUTH"],
      refreshTokenValidity: { value: 30, unit: "days" },
      refreshTokenRotation: { enabled: false },
      identityProviders: ["COGNITO"],
    });
  });

  test("gives each of them what it needs", () => {
    expect(client({ kind: "spa" })).toMatchObject({
      generateSecret: false,
      refreshTokenValidity: { value: 1, unit: "days" },
      refreshTokenRotation: { enabled: true, retryGracePeriodSeconds: 10 },
    });
    expect(client({ kind: "native" })).toMatchObject({
      refreshTokenValidity: { value: 90, unit: "days" },
      refreshTokenRotation: { enabled: true },
    });
    expect(client({ kind: "server" })).toMatchObject({
      generateSecret: true,
      authFlows: ["ADMIN_USER_PASSWORD_AUTH"],
      refreshTokenRotation: { enabled: false },
    });
    expect(client({ kind: "machine", oauth: { scopes: [scope] } })).toMatchObject({
      generateSecret: true,
      authFlows: [],
      oauth: { grant: "client_credentials", callbackUrls: [], scopes: [scope] },
    });
  });

  test("any of it can be overridden", () => {
    const own = {
      generateSecret: true,
      authFlows: ["USER_PASSWORD_AUTH"],
      refreshTokenValidity: { value: 2, unit: "days" },
      refreshTokenRotation: { enabled: false },
    } as const;
    expect(client({ kind: "spa", ...own })).toMatchObject(own);
  });

  test("the cheapest tier rotates nothing", () => {
    const { clients } = environmentWith({
      userPool: { tier: "LITE" },
      clients: { web: { kind: "spa" } },
    });
    expect(clients["web"]).toMatchObject({ refreshTokenRotation: { enabled: false } });
  });
});

const saml = { metadataUrl: "https://login.example.com/metadata", attributes: { email: "mail" } };

describe("it is refused, with these words", () => {
  test.each<readonly [what: string, parts: Anything, path: string, rule: string]>([
    [
      "a machine with a callback URL",
      machine({ oauth: { ...oauth, scopes: [scope] } }),
      "clients.reports.oauth.callbackUrls",
      "a machine signs in for itself: it has no page, and no callbackUrls",
    ],
    [
      "a machine without scopes",
      machine({ oauth: { scopes: [] } }),
      "clients.reports.oauth.scopes",
      "a machine asks for scopes of a resource server: without one it gets no token",
    ],
    [
      "a machine without a secret",
      machine({ generateSecret: false }),
      "clients.reports.generateSecret",
      "the client credentials grant is by a secret, and Cognito refuses a client without one",
    ],
    [
      "a machine that asks about users",
      machine({ oauth: { scopes: [scope, "openid"] } }),
      "clients.reports.oauth.scopes[1]",
      "openid is about a user, and behind a machine there is none",
    ],
    [
      "a machine that people come to from a provider",
      machine({ identityProviders: ["COGNITO"] }),
      "clients.reports.identityProviders",
      "nobody signs in through a machine, from wherever they come",
    ],
    [
      "people who are sent back nowhere",
      { clients: { web: { oauth: {} } } },
      "clients.web.oauth.callbackUrls",
      "whoever has signed in is sent back to a callback URL",
    ],
    [
      "a default URL that is none of the callback URLs",
      {
        clients: { web: { oauth: { ...oauth, defaultRedirectUri: "https://other.example.com" } } },
      },
      "clients.web.oauth.defaultRedirectUri",
      "the default is one of the callback URLs",
    ],
    [
      "a scope of no resource server",
      { clients: { web: { oauth: { ...oauth, scopes: ["openid", scope] } } } },
      "clients.web.oauth.scopes[1]",
      "the environment has no resource server orders",
    ],
    [
      "a scope that the resource server does not have",
      machine({ oauth: { scopes: [{ resourceServer: "orders", scope: "delete" }] } }),
      "clients.reports.oauth.scopes[0]",
      "the resource server orders has no scope delete",
    ],
    [
      "two resource servers of one identifier",
      { resourceServers: { orders, more: orders } },
      "resourceServers.more.identifier",
      "each resource server has an identifier of its own, and this one is orders's",
    ],
    [
      "a resource server without scopes",
      { resourceServers: { orders: { identifier: "orders", scopes: {} } } },
      "resourceServers.orders.scopes",
      "a resource server has 1–100 scopes",
    ],
    [
      "grace without rotation",
      {
        clients: {
          web: { refreshTokenRotation: { enabled: false, retryGracePeriodSeconds: 5 } },
        },
      },
      "clients.web.refreshTokenRotation.retryGracePeriodSeconds",
      "without rotation a refresh token is not taken back, and there is no period of grace",
    ],
    [
      "rotation in the cheapest tier",
      {
        userPool: { tier: "LITE" },
        clients: { web: { refreshTokenRotation: { enabled: true } } },
      },
      "clients.web.refreshTokenRotation",
      "refresh token rotation needs the tier ESSENTIALS or PLUS, and this pool is LITE",
    ],
    [
      "a provider that there is not",
      { clients: allowing("Goggle") },
      "clients.web.identityProviders[0]",
      "the environment has no provider Goggle: there is COGNITO",
    ],
    [
      "a provider that no client allows",
      { identityProviders: { Google }, clients: allowing("COGNITO") },
      "identityProviders.Google",
      "no client allows the provider, so that nobody can come from it",
    ],
    [
      "a provider for a client without a page",
      { identityProviders: { Google }, clients: { web: { identityProviders: ["Google"] } } },
      "clients.web.identityProviders[0]",
      "whoever comes from a provider signs in at the domain, and this client has no `oauth`",
    ],
    [
      "a secret in two places",
      {
        identityProviders: {
          Google: { ...Google, clientSecret: { ...clientSecret, secret: "a" } },
        },
        clients: allowing("Google"),
      },
      "identityProviders.Google.clientSecret",
      "a secret is in Parameter Store or in Secrets Manager: it is named in one of them",
    ],
    [
      "a key of a parameter",
      {
        identityProviders: { Google: { ...Google, clientSecret: { ...clientSecret, key: "a" } } },
        clients: allowing("Google"),
      },
      "identityProviders.Google.clientSecret.key",
      "a parameter is whole: a key is for a secret of Secrets Manager that is JSON",
    ],
    [
      "SAML without metadata",
      {
        identityProviders: { saml: { Entra: { attributes: { email: "mail" } } } },
        clients: allowing("Entra"),
      },
      "identityProviders.saml.Entra.metadataUrl",
      "the provider's metadata are at a URL or in a file",
    ],
    [
      "metadata that are something else",
      {
        identityProviders: {
          saml: { Entra: { metadataFile: "page.xml", attributes: { email: "mail" } } },
        },
        clients: allowing("Entra"),
      },
      "identityProviders.saml.Entra.metadataFile",
      "the file holds the provider's metadata: an EntityDescriptor of SAML 2.0",
    ],
    [
      "a name of Cognito's own",
      { identityProviders: { saml: { Google: saml } } },
      "identityProviders.saml.Google",
      "a provider's name is 3–32 letters, digits and hyphens, begins with a letter, and is none of Cognito's own",
    ],
    [
      "an issuer with a slash at its end",
      {
        identityProviders: { oidc: { Okta: { issuer: "https://example.com/", clientId: "1" } } },
        clients: allowing("Okta"),
      },
      "identityProviders.oidc.Okta.issuer",
      "issuer has no slash at its end: tokens name it letter by letter",
    ],
    [
      "a required attribute that the provider does not fill",
      {
        identityProviders: { Google: { ...Google, attributes: { name: "name" } } },
        clients: { web: { ...allowing("Google").web, writeAttributes: ["email", "name"] } },
      },
      "identityProviders.Google.attributes.email",
      "the pool requires email, and without it nobody can come from Google",
    ],
    [
      "an attribute that the client cannot write",
      {
        identityProviders: { Google: { ...Google, attributes: { email: "email", name: "name" } } },
        clients: allowing("Google"),
      },
      "clients.web.writeAttributes",
      "Google fills name, which this client cannot write: sign-ins through it fail",
    ],
    [
      "an attribute that is written once",
      {
        userPool: {
          customAttributes: {
            team: { type: "String", minLength: 0, maxLength: 9, mutable: false },
          },
        },
        identityProviders: {
          Google: { ...Google, attributes: { email: "email", "custom:team": "hd" } },
        },
        clients: {
          web: { ...allowing("Google").web, writeAttributes: ["email", "custom:team"] },
        },
      },
      "identityProviders.Google.attributes.custom:team",
      "Cognito writes it anew at each sign-in, and an immutable attribute refuses that: the second sign-in fails",
    ],
    [
      "an identity pool that takes tokens of a provider that there is not",
      { identityPool: { supportedLoginProviders: ["Google"] } },
      "identityPool.supportedLoginProviders[0]",
      "the environment has no provider Google, and so no clientId of it",
    ],
  ])("%s", (_what, parts, path, rule) => {
    expect(problemsOf(parts).map((problem) => [problem.path, problem.rule])).toEqual([
      [`environments.dev.${path}`, rule],
    ]);
  });

  test("a secret as it stands", () => {
    const parts = {
      identityProviders: { Google: { ...Google, clientSecret: "GOCSPX-1234" } },
      clients: allowing("Google"),
    };
    expect(problemsOf(parts).map(({ path }) => path)).toContain(
      "environments.dev.identityProviders.Google.clientSecret",
    );
  });
});

/** What `npm run typecheck` refuses: each `@ts-expect-error` is an error where the next line compiles. */
export const refused = [
  // @ts-expect-error a secret as it stands
  { Google: { clientId: "1", clientSecret: "s" } } satisfies IdentityProvidersInput,
  // @ts-expect-error an attribute that there is not
  { Google: { ...Google, attributes: { mail: "email" } } } satisfies IdentityProvidersInput,
  // @ts-expect-error SAML without metadata
  { saml: { Entra: { attributes: { email: "mail" } } } } satisfies IdentityProvidersInput,
  // @ts-expect-error a machine without scopes
  { kind: "machine" } satisfies ClientInput,
  // @ts-expect-error a machine that people come back to
  { kind: "machine", oauth } satisfies ClientInput,
];

export const refusedScope = () =>
  // @ts-expect-error a scope that the resource server does not have
  typeof scopesOf(orders).write;

test("the types were checked against five wrong settings", () => {
  expect(refused).toHaveLength(5);
});
