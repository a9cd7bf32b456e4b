import { sendsTextMessages } from "../factors";
import { isSignedInTo } from "./domain";
import type { Rule } from "./rule";

export const messagesAreSent: Rule = (environment, { path }) => {
  const { userPool } = environment;
  const { messages } = userPool ?? {};
  const at = `${path}.userPool.messages`;
  const unsent = (["verificationSms", "signInSms"] as const).filter(
    (name) => messages?.[name] !== undefined && !sendsTextMessages(userPool ?? {}),
  );
  return [
    ...unsent.map((name) => ({
      path: `${at}.${name}`,
      value: messages?.[name],
      rule: "this pool sends no text messages, so nobody would read it",
      fix: `remove ${name}, or set what is sent by text message, such as \`autoVerifiedAttributes: ["phone_number"]\``,
    })),
    ...(messages?.mfaEmail !== undefined && userPool?.mfa?.factors?.includes("EMAIL") !== true
      ? [
          {
            path: `${at}.mfaEmail`,
            value: messages.mfaEmail,
            rule: "nobody's second factor is an e-mail here, so nobody would read it",
            fix: 'remove mfaEmail, or add "EMAIL" to mfa.factors',
          },
        ]
      : []),
    // The link leads to a page of the pool's domain, which a pool with managed login has.
    ...(messages?.verificationLink !== undefined && !isSignedInTo(environment)
      ? [
          {
            path: `${at}.verificationLink`,
            value: messages.verificationLink,
            rule: "the link leads to the pool's own domain, and without a client with `oauth` there is none",
            fix: "add `oauth` to a client, or remove verificationLink: users get a code then",
          },
        ]
      : []),
  ];
};
