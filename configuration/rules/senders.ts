import { regions } from "../regions";
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

/** From these Regions' SES a user pool of nearly any Region may send. */
const everybodys = ["us-east-1", "us-west-2", "eu-west-1"];

/** Regions that had SES before Cognito came, so that no Region stands in for them. */
const withOwnSes = new Set([
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
]);

/**
 * Cognito sends with identities of the pool's own Region, or of three others. Where it says that another
 * Region stands in, because SES came late, AWS decides.
 */
export const sendersAreInReach: Rule = (environment, { path }) => {
  const { region, platform } = environment;
  if (region === undefined || platform === "local" || !withOwnSes.has(region)) return [];
  return senders(environment)
    .filter(({ at }) => at.startsWith("userPool."))
    .flatMap(({ at, sender }) => {
      const of = parseArn(sender?.sourceArn ?? "")?.region;
      // That a Region does not exist is told by its value alone.
      if (of === undefined || !(regions as readonly string[]).includes(of)) return [];
      if (of === region || everybodys.includes(of)) return [];
      return [
        {
          path: `${path}.${at}.sourceArn`,
          value: sender?.sourceArn,
          rule: `a user pool in ${region} sends with an SES identity of ${region}, or of ${everybodys.join(", ")}`,
          fix: `verify the domain in ${region}, and write the ARN of that identity`,
        },
      ];
    });
};
