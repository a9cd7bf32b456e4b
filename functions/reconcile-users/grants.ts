import { groupRule } from "../../stacks/auth/bindings/group-rule";
import type { GrantsOf } from "../../stacks/auth/trigger-grants";

export const grants: GrantsOf = ({ environment, userTable }) => ({
  description:
    "Finds users whom no trigger has provisioned, and rows without a user; heals or reports.",
  bindings: [userTable.forReconciling()],
  environment: groupRule(environment.signUp),
  userPoolActions: [
    "cognito-idp:ListUsers",
    "cognito-idp:AdminListGroupsForUser",
    "cognito-idp:AdminAddUserToGroup",
    "cognito-idp:AdminGetUser",
  ],
});
