import { z } from "zod";
import { integer, list, matches, must } from "../schema-blocks";

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
export const waf = must(
  z.strictObject({
    webAclArn: matches(
      /^arn:aws[\w-]*:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/,
      "a web ACL is the ARN of a regional one",
      "write `arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>`",
    ).optional(),
    rateLimit: integer(10, 2_000_000_000, "rateLimit").optional(),
    managedRules: list(
      matches(
        /^AWSManagedRules\w{1,64}$/,
        "a managed rule group is one of AWS's, by its name",
        "write a name such as `AWSManagedRulesCommonRuleSet`",
      ),
    ).optional(),
  }),
  ({ webAclArn, rateLimit, managedRules }) =>
    webAclArn === undefined || (rateLimit === undefined && managedRules === undefined),
  "a web ACL that there is has rules of its own",
  "remove rateLimit and managedRules, or webAclArn",
);
