import type { Problem } from "../problem";
import type { Rule } from "./rule";

export const threatProtectionIsOn: Rule = ({ userPool }, { path }) =>
  userPool?.threatProtection !== undefined && (userPool.advancedSecurityMode ?? "OFF") === "OFF"
    ? [
        {
          path: `${path}.userPool.threatProtection`,
          value: userPool.threatProtection,
          rule: "threat protection is off, so none of this would happen",
          fix: 'set `advancedSecurityMode: "ENFORCED"`, or `"AUDIT"` to see first what it would do; or remove threatProtection',
        },
      ]
    : [];

export const takeoverActionsCanBeTaken: Rule = ({ userPool }, { path }) => {
  const takeover = userPool?.threatProtection?.accountTakeover;
  const mode = userPool?.mfa?.mode ?? "OPTIONAL";
  const at = `${path}.userPool.threatProtection.accountTakeover`;
  const mails = {
    BLOCK: "blockEmail",
    MFA_IF_CONFIGURED: "mfaEmail",
    MFA_REQUIRED: "mfaEmail",
    NO_ACTION: "noActionEmail",
  } as const;
  return Object.entries(takeover?.actions ?? {}).flatMap(([risk, action]): readonly Problem[] => {
    const { eventAction, notify } = action ?? {};
    if (eventAction === undefined) return [];
    const mail = mails[eventAction];
    return [
      ...(eventAction.startsWith("MFA_") && mode !== "OPTIONAL"
        ? [
            {
              path: `${at}.actions.${risk}.eventAction`,
              value: eventAction,
              rule: `Cognito asks for a second factor by risk only where MFA is OPTIONAL, and here it is ${mode}`,
              fix: 'set `userPool.mfa.mode: "OPTIONAL"`, or take another action',
            },
          ]
        : []),
      ...(notify === true && takeover?.notifyConfiguration?.[mail] === undefined
        ? [
            {
              path: `${at}.notifyConfiguration.${mail}`,
              value: undefined,
              rule: `users are told of ${eventAction} at ${risk} risk, and there is no e-mail to tell them`,
              fix: `add ${mail}, or set \`notify: false\``,
            },
          ]
        : []),
    ];
  });
};
