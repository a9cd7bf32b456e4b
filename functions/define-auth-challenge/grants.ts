import type { GrantsOf } from "../../stacks/auth/trigger-grants";

/** It calls nothing and knows nothing but the event. */
export const grants: GrantsOf = () => ({
  description:
    "Asks for a one-time code, three times at most, before it lets Cognito issue tokens.",
  failure: "Nobody can sign in by one-time code; passwords are not concerned.",
});
