import type { ResourceChange } from "../model";
import { differenceAt, isList } from "../plan-json/values";
import { detailLines } from "./iam-details";
import type { Rule, RuleFinding } from "./rule";
import { added, named } from "./watch";

/** Outside parties whose word the account takes. */
export const iamIdentityProviderWidened: Rule = {
  id: "iam-identity-provider-widened",
  title: "The account takes the word of another identity provider, or for another audience.",
  why: "Whoever an identity provider vouches for can assume the roles that trust it.",
  fix: "Ask for an audience and a subject in every trust policy.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
  types: ["aws_iam_openid_connect_provider", "aws_iam_saml_provider"],
  check: (change) => {
    if (change.after === null) {
      return [
        {
          level: "block",
          cause: "an identity provider is taken from the account",
          effect:
            "Whom it vouches for can assume no role any more: users, or the pipeline that deploys.",
          instead: "Keep it until no trust policy and no identity pool names it.",
        },
      ];
    }
    if (change.before === null) {
      return [
        {
          level: "notice",
          cause: "an identity provider is added to the account",
          effect: "Whom it vouches for can assume every role whose trust policy names it.",
          instead: "See to it that such trust policies ask for an audience and a subject.",
        },
      ];
    }
    const changed = (attribute: string) => differenceAt(change, [attribute]);
    return [
      ...audiences(change, changed("client_id_list")),
      ...["url", "saml_metadata_document"].flatMap((attribute): RuleFinding[] =>
        changed(attribute) ? [anotherProvider("block", attribute)] : [],
      ),
      ...(changed("thumbprint_list") ? [anotherProvider("notice", "thumbprint_list")] : []),
    ];
  },
};

function audiences(
  change: ResourceChange,
  difference: ReturnType<typeof differenceAt>,
): readonly RuleFinding[] {
  if (difference === undefined) return [];
  const more = added(difference.before, difference.after);
  if (isList(difference.after) && more.length === 0) return [];
  return [
    {
      level: "block",
      cause: "`client_id_list` has more audiences",
      effect:
        "Tokens that were made for somebody else can assume every role whose trust policy does not ask for an audience.",
      instead:
        "Keep one audience, `sts.amazonaws.com`; if another is meant, allow the change and say why.",
      details: detailLines(more.map((one) => named(change, ["client_id_list"], one))),
    },
  ];
}

function anotherProvider(level: RuleFinding["level"], attribute: string): RuleFinding {
  return {
    level,
    cause: `\`${attribute}\` changes`,
    effect: "Another server or key vouches for those who assume roles through this provider.",
    instead:
      "Compare it with what the provider publishes; if it is meant, allow the change and say why.",
  };
}
