import type { z } from "zod";
import { withDefaults } from "./defaults";
import type { Environment } from "./environment";
import type { ConfigurationInput } from "./input";
import { writtenText } from "./messages";
import { plainCopy } from "./plain-copy";
import { ConfigurationError, type Problem } from "./problem";
import { likeliest } from "./likeliest";
import { unavailable } from "./unavailable";
import { wrongType } from "./wrong-type";
import { rules } from "./rules";
import { brokenRules } from "./rules/broken-rules";
import type { ReadFile, Sound } from "./rules/rule";
import { type CheckedConfiguration, configurationSchema } from "./schema";

export type { Client } from "./clients/defaults";
export type * from "./adoption/input";
export type * from "./clients/input";
export type { Domain } from "./domain/defaults";
export type * from "./domain/input";
export type * from "./identity-providers/input";
export { type ResourceServerInput, type ScopeReference, scopesOf } from "./resource-servers/input";
export type { SecretReference } from "./secret-reference";
export type {
  Environment,
  Functions,
  GitHub,
  Graphql,
  Recipes,
  State,
  UserPool,
} from "./environment";
export type { AccessLogs, AccessLogsInput } from "./access-logs";
export type { Alarms, AlarmRecipient, AlarmsInput } from "./alarms";
export type * from "./input";
export type { StandardAttribute, UserAttribute } from "./user-attributes";
export type { CustomAttributesOf } from "./custom-attributes";
export { ConfigurationError, type Problem } from "./problem";
export { type Region, regions } from "./regions";
export { type TriggerName, triggerNames } from "./trigger-catalogue";

/**
 * Checks a configuration and fills in its defaults.
 *
 * @param functions the names of the folders under `functions/` that hold a function, to hold them
 *   against the triggers that the configuration names. Default: no look at functions.
 * @param readFile reads a file of the project that the configuration names. Default: no look at files.
 * @throws {@link ConfigurationError} with every problem there is, each with its path, its value, the
 *   rule it breaks and the fix.
 */
export function resolveConfiguration(
  input: ConfigurationInput,
  functions?: readonly string[],
  readFile?: ReadFile,
): readonly Environment[] {
  const plain = plainCopy(input, writtenText);
  const parsed = configurationSchema.safeParse(plain.value);
  const issues = parsed.error?.issues ?? [];
  const sound = withoutWrongTypes(plain.value, issues);
  // What could not be copied is missing from the copy, and has its problem already.
  const told = new Set(plain.problems.map(({ path }) => path));
  const problems = [
    ...[
      ...issues.flatMap((issue) => problemsOf(issue, plain.value)),
      ...brokenRules(rules, sound, { functions, readFile }),
    ].filter(({ path }) => !told.has(path)),
    ...plain.problems,
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const checked = plain.value as ConfigurationInput;
  return Object.entries(checked.environments).map(([name, environment]) =>
    withDefaults(checked, name, environment),
  );
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Values of the wrong type are taken out, so that the rules can look at all the others. */
function withoutWrongTypes(plain: unknown, issues: readonly Issue[]): Sound<CheckedConfiguration> {
  const copy = { root: structuredClone(plain) };
  for (const issue of issues) {
    if (hasRightType(issue)) continue;
    const { path } = issue;
    const parent = valueAt(copy, ["root", ...path.slice(0, -1)]);
    const key = path.at(-1) ?? "root";
    const holder = path.length === 0 ? copy : parent;
    if (typeof holder === "object" && holder !== null && Object.hasOwn(holder, key)) {
      (holder as Record<PropertyKey, unknown>)[key] = undefined;
    }
  }
  return copy.root ?? {};
}

/**
 * Whether it is the content of the value, or what is beside it, that is wrong. Behind a key that is wrong,
 * nobody has looked at the value.
 */
function hasRightType(issue: Issue): boolean {
  if (issue.code === "custom") return issue.params?.["ofWrongType"] !== true;
  return issue.code === "unrecognized_keys";
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (parent, key) =>
      typeof parent === "object" && parent !== null && Object.hasOwn(parent, key)
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
        ...((Object.hasOwn(unavailable, key) ? unavailable[key] : undefined) ?? {
          rule: `\`${key}\` is not a setting`,
          fix: "remove it, or correct its spelling; the types in configuration/input.ts list every setting",
        }),
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
      return [{ path, value, rule, fix: meant(value, issue.values) ?? `write one of ${allowed}` }];
    }
    case "invalid_type":
      return [
        {
          path,
          value,
          ...wrongType(issue.expected, value),
        },
      ];
    default:
      return [{ path, value, rule: issue.message, fix: "see the types in configuration/input.ts" }];
  }
}

function meant(value: unknown, allowed: readonly unknown[]): string | undefined {
  const words = allowed.filter((word) => typeof word === "string");
  const word = typeof value === "string" ? likeliest(value, words) : undefined;
  return word === undefined ? undefined : `did you mean ${JSON.stringify(word)}?`;
}
