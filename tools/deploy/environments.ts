import { type Environment, resolveConfiguration } from "../../configuration";
import { functionsFolder, functionsIn } from "../../stacks/functions-folder";
import { readProjectFile } from "../../stacks/project-file";
import { teamConfiguration } from "../composition/team-files";
import { unknownName } from "./unknown-name";

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
  const names = all.map(({ environment }) => environment);
  const ofStack = names.find((environment) => name.endsWith(`-${environment}`));
  throw new Error(unknownName(`environments.ts has no environment ${name}`, name, names, ofStack));
}

/**
 * Every environment there is.
 *
 * @throws TeamFileError when `environments.ts` cannot be loaded.
 * @throws {@link ConfigurationError} when `environments.ts` is wrong.
 */
export function allEnvironments(): readonly Environment[] {
  return resolveConfiguration(teamConfiguration(), functionsIn(functionsFolder), readProjectFile);
}
