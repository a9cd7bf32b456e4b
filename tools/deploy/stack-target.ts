import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { configuration } from "../../environments";
import { type Environment, resolveConfiguration } from "../../configuration";
import type { EnvironmentStacks } from "../../stacks/environment-stacks";
import { functionsFolder, functionsIn } from "../../stacks/functions-folder";
import { readProjectFile } from "../../stacks/project-file";
import { compose } from "../composition/compose";

/** A stack, and the environment that it is a part of. */
export interface StackTarget {
  /** `<part>-<environment>`. */
  readonly stack: string;
  /** A part of an environment that is deployed by itself: `auth`, `state`, or one of `extend.ts`. */
  readonly part: string;
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
  const meant = all.find(({ stack }) => stack === `auth-${name}`)?.stack;
  const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
  throw new Error(`environments.ts has no stack ${name}.${hint} There are: ${names}.`);
}

/**
 * Every stack there is, those of `extend.ts` included.
 *
 * @throws as {@link compose} does, when `environments.ts` or `extend.ts` is wrong.
 */
export function allStacks(): readonly StackTarget[] {
  return composed().flatMap(({ environment, stacks }) =>
    stacks.map(({ node, part }) => ({ stack: node.id, part, environment })),
  );
}

/** The stacks of an environment, in the order in which they are deployed. */
export function stackTargets({ environment: name }: Environment): readonly StackTarget[] {
  return allStacks().filter(({ environment }) => environment.environment === name);
}

let known: readonly EnvironmentStacks[] | undefined;

/** Composed once in a process: what it is made of does not change under a command. */
function composed(): readonly EnvironmentStacks[] {
  if (known !== undefined) return known;
  // `App` makes the folder that it would synthesize to, and nothing is synthesized here.
  const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-stacks-"));
  try {
    known = compose(folder).environments;
    return known;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
  return resolveConfiguration(configuration, functionsIn(functionsFolder), readProjectFile);
}
