import { defaultPrefix } from "../domain/defaults";
import type { Problem } from "../problem";
import { domainPrefix } from "../values/domain";
import type { Rule, SoundEnvironment, WideRule } from "./rule";

/** Whether anybody signs in at a domain, and so the pool needs one. */
export function isSignedInTo({ clients }: SoundEnvironment): boolean {
  return Object.values(clients ?? {}).some((client) => client?.oauth !== undefined);
}

export const domainIsOne: Rule = ({ domain, platform }, { path }) => {
  if (domain === undefined) return [];
  const at = `${path}.domain`;
  const { name, prefix, certificateArn, hostedZoneId } = domain;
  if (!("name" in domain)) {
    return (["certificateArn", "hostedZoneId"] as const)
      .filter((field) => field in domain)
      .map((field) => ({
        path: `${at}.${field}`,
        value: domain[field],
        rule: `a prefix of Amazon's domain takes no ${field}: that is for a name of your own`,
        fix: `remove ${field}, or write \`name: "auth.example.com"\``,
      }));
  }
  const problems: Problem[] = [];
  if (prefix !== undefined) {
    problems.push({
      path: `${at}.prefix`,
      value: prefix,
      rule: `managed login is under a prefix or under a name of your own, and this one has the name ${String(name)} too`,
      fix: "remove prefix, or name",
    });
  }
  if (!("certificateArn" in domain) && !("hostedZoneId" in domain)) {
    problems.push({
      path: `${at}.certificateArn`,
      value: certificateArn,
      rule: "a name of your own needs a certificate, and the stack can make one only where it may write the records of the name",
      fix: "add certificateArn, of a certificate in us-east-1, or hostedZoneId, the Route 53 zone of the name",
    });
  }
  if (platform === "local" && hostedZoneId !== undefined) {
    problems.push({
      path: `${at}.hostedZoneId`,
      value: hostedZoneId,
      rule: "a local environment has no Route 53 zone",
      fix: "leave the name out: a prefix works on this computer",
    });
  }
  return problems;
};

export const domainIsUsed: Rule = (environment, { path }) =>
  environment.domain !== undefined && !isSignedInTo(environment)
    ? [
        {
          path: `${path}.domain`,
          value: environment.domain,
          rule: "a domain is where clients with `oauth` sign in, and here is none",
          fix: "add `oauth` to a client, or remove domain",
        },
      ]
    : [];

export const prefixIsAllowed: Rule = (environment, { path, ...scope }) => {
  const { domain = {} } = environment;
  if (!isSignedInTo(environment) || "prefix" in domain || "name" in domain) return [];
  const prefix = defaultPrefix(scope, environment.accountId ?? "");
  const fault = domainPrefix(prefix);
  return fault === undefined ? [] : [{ path: `${path}.domain.prefix`, value: prefix, ...fault }];
};

export const pagesOfTheVersion: Rule = ({ domain, clients }, { path }) => {
  if (domain?.managedLoginVersion !== 2) return [];
  const problems: Problem[] = [];
  const styled = [
    { at: `${path}.domain`, value: domain.uiCustomization },
    ...Object.entries(clients ?? {}).map(([name, client]) => ({
      at: `${path}.clients.${name}.oauth`,
      value: client?.oauth?.uiCustomization,
    })),
  ];
  for (const { at, value } of styled) {
    if (value === undefined) continue;
    problems.push({
      path: `${at}.uiCustomization`,
      value,
      rule: "CSS and logo are for the classic pages; version 2 has styles, which this AWS provider cannot make",
      fix: "remove uiCustomization, or set `managedLoginVersion: 1`",
    });
  }
  return problems;
};

export const domainsDiffer: WideRule = ({ environments }) => {
  const taken = new Map<string, string>();
  return environments.flatMap(({ input, place }) => {
    const { domain, region, platform } = input;
    // Each local AWS is a world of its own.
    if (domain === undefined || platform === "local") return [];
    return (["prefix", "name"] as const).flatMap((field): readonly Problem[] => {
      const value = domain[field];
      if (value === undefined) return [];
      const key = field === "name" ? value : `${value} ${String(region)}`;
      const other = taken.get(key);
      if (other === undefined) {
        taken.set(key, place.environment);
        return [];
      }
      return [
        {
          path: `${place.path}.domain.${field}`,
          value,
          rule: `a domain is of one pool, and this one is ${other}'s`,
          fix: field === "prefix" ? "give it another prefix, or none" : "give it another name",
        },
      ];
    });
  });
};
