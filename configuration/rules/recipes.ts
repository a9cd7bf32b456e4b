import type { TriggerName } from "../trigger-catalogue";
import type { Problem } from "../problem";
import { parseArn } from "../values/arn";
import { isLoopback, parsedUrl } from "../values/url";
import { unknownAttributes } from "./attributes";
import type { Rule, SoundRecipes } from "./rule";
import { namedTriggers } from "./triggers";

/** The triggers that read each recipe's settings, and whether they can do without. */
const readers: readonly {
  readonly recipe: keyof SoundRecipes;
  readonly triggers: readonly [TriggerName, ...(readonly TriggerName[])];
  readonly needed?: true;
}[] = [
  { recipe: "preSignUp", triggers: ["pre-sign-up"] },
  { recipe: "userMigration", triggers: ["user-migration"], needed: true },
  { recipe: "preTokenGeneration", triggers: ["pre-token-generation"] },
  {
    recipe: "customMessage",
    triggers: [
      "custom-message",
      "custom-email-sender",
      "custom-sms-sender",
      "create-auth-challenge",
    ],
  },
  { recipe: "oneTimeCode", triggers: ["create-auth-challenge"], needed: true },
  { recipe: "customEmailSender", triggers: ["custom-email-sender"], needed: true },
  { recipe: "customSmsSender", triggers: ["custom-sms-sender"] },
];

export const recipesHaveReaders: Rule = (environment, { path }) => {
  const names = namedTriggers(environment);
  return readers.flatMap(({ recipe, triggers, needed = false }): readonly Problem[] => {
    const at = `${path}.recipes.${recipe}`;
    const isThere = recipe in (environment.recipes ?? {});
    const isRead = triggers.some((trigger) => names.includes(trigger));
    const [trigger] = triggers;
    if (isThere && !isRead) {
      return [
        {
          path: at,
          value: environment.recipes?.[recipe],
          rule: `these settings are read by ${triggers.join(", ")}, and the environment names no such trigger`,
          fix: `add "${trigger}" to triggers, or remove ${recipe}`,
        },
      ];
    }
    if (needed && !isThere && isRead) {
      return [
        {
          path: at,
          value: undefined,
          rule: `functions/${trigger} cannot work without these settings`,
          fix: `add ${recipe}, or remove "${trigger}" from triggers`,
        },
      ];
    }
    return [];
  });
};

export const migrationSource: Rule = ({ recipes, accountId, platform }, { path }) => {
  const from = recipes?.userMigration?.from;
  if (from?.kind === undefined) return [];
  const at = `${path}.recipes.userMigration.from`;
  const settings = { "user-pool": ["userPoolArn", "clientId"], https: ["url"] } as const;
  const problems = (["userPoolArn", "clientId", "url"] as const).flatMap(
    (setting): readonly Problem[] => {
      const wanted = (settings[from.kind ?? "https"] as readonly string[]).includes(setting);
      if (wanted && !(setting in from)) {
        return [
          {
            path: `${at}.${setting}`,
            value: undefined,
            rule: `users who come from a directory of the kind ${String(from.kind)} need ${setting}`,
            fix: `add ${setting}`,
          },
        ];
      }
      if (!wanted && from[setting] !== undefined) {
        return [
          {
            path: `${at}.${setting}`,
            value: from[setting],
            rule: `a directory of the kind ${String(from.kind)} has no ${setting}`,
            fix: `remove ${setting}, or change kind`,
          },
        ];
      }
      return [];
    },
  );
  const account = from.kind === "user-pool" ? parseArn(from.userPoolArn ?? "")?.account : undefined;
  if (account !== undefined && accountId !== undefined && account !== accountId) {
    problems.push({
      path: `${at}.userPoolArn`,
      value: from.userPoolArn,
      rule: `the pool that users come from is in the environment's own account, ${accountId}: Cognito takes no calls from another account's roles`,
      fix: "name a pool of this account, or put an HTTPS directory in front of the other one",
    });
  }
  const url = from.kind === "https" ? parsedUrl(from.url ?? "") : undefined;
  if (url !== undefined) {
    const { protocol, hostname } = url;
    const onThisComputer =
      platform === "local" && (hostname === "local-aws" || isLoopback(hostname));
    if (protocol !== "https:" && !(protocol === "http:" && onThisComputer)) {
      problems.push({
        path: `${at}.url`,
        value: from.url,
        rule: "the request carries a user's password, so it goes over HTTPS; a local environment may use http to local-aws or the loopback",
        fix: "write a URL that begins with `https://`",
      });
    }
  }
  return problems;
};

/** What Cognito writes itself, whatever a function answers. */
const reservedClaims = [
  "acr",
  "amr",
  "at_hash",
  "aud",
  "auth_time",
  "azp",
  "client_id",
  "device_key",
  "event_id",
  "exp",
  "iat",
  "identities",
  "iss",
  "jti",
  "nbf",
  "nonce",
  "origin_jti",
  "scope",
  "sub",
  "token_use",
  "username",
  "version",
];

export const claimsAreOurs: Rule = ({ recipes }, { path }) =>
  Object.entries(recipes?.preTokenGeneration?.claims ?? {})
    .filter(([name]) => reservedClaims.includes(name) || /^(?:cognito|dev):/.test(name))
    .map(([name, field]) => ({
      path: `${path}.recipes.preTokenGeneration.claims.${name}`,
      value: field,
      rule: `the claim ${name} is Cognito's own, and a function cannot change it`,
      fix: "give the claim a name of yours",
    }));

export const messageLanguage: Rule = ({ recipes, userPool }, { path }) =>
  unknownAttributes(
    [recipes?.customMessage?.languageAttribute],
    `${path}.recipes.customMessage.languageAttribute`,
    userPool,
  ).map((problem) => ({
    ...problem,
    path: `${path}.recipes.customMessage.languageAttribute`,
  }));

export const linkedUsersCanBeWritten: Rule = ({ recipes, userPool }, { path }) => {
  const policy = recipes?.preSignUp?.federatedExistingUser;
  const immutable = [
    ...(userPool?.immutableAttributes ?? []).filter((name) => name !== undefined),
    ...Object.entries(userPool?.customAttributes ?? {})
      .filter(([, attribute]) => attribute?.mutable === false)
      .map(([name]) => `custom:${name}`),
  ];
  return policy === "link" && immutable.length > 0
    ? [
        {
          path: `${path}.recipes.preSignUp.federatedExistingUser`,
          value: policy,
          rule: `Cognito links nobody who has an immutable attribute, which here is ${immutable.join(", ")}: they would be kept out`,
          fix: 'set `federatedExistingUser: "block"`; or, as long as there is no pool yet, `mutable: true` for the attribute',
        },
      ]
    : [];
};
