import type { RuleFinding } from "../rules/rule";
import type { PlanRule } from "./plan-rule";

const notKeptOut = "What it has forbidden is allowed from then on, to whoever has the rights.";
const notSeen = "Nobody is told any more of what it has looked for.";
const open = "What it has kept from the public can be made public again.";

/**
 * Types that keep somebody out, or watch, and whose other changes no rule understands. That they are known
 * here does not make them covered: what comes of them is still blocked, or named in the verdict.
 */
const guards: Readonly<Record<string, string>> = {
  aws_config_config_rule: notSeen,
  aws_config_configuration_recorder: notSeen,
  aws_config_conformance_pack: notSeen,
  aws_config_organization_conformance_pack: notSeen,
  aws_config_organization_custom_rule: notSeen,
  aws_config_organization_managed_rule: notSeen,
  aws_controltower_control: notKeptOut,
  aws_ebs_snapshot_block_public_access: open,
  aws_ec2_image_block_public_access: open,
  aws_emr_block_public_access_configuration: open,
  aws_fms_policy: notKeptOut,
  aws_guardduty_detector_feature: notSeen,
  aws_guardduty_organization_configuration: notSeen,
  aws_inspector2_enabler: notSeen,
  aws_macie2_account: notSeen,
  aws_networkfirewall_firewall: notKeptOut,
  aws_networkfirewall_firewall_policy: notKeptOut,
  aws_organizations_policy_attachment: notKeptOut,
  aws_route53_resolver_firewall_rule_group_association: notKeptOut,
  aws_securityhub_account: notSeen,
  aws_securityhub_standards_subscription: notSeen,
  aws_shield_protection: "An attack that floods it is not held off any more.",
  aws_sns_topic_data_protection_policy: notKeptOut,
  aws_ssoadmin_permissions_boundary_attachment: notKeptOut,
  aws_vpc_block_public_access_options: open,
  aws_waf_web_acl: notKeptOut,
  aws_wafregional_web_acl: notKeptOut,
  aws_wafregional_web_acl_association: notKeptOut,
};

/** What keeps somebody out, or watches, and is taken off. */
export const guardsGone: PlanRule = {
  id: "guard-removed",
  title: "Something that keeps others out, or watches over the account, is taken off.",
  why: "Whoever it has held off, or seen, is neither held off nor seen from then on.",
  fix: "Keep it; if another one takes its place, see that it is there first.",
  see: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
  start: () => {
    const found: { readonly address: string; readonly found: RuleFinding }[] = [];
    return {
      resource: ({ address, type, mode, deposed }, kind) => {
        const effect = Object.hasOwn(guards, type) ? guards[type] : undefined;
        if (effect === undefined || mode === "data" || deposed !== undefined) return;
        if (kind !== "delete") return;
        found.push({
          address,
          found: {
            level: "block",
            cause: "it is deleted",
            effect,
            instead:
              "Keep it. If another one takes its place, make that one first, then allow this.",
          },
        });
      },
      finish: () => found,
    };
  },
};
