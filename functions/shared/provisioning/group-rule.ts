/** Which group a new user joins. */
export interface GroupRule {
  readonly defaultGroup: string;
  /** Full name of the user attribute that may name another group, such as `custom:group`. */
  readonly groupAttribute?: string;
  /**
   * The groups that attribute may name. Where app clients may write the attribute, whoever signs up
   * chooses its value, so no group that grants authority belongs here.
   */
  readonly allowedGroups: readonly string[];
}

/** The group that a rule gives a user. */
export interface GroupChoice {
  readonly group: string;
  /** Whether the user's attribute named a group that is not on the list. */
  readonly refused: boolean;
}

/** Applies a rule to a user's attributes. An attribute that is missing or empty names no group. */
export function chooseGroup(
  rule: GroupRule,
  attributes: Readonly<Record<string, string>>,
): GroupChoice {
  const named = rule.groupAttribute === undefined ? "" : (attributes[rule.groupAttribute] ?? "");
  if (named === "" || named === rule.defaultGroup) {
    return { group: rule.defaultGroup, refused: false };
  }
  return rule.allowedGroups.includes(named)
    ? { group: named, refused: false }
    : { group: rule.defaultGroup, refused: true };
}

/**
 * The group to give a user whose row owes them one. A row is data: whoever may write it must not
 * choose a group that a sign-up could not, so the rule is asked again then.
 */
export function groupOwed(
  rule: GroupRule,
  pendingGroup: string,
  attributes: Readonly<Record<string, string>>,
): string {
  const isAllowed = pendingGroup === rule.defaultGroup || rule.allowedGroups.includes(pendingGroup);
  return isAllowed ? pendingGroup : chooseGroup(rule, attributes).group;
}
