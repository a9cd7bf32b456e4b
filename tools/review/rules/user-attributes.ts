import type { Json } from "../model";
import { isList, isSameSetting, valueAt } from "../plan-json/values";
import type { Rule } from "./rule";
import { watchRule } from "./watch";

function hasChanged(before: Json, after: Json | undefined): boolean {
  const now = isList(after) ? after : [];
  return (isList(before) ? before : []).some(
    (attribute) =>
      valueAt(attribute, ["name"]) !== undefined &&
      !now.some((other) => isSameSetting(other, attribute)),
  );
}

/**
 * Attributes of a pool that are there already. Adding one is fine.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export const userAttributeRules: readonly Rule[] = [
  watchRule(
    {
      id: "user-attribute-changed",
      title: "An attribute of a user pool is changed or removed.",
      why: "Cognito can add an attribute and never change or remove one.",
      fix: "Leave it and add another one beside it.",
      see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html",
    },
    [
      {
        type: "aws_cognito_user_pool",
        path: ["schema"],
        when: hasChanged,
        level: "block",
        effect:
          "Cognito can neither change nor remove an attribute, so the apply fails half way; only a new, empty pool could do without.",
        instead: "Leave the attribute as it is and add another one beside it.",
      },
    ],
  ),
];
