import type { Rule } from "./rule";

export const webAclIsHere: Rule = (
  { userPool, graphql, platform, region, accountId },
  { path },
) => {
  if (platform === "local") return [];
  return Object.entries({ userPool: userPool?.waf, graphql: graphql?.waf }).flatMap(
    ([what, waf]) => {
      const { webAclArn } = waf ?? {};
      const [, , , ofRegion, ofAccount] = webAclArn?.split(":") ?? [];
      if (webAclArn === undefined || (ofRegion === region && ofAccount === accountId)) return [];
      return [
        {
          path: `${path}.${what}.waf.webAclArn`,
          value: webAclArn,
          rule: "a web ACL is in the environment's own account and Region",
          fix: `name one of ${region ?? "its Region"} in the account ${accountId ?? "of the environment"}`,
        },
      ];
    },
  );
};
