import type { Variables } from "../aws/environment-variables";

/**
 * Reads `CODE_VALIDITY_SECONDS`.
 *
 * @throws Error when it is no number of seconds: no code must be good for ever.
 */
export function readValiditySeconds(variables: Variables): number {
  const seconds = Number(variables["CODE_VALIDITY_SECONDS"]);
  if (Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new Error("Environment variable CODE_VALIDITY_SECONDS is not a number of seconds");
}
