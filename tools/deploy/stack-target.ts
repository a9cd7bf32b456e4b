import { configuration } from "../../environments";
import { type Environment, resolveConfiguration } from "../../configuration";
import { functionsFolder, functionsIn } from "../../stacks/functions-folder";

/** A part of an environment that is deployed by itself. */
export type StackPart = "auth" | "state";

/** A stack, and the environment that it is a part of. */
export interface StackTarget {
  /** `<part>-<environment>`. */
  readonly stack: string;
  readonly part: StackPart;
  readonly environment: Environment;
}

/**
 * The stack of that name.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 * @throws Error when it has no such stack, naming those there are.
 */
export function stackTarget(name: string): StackTarget {
  const all = allStacks();
  const found = all.find(({ stack }) => stack === name);
  if (found !== undefined) return found;
  const names = all.map(({ stack }) => stack).join(", ");
  throw new Error(`environments.ts has no stack ${name}. There are: ${names}.`);
}

/**
 * Every stack there is.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 */
export function allStacks(): readonly StackTarget[] {
  return allEnvironments().flatMap((environment) => stackTargets(environment));
}

/** The stacks of an environment, in the order in which they are deployed. */
export function stackTargets(environment: Environment): readonly StackTarget[] {
  // A local environment keeps its state in a file, and needs nothing made for it.
  const parts: readonly StackPart[] =
    environment.platform === "local" ? ["auth"] : ["state", "auth"];
  return parts.map((part) => ({ stack: `${part}-${environment.environment}`, part, environment }));
}

/**
 * The environment of that name.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 * @throws Error when it has no such environment, naming those there are.
 */
export function environmentNamed(name: string): Environment {
  const all = allEnvironments();
  const found = all.find(({ environment }) => environment === name);
  if (found !== undefined) return found;
  const names = all.map(({ environment }) => environment).join(", ");
  throw new Error(`environments.ts has no environment ${name}. There are: ${names}.`);
}

/**
 * Every environment there is.
 *
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 */
export function allEnvironments(): readonly Environment[] {
  return resolveConfiguration(configuration, functionsIn(functionsFolder));
}
