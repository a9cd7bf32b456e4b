import type { Problem } from "./problem";

/** How zod calls what is expected, how TypeScript's users do, and what to write. */
const types: Readonly<Record<string, readonly [name: string, fix: string]>> = {
  string: ["text", "write text, in quotes"],
  number: ["a number", "write a number, without quotes"],
  boolean: ["true or false", "write `true` or `false`, without quotes"],
  array: ["a list", "write a list, in `[ ]`"],
  object: ["an object", "write its settings in `{ }`; docs/configuration.md lists them"],
  record: [
    "an object",
    "write names with their values in `{ }`; docs/configuration.md has an example",
  ],
};

/** What is said of a value of the wrong type, or of none at all. */
export function wrongType(expected: string, value: unknown): Pick<Problem, "rule" | "fix"> {
  const [name, fix] = types[expected] ?? [expected, `write ${expected}`];
  return {
    rule: value === undefined ? `is required, and is ${name}` : `must be ${name}`,
    fix: meant(expected, value) ?? fix,
  };
}

/** What was meant, where only the quotes or the brackets are missing, or too many. */
function meant(expected: string, value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    return undefined;
  }
  const text = String(value);
  if (expected === "array") return `write \`[${JSON.stringify(value)}]\``;
  if (expected === "string") return `write \`${JSON.stringify(text)}\``;
  const isWritten =
    (expected === "number" && /^-?\d+(?:\.\d+)?$/.test(text)) ||
    (expected === "boolean" && /^(?:true|false)$/.test(text));
  return isWritten ? `write \`${text}\`, without quotes` : undefined;
}
