import { defaultGroups } from "../defaults";
import type { Problem } from "../problem";
import { isSignedInTo } from "./domain";
import type { Rule, SoundEnvironment, WideRule } from "./rule";

type Adoption = NonNullable<SoundEnvironment["adopt"]>;

export const adoptedIsThere: Rule = (environment, { path }) => {
  const { adopt } = environment;
  if (adopt === undefined) return [];
  const there: readonly (readonly [keyof Adoption, readonly string[], readonly string[]])[] = [
    [
      "clientIds",
      Object.keys(adopt.clientIds ?? {}),
      Object.keys(environment.clients ?? { web: {} }),
    ],
    [
      "groups",
      textsOf(adopt.groups),
      textsOf((environment.groups ?? defaultGroups).map((group) => group?.name)),
    ],
    ["identityProviders", textsOf(adopt.identityProviders), providerNames(environment)],
    [
      "resourceServers",
      textsOf(adopt.resourceServers),
      Object.keys(environment.resourceServers ?? {}),
    ],
  ];
  const unknown = there.flatMap(([setting, names, known]) =>
    names.flatMap((name, index) =>
      known.includes(name)
        ? []
        : [
            {
              path: `${path}.adopt.${setting}${setting === "clientIds" ? `.${name}` : `[${index}]`}`,
              value: name,
              rule: "what is adopted becomes something that the environment has, and this it has not",
              fix: "add it to the environment, or take it out here",
            },
          ],
    ),
  );
  return adopt.domain === true && !isSignedInTo(environment)
    ? [
        ...unknown,
        {
          path: `${path}.adopt.domain`,
          value: true,
          rule: "a domain is where clients with `oauth` sign in, and here is none",
          fix: "add `oauth` to a client, or take `domain` out here: the pool keeps it",
        },
      ]
    : unknown;
};

export const poolIsInTheRegion: Rule = (environment, { path }) => {
  const region = environment.region ?? (environment.platform === "local" ? "us-east-1" : undefined);
  if (region === undefined) return [];
  const ids = [
    ["adopt.userPoolId", environment.adopt?.userPoolId, "_"],
    ["adopt.identityPoolId", environment.adopt?.identityPoolId, ":"],
    ["existingUserPool.userPoolId", environment.existingUserPool?.userPoolId, "_"],
  ] as const;
  return ids.flatMap(([at, id, separator]) =>
    id === undefined || id.startsWith(`${region}${separator}`)
      ? []
      : [
          {
            path: `${path}.${at}`,
            value: id,
            rule: `a pool is in its environment's Region, which is ${region}`,
            fix: "correct the id, or the environment's region",
          },
        ],
  );
};

/** Settings of a pool that tell what clients and functions may count on; the others would change it. */
const descriptive = [
  "usernameAttributes",
  "aliasAttributes",
  "requiredAttributes",
  "immutableAttributes",
  "customAttributes",
  "allowedFirstAuthFactors",
  "tier",
] as const;

export const existingPoolIsNotTouched: Rule = (environment, { path }) => {
  const { existingUserPool, adopt, userPool, triggers = [] } = environment;
  if (existingUserPool === undefined) return [];
  const why = "`existingUserPool` stays somebody else's, and this would change the pool";
  const settings = Object.entries(userPool ?? {})
    .filter(([name]) => !(descriptive as readonly string[]).includes(name))
    .map(([name, value]) => ({
      path: `${path}.userPool.${name}`,
      value,
      rule: why,
      fix: `take it out. Of \`userPool\` only what describes the pool can stand here: ${descriptive.join(", ")}`,
    }));
  const parts = (["domain", "identityProviders"] as const)
    .filter((part) => part in environment)
    .map((part) => ({
      path: `${path}.${part}`,
      value: (environment as Readonly<Record<string, unknown>>)[part],
      rule: why,
      fix: "take it out: the pool's owner sets it",
    }));
  const problems: Problem[] = [...settings, ...parts];
  if (adopt !== undefined) {
    problems.push({
      path: `${path}.adopt`,
      value: adopt,
      rule: "a pool becomes the environment's, or it stays somebody else's",
      fix: "take out adopt, or existingUserPool",
    });
  }
  if (triggers.length > 0 && existingUserPool.ownerSetsTriggers !== true) {
    problems.push({
      path: `${path}.triggers`,
      value: triggers,
      rule: "a pool's triggers are one of its settings: Cognito takes them with all its other settings only, and the environment does not touch those",
      fix: "take triggers out; or write `existingUserPool.ownerSetsTriggers: true`, and have the pool's owner set what the output lambda_config tells",
    });
  }
  return problems;
};

export const adoptedOnce: WideRule = ({ environments }) => {
  const adopters = new Map<string, string>();
  return environments.flatMap(({ input: { adopt }, place }) =>
    (["userPoolId", "identityPoolId"] as const).flatMap((setting) => {
      const id = adopt?.[setting];
      if (id === undefined) return [];
      const other = adopters.get(id);
      adopters.set(id, other ?? place.environment);
      if (other === undefined) return [];
      return [
        {
          path: `${place.path}.adopt.${setting}`,
          value: id,
          rule: `one environment adopts a pool, and ${other} does: two states would undo each other's changes`,
          fix: "take `adopt` out of one of them; what only uses the pool names it in `existingUserPool`",
        },
      ];
    }),
  );
};

function textsOf(values: readonly (string | undefined)[] = []): readonly string[] {
  return values.filter((value) => value !== undefined);
}

function providerNames({ identityProviders = {} }: SoundEnvironment): readonly string[] {
  const { oidc = {}, saml = {}, ...social } = identityProviders;
  return [...Object.keys(social), ...Object.keys(oidc), ...Object.keys(saml)];
}
