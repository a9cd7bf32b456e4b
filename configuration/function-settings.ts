import type { Functions } from "./environment";
import type { FunctionSettingsInput } from "./input";

/** What a function is made with. */
export type FunctionSettings = FunctionSettingsInput &
  Pick<Functions, "logRetentionDays" | "memorySize" | "architecture" | "runtime">;

/** The settings of one function: those of all, and its own before them. */
export function settingsOf(functions: Functions, name: string): FunctionSettings {
  const { each = {}, ...all } = functions;
  const own = Object.hasOwn(each, name) ? each[name] : undefined;
  return { ...all, ...own, environment: { ...all.environment, ...own?.environment } };
}
