import type { TriggerName } from "../trigger-catalogue";
import { kindDefaults } from "../clients/defaults";
import { defaultTriggers } from "../defaults";
import { tierOf } from "../tier";
import type { Rule, SoundEnvironment } from "./rule";

/** The triggers that an environment names, or has by default. */
export function namedTriggers({ triggers }: SoundEnvironment): readonly TriggerName[] {
  return (triggers ?? defaultTriggers).filter((name) => name !== undefined);
}

const challengeTriggers = [
  "define-auth-challenge",
  "create-auth-challenge",
  "verify-auth-challenge-response",
] as const satisfies readonly TriggerName[];

export const challengesComeTogether: Rule = (environment, { path }) => {
  const names = namedTriggers(environment);
  const missing = challengeTriggers.filter((name) => !names.includes(name));
  if (missing.length === 0 || missing.length === challengeTriggers.length) return [];
  return [
    {
      path: `${path}.triggers`,
      value: names,
      rule: `a custom sign-in needs ${challengeTriggers.join(", ")} together`,
      fix: `add ${missing.join(" and ")}, or remove the others`,
    },
  ];
};

export const customAuthHasItsTriggers: Rule = (environment, { path }) => {
  const names = namedTriggers(environment);
  const challenges = challengeTriggers.some((name) => names.includes(name));
  const clients = clientsWith(environment, "CUSTOM_AUTH");
  if (challenges && clients.length === 0) {
    return [
      {
        path: `${path}.triggers`,
        value: names.filter((name) => (challengeTriggers as readonly string[]).includes(name)),
        rule: "Cognito calls the challenge triggers for clients with CUSTOM_AUTH only, and there is none",
        fix: 'add "CUSTOM_AUTH" to the authFlows of a client, or remove the three triggers',
      },
    ];
  }
  if (challenges) return [];
  return clients.map((client) => ({
    path: `${path}.clients.${client}.authFlows`,
    value: environment.clients?.[client]?.authFlows,
    rule: "a sign-in with CUSTOM_AUTH is decided by the challenge triggers, and the environment names none",
    fix: `add ${challengeTriggers.join(", ")} to triggers, or remove "CUSTOM_AUTH"`,
  }));
};

export const migrationSeesPasswords: Rule = (environment, { path }) => {
  const index = (environment.triggers ?? []).indexOf("user-migration");
  const flows = ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"] as const;
  if (index < 0 || flows.some((flow) => clientsWith(environment, flow).length > 0)) return [];
  return [
    {
      path: `${path}.triggers[${index}]`,
      value: "user-migration",
      rule: `a user is moved at a sign-in that sends the password, which needs a client with ${flows.join(" or ")}`,
      fix: "add one of the two to the authFlows of a client that users of the old directory sign in through",
    },
  ];
};

export const messageOrSender: Rule = ({ triggers = [] }, { path }) => {
  const index = triggers.indexOf("custom-message");
  if (index < 0 || !triggers.includes("custom-email-sender")) return [];
  return [
    {
      path: `${path}.triggers[${index}]`,
      value: "custom-message",
      rule: "with custom-email-sender Cognito sends no e-mail of its own, so custom-message would never choose the text of one",
      fix: "remove custom-message, and write the texts in custom-email-sender; or remove custom-email-sender",
    },
  ];
};

export const messagesAreSentByYou: Rule = ({ triggers = [], userPool }, { path }) => {
  const index = triggers.indexOf("custom-message");
  if (index < 0 || userPool?.email?.sendingAccount === "DEVELOPER") return [];
  return [
    {
      path: `${path}.triggers[${index}]`,
      value: "custom-message",
      rule: "Cognito takes the text of an e-mail from a function only where it sends through your own SES identity",
      fix: 'set `userPool.email` to `{ sendingAccount: "DEVELOPER", … }`, or remove custom-message',
    },
  ];
};

export const scopesReachAnAccessToken: Rule = (environment, { path }) => {
  const { version, scopes } = environment.recipes?.preTokenGeneration ?? {};
  const effective = version ?? (tierOf(environment) === "LITE" ? "V1_0" : "V2_0");
  return scopes !== undefined && effective === "V1_0"
    ? [
        {
          path: `${path}.recipes.preTokenGeneration.scopes`,
          value: scopes,
          rule: "scopes are in the access token, which version V1_0 of the event does not reach",
          fix: 'set `version: "V2_0"`, which needs the tier ESSENTIALS or PLUS, or remove scopes',
        },
      ]
    : [];
};

function clientsWith(
  { clients }: SoundEnvironment,
  flow: NonNullable<
    NonNullable<NonNullable<SoundEnvironment["clients"]>[string]>["authFlows"]
  >[number],
): readonly string[] {
  return Object.entries(clients ?? { web: {} })
    .filter(([, client]) =>
      (client?.authFlows ?? kindDefaults(client?.kind).authFlows).includes(flow),
    )
    .map(([name]) => name);
}
