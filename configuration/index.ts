import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import { withDefaults } from "./defaults";
import type { Environment } from "./environment";
import type { ConfigurationInput } from "./input";
import { ConfigurationError, type Problem } from "./problem";
import { brokenRules, type Sound } from "./rules";
import { type CheckedConfiguration, configurationSchema } from "./schema";

export type { Client, Environment, GitHub, Recipes, State, UserPool } from "./environment";
export type * from "./input";
export type { CustomAttributesOf } from "./custom-attributes";
export { ConfigurationError, type Problem } from "./problem";
export { type Region, regions } from "./regions";
export { type TriggerName, triggerNames } from "./trigger-catalogue";

/**
 * Checks a configuration and fills in its defaults.
 *
 * @param functions the names of the folders under `functions/` that hold a function, to hold them
 *   against the triggers that the configuration names. Default: no look at functions.
 * @throws {@link ConfigurationError} with every problem there is, each with its path, its value, the
 *   rule it breaks and the fix.
 */
export function resolveConfiguration(
  input: ConfigurationInput,
  functions?: readonly string[],
): readonly Environment[] {
  const parsed = configurationSchema.safeParse(input);
  const issues = parsed.error?.issues ?? [];
  const sound = withoutWrongTypes(input, issues);
  const problems = [
    ...issues.flatMap((issue) => problemsOf(issue, input)),
    ...brokenRules(sound, functions),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.entries(input.environments).map(([name, environment]) =>
    withDefaults(input, name, environment),
  );
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Values of the wrong type are taken out, so that the rules can look at all the others. */
function withoutWrongTypes(input: unknown, issues: readonly Issue[]): Sound<CheckedConfiguration> {
  const copy = { root: copyOf(input) };
  for (const issue of issues) {
    if (issue.code !== "invalid_type" && issue.code !== "invalid_value") continue;
    const path = ["root", ...issue.path];
    const parent = valueAt(copy, path.slice(0, -1));
    const key = path.at(-1);
    if (typeof parent === "object" && parent !== null && key !== undefined && key in parent) {
      (parent as Record<PropertyKey, unknown>)[key] = undefined;
    }
  }
  return copy.root ?? {};
}

/**
 * Not `structuredClone`, which refuses the function that a mistaken configuration may hold. What is
 * undefined is left out: it is as good as missing.
 */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  const written = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(written.map(([key, item]) => [key, copyOf(item)]));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (parent, key) =>
      typeof parent === "object" && parent !== null
        ? (parent as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

function written(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

/** zod's issues, in the report's four columns. */
function problemsOf(issue: Issue, input: unknown): readonly Problem[] {
  const path = written(issue.path);
  const value = valueAt(input, issue.path);
  switch (issue.code) {
    case "custom":
      return [{ path, value, rule: issue.message, fix: String(issue.params?.["fix"]) }];
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: written([...issue.path, key]),
        value: valueAt(value, [key]),
        rule: `\`${key}\` is not a setting`,
        fix: "remove it, or correct its spelling; the types in configuration/input.ts list every setting",
      }));
    case "invalid_key":
      return issue.issues.flatMap((inner) =>
        problemsOf({ ...inner, path: [] }, issue.path.at(-1)).map((problem) => ({
          ...problem,
          path,
          value: issue.path.at(-1),
        })),
      );
    case "invalid_value": {
      const allowed = issue.values.map(String).join(", ");
      // zod's own words repeat the list; ours say what it is a list of.
      const rule = issue.message.startsWith("Invalid")
        ? `must be one of ${allowed}`
        : issue.message;
      return [
        { path, value, rule, fix: likeliest(value, issue.values) ?? `write one of ${allowed}` },
      ];
    }
    case "invalid_type":
      return [
        {
          path,
          value,
          rule: value === undefined ? `is required` : `must be of the type ${issue.expected}`,
          fix: `write a value of the type ${issue.expected}`,
        },
      ];
    default:
      return [{ path, value, rule: issue.message, fix: "see the types in configuration/input.ts" }];
  }
}

/** A typing mistake is a few letters away from what was meant. */
function likeliest(value: unknown, allowed: readonly unknown[]): string | undefined {
  const words = allowed.filter((word) => typeof word === "string");
  if (typeof value !== "string" || words.length === 0) return undefined;
  const word = closest(value, words);
  return distance(value, word) <= 3 ? `did you mean ${JSON.stringify(word)}?` : undefined;
}
