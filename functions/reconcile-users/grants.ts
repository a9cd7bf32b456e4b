import { groupRule } from "../../stacks/auth/bindings/group-rule";
import type { GrantsOf } from "../../stacks/auth/trigger-grants";

export const grants: GrantsOf = ({ environment, userTable }) => ({
  description:
    "Finds users whom no trigger has provisioned, rows that are outdated, and rows without a user; heals or reports.",
  bindings: [
    userTable.forReconciling({
      removes: environment.recipes.reconcileUsers.removeRows !== undefined,
    }),
  ],
  environment: groupRule(environment.signUp),
  userPoolActions: [
    "cognito-idp:ListUsers",
    "cognito-idp:AdminListGroupsForUser",
    "cognito-idp:AdminAddUserToGroup",
    "cognito-idp:AdminGetUser",
  ],
});
