import { isListOfStrings, parsed } from "../json";

/** A function's environment, as `process.env` holds it. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** @throws Error that names the variable when it is missing or empty. */
export function requiredVariable(variables: Variables, name: string): string {
  const value = variables[name];
  if (!value) throw new Error(`Environment variable ${name} is missing or empty`);
  return value;
}

/**
 * A JSON array of strings; empty where the variable is not set.
 *
 * @throws Error that names the variable when it holds anything else.
 */
export function listVariable(variables: Variables, name: string): readonly string[] {
  const text = variables[name];
  if (!text) return [];
  const value = parsed(text);
  if (isListOfStrings(value)) return value;
  throw new Error(
    `Environment variable ${name} is not a JSON array of strings, such as ["a"]: ${text}`,
  );
}
