import type { Environment } from "../environment";
import type { TriggerDefinition } from "./triggers";
import type { UserTable } from "./user-table";

/** `functions/post-confirmation`: writes a new user's row and puts the user in a group. */
export function postConfirmation(
  { defaultGroup, groupAttribute }: Environment["signUp"],
  userTable: UserTable,
): TriggerDefinition {
  return {
    description: "Writes a new user's row and adds the user to a group.",
    bindings: [userTable.forNewRows()],
    environment: {
      DEFAULT_GROUP: defaultGroup,
      ...(groupAttribute && {
        GROUP_ATTRIBUTE: groupAttribute.attribute,
        ALLOWED_GROUPS: JSON.stringify(groupAttribute.allowedGroups),
      }),
    },
    userPoolActions: ["cognito-idp:AdminAddUserToGroup"],
  };
}
