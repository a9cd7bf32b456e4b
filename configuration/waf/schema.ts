import { z } from "zod";
import { integer, kind, list, matches, must } from "../schema-blocks";
import { cidrBlock } from "../values/cidr-block";

/** They look at an application's own pages, which they have to be told of; Cognito refuses them. */
const ofApplications = [
  "AWSManagedRulesATPRuleSet",
  "AWSManagedRulesACFPRuleSet",
  "AWSManagedRulesAntiDDoSRuleSet",
];

const managedRule = must(
  matches(
    /^AWSManagedRules\w{1,64}$/,
    "a managed rule group is one of AWS's, by its name",
    "write a name such as `AWSManagedRulesCommonRuleSet`",
  ),
  (name) => !ofApplications.includes(name),
  "this rule group has to be told of an application's own pages: a user pool takes no account takeover, account creation or DDoS rules",
  "remove it; `userPool.advancedSecurityMode` looks at sign-ins",
);

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
export const waf = must(
  must(
    z.strictObject({
      webAclArn: matches(
        /^arn:aws[\w-]*:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/,
        "a web ACL is the ARN of a regional one",
        "write `arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>`",
      ).optional(),
      rateLimit: integer(10, 2_000_000_000, "rateLimit").optional(),
      managedRules: list(managedRule).optional(),
      allowedAddresses: must(
        list(kind(cidrBlock)),
        (blocks) => blocks.length > 0 && blocks.length <= 10_000,
        "the allow-list names 1 to 10,000 blocks of addresses",
        "name one, or leave allowedAddresses out",
      ).optional(),
      defaultAction: z.enum(["allow", "block"]).optional(),
    }),
    ({ webAclArn, ...rules }) =>
      webAclArn === undefined || Object.values(rules).every((rule) => rule === undefined),
    "a web ACL that there is has rules of its own",
    "remove the other settings, or webAclArn",
  ),
  ({ defaultAction, allowedAddresses }) =>
    defaultAction !== "block" || allowedAddresses !== undefined,
  "`block` lets in the addresses on the allow-list alone, and there is none: nobody could sign in",
  'name allowedAddresses, or remove `defaultAction: "block"`',
);
