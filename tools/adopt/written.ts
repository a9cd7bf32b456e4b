import { inspect } from "node:util";
import type { TerraformResource } from "cdktf";
import { addressOf } from "./adopted-resources";
import type { Kept } from "./kept";
import type { Proposed } from "./proposed-pool";

/** The entry as it is pasted into `environments.ts`. */
export function writtenEntry(environment: string, entry: Proposed): string {
  const key = /^[a-z]\w*$/.test(environment) ? environment : JSON.stringify(environment);
  return `${key}: ${written(entry)},`;
}

/**
 * What is pasted into the function of `extend.ts`; `undefined` where nothing has to be kept.
 *
 * @param adoptable the environment's resources, each with what it is called there.
 */
export function writtenExtension(
  environment: string,
  kept: Kept,
  adoptable: readonly (readonly [string, TerraformResource])[],
): string | undefined {
  const lines = adoptable.flatMap(([name, resource]) => {
    const settings = kept.get(addressOf(resource));
    return settings === undefined ? [] : [`keep(${name}, ${written(settings)});`];
  });
  if (lines.length === 0) return undefined;
  return [
    `if (environment.environment === ${JSON.stringify(environment)}) {`,
    ...lines.map((line) => indented(line, 2)),
    "}",
  ].join("\n");
}

/** As a file of the project has it; `npm run format` does the rest. */
function written(value: unknown): string {
  return inspect(value, {
    depth: null,
    breakLength: 90,
    compact: 1,
    maxArrayLength: null,
    maxStringLength: null,
  });
}

/** Text of several lines, further to the right. */
export function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(spaces));
}
