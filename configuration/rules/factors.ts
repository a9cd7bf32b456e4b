import { sendsTextMessages } from "../factors";
import { defaultAuthFlows } from "../clients/defaults";
import type { Problem } from "../problem";
import type { Rule } from "./rule";

export const firstFactorsAreWhole: Rule = ({ userPool, platform }, { path }) => {
  const factors = userPool?.allowedFirstAuthFactors;
  if (factors === undefined) return [];
  const at = `${path}.userPool.allowedFirstAuthFactors`;
  const problems = factors.flatMap((each, index): readonly Problem[] => {
    if (each?.factor === undefined) return [];
    const { factor, relyingPartyId, userVerification } = each;
    const here = `${at}[${index}]`;
    if (factors.findIndex((other) => other?.factor === factor) < index) {
      return [
        {
          path: `${here}.factor`,
          value: factor,
          rule: "a list names each thing once",
          fix: "remove what is there twice",
        },
      ];
    }
    if (factor !== "WEB_AUTHN") {
      return Object.entries({ relyingPartyId, userVerification })
        .filter(([, value]) => value !== undefined)
        .map(([setting, value]) => ({
          path: `${here}.${setting}`,
          value,
          rule: `${setting} is about passkeys, and this factor is ${factor}`,
          fix: `remove ${setting}, or set \`factor: "WEB_AUTHN"\``,
        }));
    }
    if (!("relyingPartyId" in each)) {
      return [
        {
          path: `${here}.relyingPartyId`,
          value: undefined,
          rule: "a passkey is for one domain, and nothing says which",
          fix: 'add the domain of your site: `relyingPartyId: "example.com"`',
        },
      ];
    }
    return relyingPartyId === "localhost" && platform !== "local"
      ? [
          {
            path: `${here}.relyingPartyId`,
            value: relyingPartyId,
            rule: "passkeys for localhost work on the computer that made them only, and this environment is on AWS",
            fix: "write the domain of your site",
          },
        ]
      : [];
  });
  return factors.some((each) => each?.factor === "PASSWORD")
    ? problems
    : [
        ...problems,
        {
          path: at,
          value: factors,
          rule: "Cognito takes no pool whose users cannot sign in with a password: PASSWORD is always among the first factors",
          fix: 'add `{ factor: "PASSWORD" }`; a client whose authFlows are `["USER_AUTH"]` still lets users choose another',
        },
      ];
};

/**
 * A passkey with user verification could stand for both factors (`FactorConfiguration`), but AWS provider
 * 5.100 has no argument for it.
 */
export const firstFactorsGoWithMfa: Rule = ({ userPool }, { path }) =>
  userPool?.mfa?.mode === "ON"
    ? (userPool.allowedFirstAuthFactors ?? []).flatMap((each, index) =>
        each?.factor === undefined || each.factor === "PASSWORD"
          ? []
          : [
              {
                path: `${path}.userPool.allowedFirstAuthFactors[${index}]`,
                value: each.factor,
                rule:
                  each.factor === "WEB_AUTHN"
                    ? "with MFA ON Cognito takes passkeys only as both factors at once (`FactorConfiguration`), which AWS provider 5.100 cannot set"
                    : `with MFA ON everybody shows a second factor, and after ${each.factor} Cognito asks for none: it refuses such a pool`,
                fix: `remove ${each.factor}, or set \`mfa: { mode: "OPTIONAL", … }\``,
              },
            ],
      )
    : [];

export const choiceHasAClient: Rule = ({ userPool, clients }, { path }) => {
  const factors = userPool?.allowedFirstAuthFactors ?? [];
  const choices = factors.filter((each) => each?.factor && each.factor !== "PASSWORD");
  if (choices.length === 0 || clients === undefined) return [];
  const flows = Object.values(clients).map((client) => client?.authFlows);
  return flows.some((named) => named === undefined || named.includes("USER_AUTH"))
    ? []
    : [
        {
          path: `${path}.userPool.allowedFirstAuthFactors`,
          value: factors,
          rule: "users choose among several first factors in USER_AUTH only, and no client offers it",
          fix: `add "USER_AUTH" to the authFlows of a client: \`authFlows: ["USER_AUTH", "${defaultAuthFlows[0]}"]\``,
        },
      ];
};

