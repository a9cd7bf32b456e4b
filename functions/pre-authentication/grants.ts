import type { GrantsOf } from "../../stacks/auth/trigger-grants";

export const grants: GrantsOf = ({ userTable }) => ({
  description: "Refuses the sign-in of a user whose row says suspended.",
  bindings: [userTable.forReading()],
  failure: "Nobody can sign in: a suspended user must not get in because a table is down.",
});
