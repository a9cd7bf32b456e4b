import type { JsonObject, ResourceChange } from "../model";
import { differingKeys, isObject, isUnknown } from "../plan-json/values";
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
    const path = ["principal_tags"];
    if (change.after === null) return [gone("the tags are taken off")];
    const after = tagsOf(change.after);
    const differing = isUnknown(change, path) ? [] : differingKeys(change, path);
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
      ...differing.map((tag) => {
        if (isUnknown(change, [...path, tag])) {
          return finding(
            `the tag \`${tag}\` comes from a claim that is known only after apply`,
            unlessCreated,
          );
        }
        const claim = after[tag];
        if (claim === undefined) return gone(`the tag \`${tag}\` is taken off`);
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

function gone(cause: string): RuleFinding {
  return {
    level: "notice",
    cause,
    effect:
      "Policies that ask for the tag do not know the user any more, and refuse or allow others.",
    instead: "Look through the policies that ask for the tag first.",
  };
}

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
