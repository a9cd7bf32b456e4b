import { accessRules } from "./access";
import { appClientRules } from "./app-clients";
import { functionRules } from "./functions";
import { identitySourceRules } from "./identity-sources";
import { iamRules } from "./iam-rules";
import { preventDestroyRule } from "./prevent-destroy";
import { protectionRules } from "./protection";
import type { Rule } from "./rule";
import { statefulResourceRules } from "./stateful-resources";
import { triggerRules } from "./triggers";
import { userAttributeRules } from "./user-attributes";

/** All that a review looks for. */
export const rules: readonly Rule[] = [
  ...statefulResourceRules,
  ...protectionRules,
  preventDestroyRule,
  ...userAttributeRules,
  ...accessRules,
  ...identitySourceRules,
  ...triggerRules,
  ...functionRules,
  ...appClientRules,
  ...iamRules,
];

const anyAws = rules.filter(({ types }) => types === "any-aws");
const byType = new Map<string, Rule[]>();
for (const rule of rules) {
  if (rule.types === "any-aws") continue;
  for (const type of rule.types) byType.set(type, [...(byType.get(type) ?? []), rule]);
}

/**
 * The rules that look at a type. A fork or a mirror of the AWS provider has the same types, so the
 * provider's source does not matter.
 */
export function rulesFor(type: string): readonly Rule[] {
  const own = byType.get(type) ?? [];
  return type.startsWith("aws_") ? [...own, ...anyAws] : own;
}
