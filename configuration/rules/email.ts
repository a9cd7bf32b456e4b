import type { Problem } from "../problem";
import { addressOf, belongsTo } from "../values/email-address";
import type { Rule, SoundUserPool, WideRule } from "./rule";

type Email = NonNullable<SoundUserPool["email"]>;

const settings = ["sourceArn", "from", "replyTo", "configurationSet", "sesIdentity"] as const;

export const emailSender: Rule = ({ userPool }, { path }) => {
  const email = userPool?.email;
  if (email?.sendingAccount === undefined) return [];
  const at = `${path}.userPool.email`;
  if (email.sendingAccount === "COGNITO_DEFAULT") {
    return settings
      .filter((field) => email[field] !== undefined)
      .map((field) => ({
        path: `${at}.${field}`,
        value: email[field],
        rule: "Cognito's own sender has no settings",
        fix: `remove ${field}, or set \`sendingAccount: "DEVELOPER"\``,
      }));
  }
  const { sesIdentity } = email;
  if (!("sesIdentity" in email)) {
    return (["sourceArn", "from"] as const)
      .filter((field) => !(field in email))
      .map((field) => ({
        path: `${at}.${field}`,
        value: undefined,
        rule: "your own SES identity is named by its ARN and the address that it sends from",
        fix:
          field === "from"
            ? "add from"
            : "add sourceArn, or sesIdentity for an identity that the stack makes",
      }));
  }
  const problems: Problem[] = (["sourceArn", "configurationSet"] as const)
    .filter((field) => field in email)
    .map((field) => ({
      path: `${at}.${field}`,
      value: email[field],
      rule: `an SES identity is made by the stack or named by its ARN, and one that is made brings its ${field === "sourceArn" ? "own" : "configuration set"}`,
      fix: `remove ${field}, or sesIdentity`,
    }));
  if (!("from" in email)) {
    problems.push({
      path: `${at}.from`,
      value: undefined,
      rule: "an SES identity sends from one of its addresses",
      fix: `write \`from: "no-reply@${sesIdentity?.domain ?? "example.com"}"\``,
    });
  }
  return problems;
};

/** Regions with user pools and without SES (https://docs.aws.amazon.com/general/latest/gr/ses.html). */
const withoutSes = ["ap-east-1", "ap-southeast-4", "ap-southeast-7", "eu-south-2", "mx-central-1"];

export const madeIdentityCanSend: Rule = ({ userPool, platform, region }, { path }) => {
  const { sesIdentity, from } = userPool?.email ?? {};
  if (sesIdentity === undefined) return [];
  const at = `${path}.userPool.email`;
  const { domain, hostedZoneId, mailFromDomain } = sesIdentity;
  const problems: Problem[] = [];
  const sender = addressOf(from ?? "");
  const domainOfSender = sender.slice(sender.lastIndexOf("@") + 1);
  if (domain !== undefined && sender.includes("@") && !belongsTo(sender, domain)) {
    problems.push({
      path: `${at}.from`,
      value: from,
      rule: `the address is of the domain in sesIdentity, which is ${domain}`,
      fix: `write an address of ${domain}, or \`domain: "${domainOfSender}"\``,
    });
  }
  if (domain !== undefined && mailFromDomain !== undefined) {
    problems.push(
      ...mailFromProblems(`${at}.sesIdentity`, { domain, mailFromDomain, domainOfSender }),
    );
  }
  if (region !== undefined && withoutSes.includes(region)) {
    problems.push({
      path: `${at}.sesIdentity`,
      value: sesIdentity,
      rule: `the identity would be in ${region}, where SES is not`,
      fix: "name an identity of another Region that Cognito can send from by its ARN: `sourceArn`",
    });
  }
  if (platform === "local" && hostedZoneId !== undefined) {
    problems.push({
      path: `${at}.sesIdentity.hostedZoneId`,
      value: hostedZoneId,
      rule: "a local environment has no Route 53 zone",
      fix: "remove hostedZoneId: the local AWS takes every domain for verified",
    });
  }
  return problems;
};

/** @see https://docs.aws.amazon.com/ses/latest/dg/mail-from.html */
function mailFromProblems(
  at: string,
  of: { readonly domain: string; readonly mailFromDomain: string; readonly domainOfSender: string },
): readonly Problem[] {
  const { domain, mailFromDomain, domainOfSender } = of;
  const path = `${at}.mailFromDomain`;
  const fix = `write a subdomain such as \`bounce.${domain}\``;
  if (!mailFromDomain.endsWith(`.${domain}`)) {
    return [
      { path, value: mailFromDomain, rule: `mailFromDomain is a subdomain of ${domain}`, fix },
    ];
  }
  return mailFromDomain === domainOfSender
    ? [
        {
          path,
          value: mailFromDomain,
          rule: "nothing is sent from the domain that bounces go to, and from is an address of it",
          fix,
        },
      ]
    : [];
}

export const identitiesDiffer: WideRule = ({ environments }) => {
  const taken = new Map<string, string>();
  return environments.flatMap(({ input, place }) => {
    const { platform, accountId, region } = input;
    const identity: Email["sesIdentity"] = input.userPool?.email?.sesIdentity;
    const domain = identity?.domain;
    if (domain === undefined || platform === "local") return [];
    const key = [accountId, region, domain].join(" ");
    const other = taken.get(key);
    taken.set(key, other ?? place.environment);
    if (other === undefined) return [];
    return [
      {
        path: `${place.path}.userPool.email.sesIdentity.domain`,
        value: domain,
        rule: `an account has one SES identity for a domain in a Region, and ${other} makes it`,
        fix: `write \`sourceArn: "arn:aws:ses:${region ?? "<region>"}:${accountId ?? "<account>"}:identity/${domain}"\` here, or make one for a subdomain`,
      },
    ];
  });
};
