import { isDeepStrictEqual } from "node:util";
import type { AttributePath, Json, JsonObject, Marks, ResourceChange } from "../model";
import { providerDefault } from "./provider-defaults";

/** Whether there is neither a value nor `null`: to Terraform both are "not set". */
export function isAbsent(value: Json | undefined): value is null | undefined {
  return value === null || value === undefined;
}

/** Whether it is an object of JSON, no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether it is a list of JSON. `Array.isArray` forgets what a read-only list holds. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * The value at a path, or `undefined`. A block that may stand once is a list of one in some versions of
 * a provider and an object in others: index 0 of an object is the object.
 */
export function valueAt(object: Json | undefined, path: AttributePath): Json | undefined {
  let value = object;
  for (const key of path) {
    if (isList(value)) value = typeof key === "number" ? value[key] : undefined;
    else if (!isObject(value)) return undefined;
    else if (key !== 0) value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** The mark of one step further in. */
export function marksAt(marks: Marks | undefined, key: string | number): Marks | undefined {
  if (typeof marks === "boolean" || marks === undefined) return marks;
  const within = marks as Readonly<Record<string, Marks>>;
  if (key === 0 && !Array.isArray(marks)) return marks;
  return Object.hasOwn(within, key) ? within[key] : undefined;
}

function marksOf(marks: Marks, path: AttributePath): Marks | undefined {
  let within: Marks | undefined = marks;
  for (const key of path) within = marksAt(within, key);
  return within;
}

/** The keys of a map that differ, or may. */
export function differingKeys(change: ResourceChange, path: AttributePath): readonly string[] {
  const of = (side: JsonObject | null): JsonObject => {
    const map = valueAt(side ?? undefined, path);
    return isObject(map) ? map : {};
  };
  const [before, after] = [of(change.before), of(change.after)];
  const marks = marksOf(change.afterUnknown, path);
  // What is unknown stands among the marks alone.
  const marked = typeof marks === "object" && !Array.isArray(marks) ? Object.keys(marks) : [];
  return [...new Set([...Object.keys(before), ...Object.keys(after), ...marked])].filter(
    (key) => hasMark(marksAt(marks, key)) || (before[key] ?? "") !== (after[key] ?? ""),
  );
}

/** Whether anything is unknown that is called so within blocks, whichever of them it is in. */
export function isUnknownWithin(change: ResourceChange, names: readonly string[]): boolean {
  const within = (marks: Marks | undefined, rest: readonly string[]): boolean => {
    const [name, ...others] = rest;
    if (typeof marks !== "object" || name === undefined) return hasMark(marks);
    if (Array.isArray(marks)) return (marks as readonly Marks[]).some((one) => within(one, rest));
    return within(marksAt(marks, name), others);
  };
  return within(change.afterUnknown, names);
}

/** Whether anything is marked. */
export function hasMark(marks: Marks | undefined): boolean {
  if (typeof marks === "boolean" || marks === undefined) return marks === true;
  return Object.values(marks).some(hasMark);
}

/** Whether the value after the change is known only when it is made. */
export function isUnknown(change: ResourceChange, path: AttributePath): boolean {
  return marksOf(change.afterUnknown, path) === true;
}

/**
 * Whether a list at the top is unknown as a whole because a replacement makes the resource anew. A plan
 * shows what the provider computes and what somebody has written in the same way then; of blocks that
 * somebody has written it marks each.
 */
export function isComputedAnew(change: ResourceChange, attribute: string): boolean {
  return (
    change.before !== null && change.actions.includes("create") && isUnknown(change, [attribute])
  );
}

/** Whether Terraform or the provider calls the value sensitive, or anything around or within it. */
export function isSensitive(
  change: ResourceChange,
  path: AttributePath,
  side: "before" | "after",
): boolean {
  return hasMark(marksOf(side === "before" ? change.beforeSensitive : change.afterSensitive, path));
}

/** An attribute that differs. */
export interface Difference {
  readonly before: Json;
  /** `undefined`: known only after apply. */
  readonly after: Json | undefined;
}

/**
 * How an attribute of a resource differs; `undefined` if it does not. What is not there is the provider's
 * default, or `null`.
 */
export function differenceAt(change: ResourceChange, path: AttributePath): Difference | undefined {
  const sideAt = (side: JsonObject | null) =>
    valueAt(side ?? undefined, path) ??
    (side === null ? undefined : providerDefault(change.type, path)) ??
    null;
  const before = sideAt(change.before);
  if (isUnknown(change, path)) return { before, after: undefined };
  const after = sideAt(change.after);
  return isSameSetting(before, after) ? undefined : { before, after };
}

/**
 * Whether two values of an attribute set the same. Within a block a provider writes what is not set as
 * `null`, as `false` or as empty, as it has read it or not.
 */
export function isSameSetting(before: Json, after: Json): boolean {
  return isDeepStrictEqual(before, after) || isDeepStrictEqual(asSet(before), asSet(after));
}

function asSet(value: Json): Json {
  if (isList(value)) return value.map(asSet);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const inner = one === undefined ? null : asSet(one);
      const isUnset =
        inner === null || inner === false || inner === "" || (isList(inner) && inner.length === 0);
      return isUnset ? [] : [[key, inner]];
    }),
  );
}

/** The strings of a list of strings, or none. */
export function stringsOf(value: Json | undefined): readonly string[] {
  if (!isList(value)) return [];
  return value.filter((item) => typeof item === "string");
}
