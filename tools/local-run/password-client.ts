import type { Environment } from "../../configuration";

/**
 * The client of a local environment that a command signs users up and in through: public, and open
 * for passwords.
 *
 * @throws Error when the environment lets nobody sign up or in like that, with what to change.
 */
export function passwordClient({
  environment,
  clients,
  userPool,
}: Pick<Environment, "environment" | "clients" | "userPool">): string {
  if (!userPool.selfSignUp) {
    throw new Error(
      `The environment ${environment} is closed for sign-up, which this command needs.\n` +
        "Remove `selfSignUp: false` from it in environments.ts.",
    );
  }
  const found = Object.entries(clients).find(
    ([, { authFlows, generateSecret }]) =>
      authFlows.includes("USER_PASSWORD_AUTH") && !generateSecret,
  );
  if (found !== undefined) return found[0];
  throw new Error(
    `No client of the environment ${environment} lets users sign in with a password.\n` +
      'Add "USER_PASSWORD_AUTH" to the authFlows of a client without a secret in environments.ts.',
  );
}
