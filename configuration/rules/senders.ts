import { parseArn, sesIdentityOf } from "../values/arn";
import { addressOf, belongsTo } from "../values/email-address";
import type { Rule, SoundEnvironment } from "./rule";

/** Everything that sends through an SES identity, with its place. */
function senders({ userPool, recipes }: SoundEnvironment) {
  return [
    { at: "userPool.email", sender: userPool?.email },
    {
      at: "userPool.threatProtection.accountTakeover.notifyConfiguration",
      sender: userPool?.threatProtection?.accountTakeover?.notifyConfiguration,
    },
    { at: "recipes.oneTimeCode", sender: recipes?.oneTimeCode },
    { at: "recipes.customEmailSender", sender: recipes?.customEmailSender },
  ];
}

export const sendersOwnTheirAddress: Rule = (environment, { path }) =>
  senders(environment).flatMap(({ at, sender }) => {
    const identity = sesIdentityOf(sender?.sourceArn ?? "");
    const address = addressOf(sender?.from ?? "");
    if (!identity || !address.includes("@") || belongsTo(address, identity)) return [];
    const domain = address.slice(address.lastIndexOf("@") + 1);
    return [
      {
        path: `${path}.${at}.from`,
        value: sender?.from,
        rule: `the address is of the SES identity in sourceArn, which is ${identity}`,
        fix: `write an address of ${identity}, or name the identity of ${domain}`,
      },
    ];
  });

/**
 * A function could use another account's identity, if that account's sending authorization names it; one
 * rule for both keeps an environment in its account. The local AWS has one account and every identity:
 * what an environment on AWS has can be tried there.
 */
export const sendersAreOfTheAccount: Rule = (environment, { path }) => {
  const { accountId } = environment;
  return senders(environment).flatMap(({ at, sender }) => {
    const account = parseArn(sender?.sourceArn ?? "")?.account;
    if (accountId === undefined || account === undefined || account === accountId) return [];
    return [
      {
        path: `${path}.${at}.sourceArn`,
        value: sender?.sourceArn,
        rule: `the SES identity is of the environment's own account, ${accountId}: Cognito sends with a role of that account`,
        fix: `verify the domain in the account ${accountId}, and write the ARN of that identity`,
      },
    ];
  });
};
