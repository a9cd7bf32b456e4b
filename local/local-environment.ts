import { configuration } from "../environments";
import { type Environment, resolveConfiguration } from "../stacks/environment";
import { functionsFolder, functionsIn } from "../stacks/functions-folder";

/**
 * The environments of `environments.ts` that run on this computer.
 *
 * @throws {@link ConfigurationError} when the configuration is wrong.
 */
export function localEnvironments(): readonly Environment[] {
  return resolveConfiguration(configuration, functionsIn(functionsFolder)).filter(
    ({ platform }) => platform === "local",
  );
}

/**
 * One of them: the one named `name`, the first without a name.
 *
 * @throws {@link ConfigurationError} when the configuration is wrong.
 * @throws Error when it has no such environment.
 */
export function localEnvironment(name?: string): Environment {
  const all = localEnvironments();
  const found = all.find(({ environment }) => name === undefined || environment === name);
  if (found !== undefined) return found;
  if (name === undefined || all.length === 0) {
    throw new Error(
      'environments.ts has no environment for this computer. Add one with `platform: "local"`.',
    );
  }
  throw new Error(
    `environments.ts has no environment ${name} for this computer. There are: ${all.map(({ environment }) => environment).join(", ")}.`,
  );
}
