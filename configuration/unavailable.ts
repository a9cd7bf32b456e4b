import type { Fault } from "./values/fault";

const sixth = "the AWS provider has it from version 6 on, and this project is pinned to 5.100.0";
const none =
  "no version of the AWS provider has it: Terraform would take it away with the next change";
const see = "remove it; docs/sign-in.md says what there is in its place";

/** Settings of Cognito's that cannot be deployed, by the names that one would look for them under. */
export const unavailable: Readonly<Record<string, Fault>> = {
  managedLoginBranding: { rule: `managed-login branding is not here: ${sixth}`, fix: see },
  logDelivery: { rule: `log delivery is not here: ${sixth}`, fix: see },
  inboundFederation: { rule: `the inbound-federation trigger is not here: ${none}`, fix: see },
  replica: { rule: `replicas of a user pool are not here: ${none}`, fix: see },
  customerManagedKey: { rule: `a key of your own for a user pool is not here: ${none}`, fix: see },
};
