import { configuration } from "../environments";
import { type Environment, resolveConfiguration } from "../stacks/environment";

/**
 * The environment of `environments.ts` that runs on this computer.
 *
 * @throws {@link ConfigurationError} when the configuration is wrong.
 * @throws Error when it has no local environment.
 */
export function localEnvironment(): Environment {
  const local = resolveConfiguration(configuration).find(({ platform }) => platform === "local");
  if (local === undefined) {
    throw new Error(
      'environments.ts has no environment for this computer. Add one with `platform: "local"`.',
    );
  }
  return local;
}
