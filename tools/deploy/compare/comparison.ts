import microdiff from "microdiff";
import type { Environment, ExpectedDifference } from "../../../configuration";
import { type Branch, literally, OwnNames, templateTree, type Tree } from "./template-tree";

/** An environment and its synthesized stacks, `cdk.tf.json` by part: `auth`, `state`. */
export interface SynthesizedEnvironment {
  readonly environment: Environment;
  readonly templates: Readonly<Record<string, string>>;
}

/** In what two environments differ, at one place. */
export interface Difference {
  /** `auth`. */
  readonly part: string;
  /** `aws_dynamodb_table.user-table_table`. */
  readonly address: string;
  /** `<address>.<attribute>`, or the address alone for one that only one of the two has. */
  readonly path: string;
  /** In the first environment, as text; `null` where it has nothing. */
  readonly before: string | null;
  /** In the second. */
  readonly after: string | null;
}

/** A difference that is meant to be, and the places where it was found. */
export interface FoundExpectation extends ExpectedDifference {
  readonly differences: readonly Difference[];
}

/** Two environments, compared. Printed by `--json` as it is. */
export interface EnvironmentComparison {
  readonly formatVersion: "1";
  readonly environments: readonly [string, string];
  /** Those that nobody expects. */
  readonly differences: readonly Difference[];
  readonly expected: readonly FoundExpectation[];
  /** Expected between these two, and not there. */
  readonly unused: readonly ExpectedDifference[];
}

/** Compares what Terraform would make of two environments, their own names aside. */
export function compareEnvironments(
  one: SynthesizedEnvironment,
  other: SynthesizedEnvironment,
  expectations: readonly ExpectedDifference[],
): EnvironmentComparison {
  const names: readonly [string, string] = [
    one.environment.environment,
    other.environment.environment,
  ];
  const all = differencesBetween(one, other);
  const applying = expectations.filter(
    ({ between }) => between === undefined || isSame(between, names),
  );
  const found = applying.map((expectation) => {
    const pattern = patternOf(expectation.path);
    return { ...expectation, differences: all.filter(({ path }) => pattern.test(path)) };
  });
  const isExpected = new Set(found.flatMap(({ differences }) => differences));
  const isUsed = ({ path }: ExpectedDifference) =>
    found.some((one) => one.path === path && one.differences.length > 0);
  return {
    formatVersion: "1",
    environments: names,
    differences: all.filter((difference) => !isExpected.has(difference)),
    expected: found.filter(isUsed),
    unused: applying.filter((expectation) => !isUsed(expectation)),
  };
}

/** In either order. */
function isSame(between: readonly [string, string], names: readonly [string, string]): boolean {
  return [...between].sort().join() === [...names].sort().join();
}

/** `*` is anything without a dot, `**` anything. */
function patternOf(path: string): RegExp {
  const parts = path.split(/(\*\*?)/).map((part) => {
    if (part === "**") return ".*";
    return part === "*" ? "[^.]*" : literally(part);
  });
  return new RegExp(`^${parts.join("")}$`, "s");
}

function differencesBetween(
  one: SynthesizedEnvironment,
  other: SynthesizedEnvironment,
): readonly Difference[] {
  const [ownNames, otherNames] = [one, other].map(({ environment }) => new OwnNames(environment));
  if (ownNames === undefined || otherNames === undefined) return [];
  const parts = [...new Set([...Object.keys(one.templates), ...Object.keys(other.templates)])];
  return parts.sort().flatMap((part) => {
    const before = templateTree(one.templates[part] ?? "{}", ownNames);
    const after = templateTree(other.templates[part] ?? "{}", otherNames);
    return (
      differencesOf(before, after)
        // A client `web` in an environment `web` is what it is in any other.
        .filter(({ before: its, after: others }) =>
          [ownNames, otherNames].every((names) => shown(its, names) !== shown(others, names)),
        )
        .map(({ keys, ...values }): Difference => ({
          part,
          address: keys[0] ?? "",
          path: written(keys),
          before: shown(values.before, ownNames),
          after: shown(values.after, otherNames),
        }))
    );
  });
}

interface Change {
  readonly keys: readonly string[];
  readonly before: Tree | undefined;
  readonly after: Tree | undefined;
}

function differencesOf(before: Branch, after: Branch): readonly Change[] {
  return microdiff(before, after, { cyclesFix: false })
    .map((change): Change => ({
      keys: change.path.map(String),
      before: change.type === "CREATE" ? undefined : (change.oldValue as Tree),
      after: change.type === "REMOVE" ? undefined : (change.value as Tree),
    }))
    .sort((one, other) => (written(one.keys) < written(other.keys) ? -1 : 1));
}

/** `aws_s3_bucket.attachments_bucket.cors_rule[0].allowed_origins`. */
function written(keys: readonly string[]): string {
  return keys.join(".").replaceAll(".[", "[");
}

function shown(value: Tree | undefined, names: OwnNames): string | null {
  if (value === undefined) return null;
  return names.show(typeof value === "string" ? value : JSON.stringify(value));
}
