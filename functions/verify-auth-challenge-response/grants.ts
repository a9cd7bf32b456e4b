import type { GrantsOf } from "../../stacks/auth/trigger-grants";

/** It calls nothing and knows nothing but the event. */
export const grants: GrantsOf = () => ({
  description: "Compares a user's answer with the one-time code.",
  failure: "Nobody can sign in by one-time code; passwords are not concerned.",
});
