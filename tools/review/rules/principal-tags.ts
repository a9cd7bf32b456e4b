import type { JsonObject, ResourceChange } from "../model";
import { isObject, isUnknown } from "../plan-json/values";
import { isWritableClaim } from "./claims";
import { namedBy, type Rule, type RuleFinding } from "./rule";

/** Tags that policies trust. */
export const principalTags: Rule = {
  id: "principal-tags-changed",
  title: "Users of an identity pool get other tags, by which policies know them.",
  why: "A policy may let in whoever has a tag, and a tag may come from an attribute that users write themselves.",
  fix: "Take tags from `sub` or from groups.",
  see: "https://docs.aws.amazon.com/cognito/latest/developerguide/using-afac-with-cognito-identity-pools.html",
  types: ["aws_cognito_identity_pool_provider_principal_tag"],
  check: (change) => {
    if (change.after === null) return [];
    const path = ["principal_tags"];
    const before = tagsOf(change.before);
    const after = tagsOf(change.after);
    const other = Object.entries(after).filter(([tag, claim]) => before[tag] !== claim);
    const unlessCreated =
      change.before === null
        ? {
            unlessCreated: namedBy(change, ["identity_pool_id"], "aws_cognito_identity_pool", "id"),
          }
        : {};
    return [
      ...(isUnknown(change, path)
        ? [finding("`principal_tags` is known only after apply", unlessCreated)]
        : []),
      ...other.map(([tag, claim]) => {
        const text = typeof claim === "string" ? claim : "";
        const isWritable = isWritableClaim(text);
        return finding(
          `the tag \`${tag}\` comes from \`${text}\`${isWritable ? ", which users can write themselves" : ""}`,
          isWritable ? {} : unlessCreated,
        );
      }),
    ];
  },
};

function tagsOf(values: ResourceChange["after"]): JsonObject {
  const tags = values?.["principal_tags"];
  return isObject(tags) ? tags : {};
}

function finding(cause: string, more: Partial<RuleFinding>): RuleFinding {
  return {
    level: "block",
    cause,
    effect: "Users may get at what policies keep for others who have that tag.",
    instead:
      "Take tags from `sub` or from groups, and look through the policies that ask for them.",
    ...more,
  };
}
