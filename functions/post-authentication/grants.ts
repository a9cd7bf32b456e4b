import { groupRule } from "../../stacks/auth/bindings/group-rule";
import type { GrantsOf } from "../../stacks/auth/trigger-grants";

export const grants: GrantsOf = ({ environment, userTable }) => ({
  description:
    "Notes sign-ins, sets the row's copies of the user right, and gives users the row or the group that they are missing.",
  bindings: [userTable.forHealing()],
  environment: groupRule(environment.signUp),
  userPoolActions: ["cognito-idp:AdminAddUserToGroup"],
  failure:
    "AWS being down keeps nobody out: the function logs it and the next sign-in heals. Only a function that cannot run at all fails sign-ins.",
});
