import type { Problem } from "../problem";
import { forEachClient } from "./app-clients";
import type { Rule, SoundClient } from "./rule";

export const clientFitsItsKind: Rule = ({ clients }, { path }) =>
  forEachClient(clients, path, (client, at) =>
    client.kind === "machine" ? machineProblems(client, at) : userProblems(client, at),
  );

function machineProblems(client: SoundClient, at: string): readonly Problem[] {
  const { oauth, generateSecret } = client;
  const problems: Problem[] = (
    ["callbackUrls", "logoutUrls", "defaultRedirectUri", "uiCustomization"] as const
  )
    .filter((field) => oauth?.[field] !== undefined)
    .map((field) => ({
      path: `${at}.oauth.${field}`,
      value: oauth?.[field],
      rule: `a machine signs in for itself: it has no page, and no ${field}`,
      fix: `remove ${field}, or choose another kind`,
    }));
  if (client.identityProviders !== undefined) {
    problems.push({
      path: `${at}.identityProviders`,
      value: client.identityProviders,
      rule: "nobody signs in through a machine, from wherever they come",
      fix: "remove identityProviders, or choose another kind",
    });
  }
  if (generateSecret === false) {
    problems.push({
      path: `${at}.generateSecret`,
      value: false,
      rule: "the client credentials grant is by a secret, and Cognito refuses a client without one",
      fix: "remove generateSecret",
    });
  }
  const scopes = oauth?.scopes ?? [];
  if (scopes.length === 0) {
    problems.push({
      path: `${at}.oauth.scopes`,
      value: oauth?.scopes,
      rule: "a machine asks for scopes of a resource server: without one it gets no token",
      fix: "add `oauth: { scopes: [scopesOf(orders).read] }`",
    });
  }
  scopes.forEach((scope, index) => {
    if (typeof scope !== "string") return;
    problems.push({
      path: `${at}.oauth.scopes[${index}]`,
      value: scope,
      rule: `${scope} is about a user, and behind a machine there is none`,
      fix: "remove it",
    });
  });
  return problems;
}

function userProblems({ oauth }: SoundClient, at: string): readonly Problem[] {
  if (oauth === undefined) return [];
  const problems: Problem[] = [];
  const { callbackUrls, scopes, defaultRedirectUri } = oauth;
  if (!("callbackUrls" in oauth)) {
    problems.push({
      path: `${at}.oauth.callbackUrls`,
      value: callbackUrls,
      rule: "whoever has signed in is sent back to a callback URL",
      fix: 'name one, or set `kind: "machine"` for a service that signs in for itself',
    });
  }
  // Without it there is no ID token, which the identity pool takes.
  if (scopes !== undefined && !scopes.includes("openid")) {
    problems.push({
      path: `${at}.oauth.scopes`,
      value: scopes,
      rule: "the scopes include `openid`: without it there is no ID token, which the identity pool takes, and Cognito refuses `email`, `phone` and `profile`",
      fix: "add `openid`",
    });
  }
  if (defaultRedirectUri !== undefined && callbackUrls?.includes(defaultRedirectUri) === false) {
    problems.push({
      path: `${at}.oauth.defaultRedirectUri`,
      value: defaultRedirectUri,
      rule: "the default is one of the callback URLs",
      fix: "add it to callbackUrls, or remove it",
    });
  }
  return problems;
}

export const scopesAreThere: Rule = ({ clients, resourceServers }, { path }) =>
  forEachClient(clients, path, ({ oauth }, at) =>
    (oauth?.scopes ?? []).flatMap((reference, index) => {
      if (typeof reference !== "object") return [];
      const { resourceServer, scope } = reference;
      const server = Object.values(resourceServers ?? {}).find(
        (each) => each?.identifier === resourceServer,
      );
      if (server !== undefined && Object.hasOwn(server.scopes ?? {}, scope ?? "")) return [];
      return [
        {
          path: `${at}.oauth.scopes[${index}]`,
          value: reference,
          rule:
            server === undefined
              ? `the environment has no resource server ${String(resourceServer)}`
              : `the resource server ${String(resourceServer)} has no scope ${String(scope)}`,
          fix: server === undefined ? "add it to resourceServers" : "add it to its scopes",
        },
      ];
    }),
  );

export const resourceServersDiffer: Rule = ({ resourceServers }, { path }) => {
  const seen = new Map<string | undefined, string>();
  return Object.entries(resourceServers ?? {}).flatMap(([name, server]) => {
    const other = seen.get(server?.identifier);
    if (server?.identifier !== undefined && other === undefined) seen.set(server.identifier, name);
    return other === undefined
      ? []
      : [
          {
            path: `${path}.resourceServers.${name}.identifier`,
            value: server?.identifier,
            rule: `each resource server has an identifier of its own, and this one is ${other}'s`,
            fix: "give it another one",
          },
        ];
  });
};

export const rotationIsWhole: Rule = ({ clients }, { path }) =>
  forEachClient(clients, path, ({ refreshTokenRotation: rotation }, at) =>
    rotation?.enabled === false && rotation.retryGracePeriodSeconds !== undefined
      ? [
          {
            path: `${at}.refreshTokenRotation.retryGracePeriodSeconds`,
            value: rotation.retryGracePeriodSeconds,
            rule: "without rotation a refresh token is not taken back, and there is no period of grace",
            fix: "remove it, or set `enabled: true`",
          },
        ]
      : [],
  );
