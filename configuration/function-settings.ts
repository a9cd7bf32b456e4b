import type { Functions } from "./environment";
import type { FunctionSettingsInput } from "./input";

/** What a function is made with. */
export type FunctionSettings = FunctionSettingsInput &
  Pick<Functions, "logRetentionDays" | "logKmsKeyArn" | "memorySize" | "architecture" | "runtime">;

/**
 * The settings of one function: those of all, those that it ships with, and its own before them.
 *
 * @param shipped what its `function.ts` says, if it has one.
 */
export function settingsOf(
  functions: Functions,
  name: string,
  shipped: FunctionSettingsInput = {},
): FunctionSettings {
  const { each = {}, ...all } = functions;
  const own = Object.hasOwn(each, name) ? each[name] : undefined;
  const environment = { ...all.environment, ...shipped.environment, ...own?.environment };
  return { ...all, ...shipped, ...own, environment };
}
