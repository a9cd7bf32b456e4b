import { likeliest } from "../../configuration/likeliest";

/**
 * What is said of a name that is not there: the one that was likely meant, and all there are.
 *
 * @param missing says what is missing, with the name: `environments.ts has no stack dev`.
 * @param meant what the name is likely meant to be. Default: the one with nearly the same letters.
 */
export function unknownName(
  missing: string,
  name: string,
  all: readonly string[],
  meant = likeliest(name, all),
): string {
  const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
  return `${missing}.${hint} There ${all.length === 0 ? "are none" : `are: ${all.join(", ")}`}.`;
}
