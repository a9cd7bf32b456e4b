import { listVariable, type Variables } from "../shared/aws/environment-variables";
import type { ExistingUserPolicy } from "./existing-user";

/** What the stack tells the function, through its environment. */
export interface SignUpSettings {
  /** Empty: any. */
  readonly allowedEmailDomains: readonly string[];
  readonly federatedExistingUser: ExistingUserPolicy;
}

const policies: readonly string[] = ["link", "block", "allow"] satisfies ExistingUserPolicy[];

/**
 * Reads `ALLOWED_EMAIL_DOMAINS`, a JSON array, and `FEDERATED_EXISTING_USER`, which is `block` where
 * nothing is said.
 *
 * @throws Error that names the variable which cannot be read.
 */
export function readSignUpSettings(variables: Variables): SignUpSettings {
  const policy = variables["FEDERATED_EXISTING_USER"] ?? "block";
  if (!policies.includes(policy)) {
    throw new Error(
      `Environment variable FEDERATED_EXISTING_USER is none of ${policies.join(", ")}: ${policy}`,
    );
  }
  return {
    allowedEmailDomains: listVariable(variables, "ALLOWED_EMAIL_DOMAINS"),
    federatedExistingUser: policy as ExistingUserPolicy,
  };
}
