import { Wafv2IpSet } from "@cdktf/provider-aws/lib/wafv2-ip-set";
import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Construct } from "constructs";
import { isIPv6 } from "node:net";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import type { Waf } from "../../configuration/waf/defaults";

/** What is put in front of what. */
export interface WebAclProps {
  readonly environment: Environment;
  /** What it protects, for its name: `api`. */
  readonly what: string;
  /** The ARN of what it protects. */
  readonly resourceArn: string;
  readonly waf: Waf;
}

/**
 * AWS WAF in front of a resource of the Region, such as an API or a user pool: the web ACL that the
 * environment names, or one with an allow-list, a limit for each address and AWS's managed rules.
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
    const passing = this.addressSets(name, waf.allowedAddresses).map(allowed);
    const rules = [limit(waf.rateLimit), ...waf.managedRules.map(managed)];
    return new Wafv2WebAcl(this, "web-acl", {
      name,
      description: `Limits and rules in front of ${name}.`,
      scope: "REGIONAL",
      defaultAction: { [waf.defaultAction]: {} },
      // The first rule that matches decides.
      rule: [...passing, ...rules].map((rule, priority) => ({ ...rule, priority })),
      visibilityConfig: visibleAs(name),
    }).arn;
  }

  /** An IP set holds addresses of one version. */
  private addressSets(name: string, addresses: readonly string[]) {
    return (["IPV4", "IPV6"] as const).flatMap((ipAddressVersion) => {
      const version = ipAddressVersion.toLowerCase();
      const ofVersion = addresses.filter(
        (block) => isIPv6(block.split("/", 1)[0] ?? "") === (ipAddressVersion === "IPV6"),
      );
      if (ofVersion.length === 0) return [];
      const { arn } = new Wafv2IpSet(this, `allowed-${version}`, {
        name: `${name}-${version}`,
        description: `Passes in front of ${name} before all rules.`,
        scope: "REGIONAL",
        ipAddressVersion,
        addresses: ofVersion,
      });
      return [{ version, arn }];
    });
  }
}

/** Counted as metrics. Sampled requests are off: they hold headers, and so tokens. */
const visibleAs = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});

/** A rule without its place among the others. */
type Rule = Omit<Wafv2WebAclRule, "priority">;

function allowed({ version, arn }: { readonly version: string; readonly arn: string }): Rule {
  const name = `allow-${version}`;
  return {
    name,
    action: { allow: {} },
    statement: { ip_set_reference_statement: { arn } },
    visibilityConfig: visibleAs(name),
  };
}

function limit(requests: number): Rule {
  return {
    name: "limit-each-address",
    action: { block: {} },
    // AWS counts over five minutes.
    statement: { rate_based_statement: { limit: requests, aggregate_key_type: "IP" } },
    visibilityConfig: visibleAs("limit-each-address"),
  };
}

function managed(name: string): Rule {
  // It blocks bodies of more than 8 KB, which documents of GraphQL may have.
  const counted = name === "AWSManagedRulesCommonRuleSet" && {
    rule_action_override: [{ name: "SizeRestrictions_BODY", action_to_use: { count: {} } }],
  };
  return {
    name,
    overrideAction: { none: {} },
    statement: { managed_rule_group_statement: { vendor_name: "AWS", name, ...counted } },
    visibilityConfig: visibleAs(name),
  };
}
