import type { Environment } from "../../configuration";
import { allEnvironments } from "../deploy/environments";
import { unknownName } from "../deploy/unknown-name";

/**
 * An environment of `environments.ts` that runs on this computer: the one named `name`, the first
 * without a name.
 *
 * @throws {@link ConfigurationError} when the configuration is wrong.
 * @throws Error when it has no such environment.
 */
export function localEnvironment(name?: string): Environment {
  const all = allEnvironments().filter(({ platform }) => platform === "local");
  const found = all.find(({ environment }) => name === undefined || environment === name);
  if (found !== undefined) return found;
  if (name === undefined || all.length === 0) {
    throw new Error(
      'environments.ts has no environment for this computer. Add one with `platform: "local"`.',
    );
  }
  const missing = `environments.ts has no environment ${name} for this computer`;
  const names = all.map(({ environment }) => environment);
  throw new Error(unknownName(missing, name, names));
}
