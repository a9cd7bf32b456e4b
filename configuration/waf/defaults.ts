import type { WafInput } from "./input";

/** A web ACL that there is, or the rules of one that is made. */
export type Waf = { readonly webAclArn: string } | Required<Omit<WafInput, "webAclArn">>;

/** A whole office behind one address; a machine that tries passwords is faster. */
const rateLimit = 2_000;

const managedRules = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesCommonRuleSet",
];

/** Fills in what is left open. */
export function wafWithDefaults(input: WafInput): Waf {
  const { webAclArn } = input;
  if (webAclArn !== undefined) return { webAclArn };
  return {
    rateLimit: input.rateLimit ?? rateLimit,
    managedRules: input.managedRules ?? managedRules,
    allowedAddresses: input.allowedAddresses ?? [],
    defaultAction: input.defaultAction ?? "allow",
  };
}
