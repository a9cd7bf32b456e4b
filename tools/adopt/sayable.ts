import {
  ConfigurationError,
  type ConfigurationInput,
  type Problem,
  resolveConfiguration,
} from "../../configuration";
import { readProjectFile } from "../../stacks/project-file";
import type { Proposed } from "./proposed-pool";

/** A setting that the configuration does not take, below the environment. */
export type Dropped = Pick<Problem, "path" | "value" | "rule">;

/** An entry that the configuration takes, and what of the proposal it does not. */
export interface Sayable {
  readonly entry: Proposed;
  readonly dropped: readonly Dropped[];
}

type Path = readonly string[];

/** Settings that follow from the place, not from the pool. */
const needed = new Set(["accountId", "region", "state"]);

/**
 * Takes out of an entry what the configuration's own types and rules refuse, one setting after the other,
 * until nothing is refused. What is taken out is not lost: `keep` keeps it as the pool has it.
 *
 * @throws ConfigurationError when what is refused is not of the pool's making.
 */
export function sayable(
  { project, environments }: ConfigurationInput,
  environment: string,
  proposed: Proposed,
): Sayable {
  const prefix = `environments.${environment}.`;
  const problemsOf = (entry: Proposed) =>
    problemsIn({ project, environments: { ...environments, [environment]: entry } as never });
  let entry = proposed;
  let problems = problemsOf(entry);
  const dropped: Dropped[] = [];
  while (problems.length > 0) {
    const [problem] = problems;
    if (problem?.path.startsWith(prefix) !== true) break;
    const step = [...candidates(entry, keysOf(problem.path.slice(prefix.length)))]
      .map((path) => ({ path, entry: without(entry, path) }))
      .map((one) => ({ ...one, problems: problemsOf(one.entry) }))
      .find(
        ({ problems: left }) =>
          left.length <= problems.length &&
          !left.some(({ path, rule }) => path === problem.path && rule === problem.rule),
      );
    if (step === undefined) break;
    dropped.push({
      path: step.path.join("."),
      value: valueAt(entry, step.path),
      rule: problem.rule,
    });
    ({ entry, problems } = step);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { entry, dropped };
}

function problemsIn(configuration: ConfigurationInput): readonly Problem[] {
  try {
    resolveConfiguration(configuration, undefined, readProjectFile);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** `clients.web.authFlows[0]` as keys. */
function keysOf(path: string): Path {
  return path.split(/[.[\]]+/).filter((key) => key !== "");
}

/** What could be at fault: what the path leads to, then what is beside it, then what it is in. */
function* candidates(entry: Proposed, path: Path): Generator<Path> {
  if (path[0] === undefined || needed.has(path[0])) return;
  if (valueAt(entry, path) !== undefined) yield path;
  for (let length = path.length - 1; length > 0; length -= 1) {
    const holder = path.slice(0, length);
    const value = valueAt(entry, holder);
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) {
      for (const key of Object.keys(value)) yield [...holder, key];
    }
    yield holder;
  }
}

function valueAt(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return value;
  const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, key);
  return isThere ? valueAt(Reflect.get(value, key), rest) : undefined;
}

/** A copy without what a path leads to, and without what that leaves empty. */
function without(entry: Proposed, path: Path): Proposed {
  const copy = structuredClone(entry);
  for (let length = path.length; length > 0; length -= 1) {
    const holder = valueAt(copy, path.slice(0, length - 1));
    const key = path[length - 1] ?? "";
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else Reflect.deleteProperty(holder as object, key);
    if (Object.keys(holder as object).length > 0) break;
  }
  return copy;
}
