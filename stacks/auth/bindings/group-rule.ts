import type { Environment } from "../../../configuration";

/**
 * The variables that say which group a new user joins: `DEFAULT_GROUP`, and where a sign-up may choose
 * `GROUP_ATTRIBUTE` and `ALLOWED_GROUPS`. `functions/shared/provisioning/settings.ts` reads them.
 */
export function groupRule({
  defaultGroup,
  groupAttribute,
}: Environment["signUp"]): Readonly<Record<string, string>> {
  return {
    DEFAULT_GROUP: defaultGroup,
    ...(groupAttribute && {
      GROUP_ATTRIBUTE: groupAttribute.attribute,
      ALLOWED_GROUPS: JSON.stringify(groupAttribute.allowedGroups),
    }),
  };
}
