import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import type { Waf } from "../../configuration/waf/defaults";

/** What is put in front of what. */
export interface WebAclProps {
  readonly environment: Environment;
  /** What it protects, in a word, for its name: `api`. */
  readonly what: string;
  /** The ARN of what it protects. */
  readonly resourceArn: string;
  readonly waf: Waf;
}

/**
 * AWS WAF in front of a resource of the Region, such as an API or a user pool: the web ACL that the
 * environment names, or one with a limit for each address and AWS's managed rules. What no rule blocks may pass.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
 */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { waf, resourceArn } = props;
    new Wafv2WebAclAssociation(this, "association", {
      resourceArn,
      webAclArn: "webAclArn" in waf ? waf.webAclArn : this.make(props, waf),
    });
  }

  private make({ environment, what }: WebAclProps, waf: Exclude<Waf, { webAclArn: string }>) {
    const name = physicalName(environment, what);
    return new Wafv2WebAcl(this, "web-acl", {
      name,
      description: `Limits and rules in front of ${name}.`,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rule: [limit(waf.rateLimit), ...waf.managedRules.map(managed)],
      visibilityConfig: visibleAs(name),
    }).arn;
  }
}

/** Counted as metrics. Sampled requests are off: they hold headers, and so tokens. */
const visibleAs = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});

function limit(requests: number): Wafv2WebAclRule {
  return {
    name: "limit-each-address",
    priority: 0,
    action: { block: {} },
    // AWS counts over five minutes.
    statement: { rate_based_statement: { limit: requests, aggregate_key_type: "IP" } },
    visibilityConfig: visibleAs("limit-each-address"),
  };
}

function managed(name: string, index: number): Wafv2WebAclRule {
  // It blocks bodies of more than 8 KB, which documents of GraphQL may have.
  const counted = name === "AWSManagedRulesCommonRuleSet" && {
    rule_action_override: [{ name: "SizeRestrictions_BODY", action_to_use: { count: {} } }],
  };
  return {
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: { managed_rule_group_statement: { vendor_name: "AWS", name, ...counted } },
    visibilityConfig: visibleAs(name),
  };
}
