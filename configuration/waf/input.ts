/**
 * AWS WAF in front of what users reach: a web ACL that is made, or one that there is. It costs by the month
 * and by the request.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
 */
export interface WafInput {
  /** Of a web ACL of the environment's Region, in place of one that is made. */
  readonly webAclArn?: string;
  /** Requests from one address in five minutes before it is blocked: 10–2,000,000,000. Default: 2,000. */
  readonly rateLimit?: number;
  /**
   * AWS's groups of rules. Default: known bad addresses (`AWSManagedRulesAmazonIpReputationList`), what is
   * known to attack (`AWSManagedRulesKnownBadInputsRuleSet`), and the common ones
   * (`AWSManagedRulesCommonRuleSet`), in which a long body counts and is not blocked.
   */
  readonly managedRules?: readonly string[];
  /**
   * Addresses that pass before all rules, the limit included, such as an office's: CIDR blocks, IPv4 and
   * IPv6. Default: none.
   */
  readonly allowedAddresses?: readonly string[];
  /**
   * What becomes of a request that no rule is about. `block` lets `allowedAddresses` in and nobody else.
   * Default: `allow`.
   */
  readonly defaultAction?: "allow" | "block";
}
