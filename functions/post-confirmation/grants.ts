import { groupRule } from "../../stacks/auth/bindings/group-rule";
import type { GrantsOf } from "../../stacks/auth/trigger-grants";

export const grants: GrantsOf = ({ environment, userTable }) => ({
  description: "Writes a new user's row and adds the user to a group.",
  bindings: [userTable.forHealing()],
  environment: groupRule(environment.signUp),
  userPoolActions: ["cognito-idp:AdminAddUserToGroup"],
  failure:
    "The user is confirmed and can sign in, without a row or a group. The next sign-in heals that where post-authentication is a trigger, and so does reconcile-users.",
});
