import type { Statement } from "../iam/policy-document";

/**
 * What a function needs to use a thing: the environment variables that say where it is, and the
 * statements that allow its use. Made in one call, so that neither is there without the other.
 */
export interface Binding {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
}

/** The variables of bindings, and of `more`, of which what comes last counts. */
export function variablesOf(
  bindings: readonly Binding[],
  ...more: readonly (Binding["environment"] | undefined)[]
): Binding["environment"] {
  const all = [...bindings.map(({ environment }) => environment), ...more];
  return Object.fromEntries(all.flatMap((variables = {}) => Object.entries(variables)));
}