export const mfaHasAFactor: Rule = ({ userPool }, { path }) => {
  const { mode, factors } = userPool?.mfa ?? {};
  if (mode === undefined) return [];
  const at = `${path}.userPool.mfa.factors`;
  if (mode === "OFF" && factors !== undefined) {
    return [
      {
        path: at,
        value: factors,
        rule: "with MFA off there are no factors",
        fix: 'remove factors, or set `mode: "OPTIONAL"`',
      },
    ];
  }
  return mode !== "OFF" && (factors?.length ?? 0) === 0
    ? [
        {
          path: at,
          value: factors,
          rule: `MFA ${mode} needs at least one factor`,
          fix: 'add `factors: ["SOFTWARE_TOKEN"]`',
        },
      ]
    : [];
};

export const emailMfaIsSentByYou: Rule = ({ userPool }, { path }) =>
  userPool?.mfa?.factors?.includes("EMAIL") === true &&
  userPool.email?.sendingAccount !== "DEVELOPER"
    ? [
        {
          path: `${path}.userPool.mfa.factors`,
          value: userPool.mfa.factors,
          rule: "Cognito sends codes of a second factor by e-mail only through your own SES identity",
          fix: 'set `userPool.email` to `{ sendingAccount: "DEVELOPER", … }`, or remove "EMAIL"',
        },
      ]
    : [];

/** What is a second factor, by where Cognito sends it. */
const channels = [
  { factor: "EMAIL", recovery: "verified_email", other: "verified_phone_number", noun: "e-mail" },
  {
    factor: "SMS",
    recovery: "verified_phone_number",
    other: "verified_email",
    noun: "text message",
  },
] as const;

export const recoveryIsNotTheSecondFactor: Rule = ({ userPool }, { path }) =>
  channels.flatMap(({ factor, recovery, other, noun }) => {
    const recoveries = userPool?.accountRecovery ?? ["verified_email"];
    return userPool?.mfa?.factors?.includes(factor) === true &&
      recoveries.length === 1 &&
      recoveries[0] === recovery
      ? [
          {
            path: `${path}.userPool.accountRecovery`,
            value: userPool.accountRecovery,
            rule: `a code by ${noun} is a second factor here, and Cognito takes no pool where the same ${noun} is all it takes for a new password`,
            fix: `set \`accountRecovery: ["${other}", "${recovery}"]\`, or remove "${factor}" from mfa.factors`,
          },
        ]
      : [];
  });

/** The AWS provider has one argument for both, `sms_configuration`. */
export const textMessagesAreAFactor: Rule = ({ userPool }, { path }) => {
  const mode = userPool?.mfa?.mode ?? "OPTIONAL";
  const factors = userPool?.mfa?.factors ?? ["SOFTWARE_TOKEN"];
  return userPool !== undefined &&
    sendsTextMessages(userPool) &&
    mode !== "OFF" &&
    !factors.includes("SMS")
    ? [
        {
          path: `${path}.userPool.mfa`,
          value: userPool.mfa ?? "OPTIONAL, with an authenticator app (default)",
          rule: "this pool sends text messages, and the AWS provider makes them a second factor too wherever there is MFA",
          fix: 'add "SMS" to `mfa.factors`, or set `mfa: { mode: "OFF" }`',
        },
      ]
    : [];
};

/** In AWS provider 5.100 it happens when the pool is made. */
export const passkeysWithTextMessagesHaveMfa: Rule = ({ userPool }, { path }) => {
  const index = (userPool?.allowedFirstAuthFactors ?? []).findIndex(
    (each) => each?.factor === "WEB_AUTHN",
  );
  return userPool !== undefined &&
    index >= 0 &&
    userPool.mfa?.mode === "OFF" &&
    sendsTextMessages(userPool)
    ? [
        {
          path: `${path}.userPool.mfa`,
          value: userPool.mfa,
          rule: "with passkeys and text messages the AWS provider gives Cognito a second factor, which Cognito refuses while MFA is OFF",
          fix: 'set `mfa: { mode: "OPTIONAL", factors: ["SMS"] }`, or do without passkeys or without text messages',
        },
      ]
    : [];
};
