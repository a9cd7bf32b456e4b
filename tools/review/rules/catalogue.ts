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
import { identityProviderChanged } from "./federation";
import { poolMemberChanged } from "./pool-members";
import { principalTags } from "./principal-tags";
import { triggerAdded } from "./trigger-added";
import { userAttributeRules } from "./user-attributes";
import { actingRoles } from "./watched/acting-roles";
import { aroundBuckets } from "./watched/around-buckets";
import { addressesAndSecrets } from "./watched/addresses-and-secrets";
import { clientAccess } from "./watched/client-access";
import { codesChanged } from "./watched/codes";
import { eventAccess } from "./watched/event-access";
import { functionCode } from "./watched/function-code";
import { graphqlOpened } from "./watched/graphql";
import { groupMemberships } from "./watched/group-memberships";
import { apiOpened, webAclWeaker } from "./watched/in-front";
import { networkOpened } from "./watched/network";
import { signInSettings } from "./watched/sign-in-settings";
import { restoringWeaker } from "./watched/restoring";
import { watchingWeaker } from "./watched/watching";
import { answersChanged } from "./watched/what-answers";

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
  identityProviderChanged,
  poolMemberChanged,
  principalTags,
  triggerAdded,
  codesChanged,
  clientAccess,
  functionCode,
  restoringWeaker,
  webAclWeaker,
  apiOpened,
  graphqlOpened,
  eventAccess,
  groupMemberships,
  actingRoles,
  addressesAndSecrets,
  signInSettings,
  aroundBuckets,
  answersChanged,
  watchingWeaker,
  networkOpened,
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
