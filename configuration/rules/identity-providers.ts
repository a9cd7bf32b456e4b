import { requiredAttributes as defaultRequired } from "../defaults";
import type { IdentityProvidersInput } from "../identity-providers/input";
import { providerList, type IdentityProvider } from "../identity-providers/provider-list";
import type { Problem } from "../problem";
import { forEachClient } from "./app-clients";
import { setByCognito, unknownAttributes } from "./attributes";
import type { Rule, SoundEnvironment } from "./rule";

/** What can be looked at: a provider that is not whole has its own problem. */
function providersOf({ identityProviders }: SoundEnvironment): readonly IdentityProvider[] {
  try {
    return providerList((identityProviders ?? {}) as IdentityProvidersInput);
  } catch {
    return [];
  }
}

/** A reference before it has been looked at. */
interface Named {
  readonly parameter?: string;
  readonly secret?: string;
  readonly key?: string;
}

export const secretsAreNamedOnce: Rule = (environment, { path }) =>
  providersOf(environment).flatMap(({ at, secrets }) =>
    Object.entries(secrets).flatMap(([detail, reference]): readonly Problem[] => {
      const field = detail === "private_key" ? "privateKey" : "clientSecret";
      // A team that does not read type errors may have written anything.
      const { parameter, secret, key } = Object(reference) as Named;
      const place = `${path}.identityProviders.${at}.${field}`;
      if ((parameter === undefined) === (secret === undefined)) {
        return [
          {
            path: place,
            value: reference,
            rule: "a secret is in Parameter Store or in Secrets Manager: it is named in one of them",
            fix: 'write `{ parameter: "/acme/dev/google" }`, or `{ secret: "acme/dev/google" }`',
          },
        ];
      }
      return parameter !== undefined && key !== undefined
        ? [
            {
              path: `${place}.key`,
              value: key,
              rule: "a parameter is whole: a key is for a secret of Secrets Manager that is JSON",
              fix: "remove key",
            },
          ]
        : [];
    }),
  );

export const metadataAreNamedOnce: Rule = ({ identityProviders }, { path }) =>
  Object.entries(identityProviders?.saml ?? {}).flatMap(([name, saml]) =>
    saml !== undefined && "metadataUrl" in saml === "metadataFile" in saml
      ? [
          {
            path: `${path}.identityProviders.saml.${name}.metadataUrl`,
            value: saml.metadataUrl,
            rule: "the provider's metadata are at a URL or in a file",
            fix: "name the one, and not the other",
          },
        ]
      : [],
  );

export const loginProvidersAreThere: Rule = ({ identityPool, identityProviders }, { path }) =>
  (identityPool?.supportedLoginProviders ?? []).flatMap((name, index) =>
    name === undefined || identityProviders?.[name] !== undefined
      ? []
      : [
          {
            path: `${path}.identityPool.supportedLoginProviders[${index}]`,
            value: name,
            rule: `the environment has no provider ${name}, and so no clientId of it`,
            fix: "add it to identityProviders, or remove it here",
          },
        ],
  );

export const providerNamesDiffer: Rule = ({ identityProviders }, { path }) =>
  Object.keys(identityProviders?.saml ?? {})
    .filter((name) => Object.hasOwn(identityProviders?.oidc ?? {}, name))
    .map((name) => ({
      path: `${path}.identityProviders.saml.${name}`,
      value: name,
      rule: "a provider has a name of its own, and there is one of OpenID Connect with this one",
      fix: "give it another name",
    }));

export const providersAreAllowed: Rule = (environment, { path }) => {
  const { clients } = environment;
  const providers = providersOf(environment);
  const names = ["COGNITO", ...providers.map(({ name }) => name)];
  const problems = forEachClient(clients, path, ({ identityProviders, oauth }, at) =>
    (identityProviders ?? []).flatMap((name, index): readonly Problem[] => {
      if (name === undefined) return [];
      if (!names.includes(name)) {
        return [
          {
            path: `${at}.identityProviders[${index}]`,
            value: name,
            rule: `the environment has no provider ${name}: there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`,
            fix: "add it to identityProviders of the environment, or correct its spelling",
          },
        ];
      }
      return name !== "COGNITO" && oauth === undefined
        ? [
            {
              path: `${at}.identityProviders[${index}]`,
              value: name,
              rule: "whoever comes from a provider signs in at the domain, and this client has no `oauth`",
              fix: "add `oauth`, or remove the provider",
            },
          ]
        : [];
    }),
  );
  const allowed = Object.values(clients ?? {}).flatMap((client) => client?.identityProviders ?? []);
  return [
    ...problems,
    ...providers
      .filter(({ name }) => !allowed.includes(name))
      .map(({ name, at }) => ({
        path: `${path}.identityProviders.${at}`,
        value: name,
        rule: "no client allows the provider, so that nobody can come from it",
        fix: `add "${name}" to identityProviders of a client`,
      })),
  ];
};

/** Cognito writes with the rights of the client that the user signs in through. */
export const mappedAttributesCanBeWritten: Rule = (environment, { path }) => {
  const { userPool, clients } = environment;
  const required = (userPool?.requiredAttributes ?? defaultRequired).filter(
    (name) => name !== undefined,
  );
  return providersOf(environment).flatMap((provider): readonly Problem[] => {
    const at = `${path}.identityProviders.${provider.at}.attributes`;
    const mapped = Object.keys(provider.attributes);
    const missing = required.filter((name) => !mapped.includes(name));
    const immutable = mapped.filter(
      (name) => userPool?.customAttributes?.[name.replace("custom:", "")]?.mutable === false,
    );
    return [
      ...unknownAttributes(mapped, at, userPool).map((problem) => ({
        ...problem,
        path: `${at}.${String(problem.value)}`,
      })),
      ...missing.map((name) => ({
        path: `${at}.${name}`,
        value: undefined,
        rule: `the pool requires ${name}, and without it nobody can come from ${provider.name}`,
        fix: `say which claim fills it: \`${name}: "…"\``,
      })),
      ...immutable.map((name) => ({
        path: `${at}.${name}`,
        value: provider.attributes[name as "email"],
        rule: "Cognito writes it anew at each sign-in, and an immutable attribute refuses that: the second sign-in fails",
        fix: "map an attribute that is mutable",
      })),
      ...forEachClient(clients, path, ({ identityProviders, writeAttributes }, client) => {
        if (identityProviders?.includes(provider.name) !== true) return [];
        const writable: readonly (string | undefined)[] = writeAttributes ?? [...required, "email"];
        const unwritable = mapped.filter(
          (name) => !writable.includes(name) && !setByCognito.includes(name),
        );
        return unwritable.length === 0
          ? []
          : [
              {
                path: `${client}.writeAttributes`,
                value: writeAttributes,
                rule: `${provider.name} fills ${unwritable.join(", ")}, which this client cannot write: sign-ins through it fail`,
                fix: `add ${unwritable.join(", ")}, or map other attributes`,
              },
            ];
      }),
    ];
  });
};
