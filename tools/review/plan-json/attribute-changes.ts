import { isDeepStrictEqual } from "node:util";
import type {
  AttributeChange,
  AttributePath,
  Json,
  JsonObject,
  Marks,
  ResourceChange,
  ShownValue,
} from "../model";
import { pathText } from "./attribute-path";
import { longestText, shownValue } from "./shown-value";
import { hasMark, isAbsent, isList, isObject, marksAt } from "./values";

/** Attributes that are listed of one resource. More would hide what matters. */
const mostAttributes = 40;

/** One place of a resource, before and after, with what Terraform says of it. */
interface Place {
  readonly path: AttributePath;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly unknown: Marks | undefined;
  readonly beforeSensitive: Marks | undefined;
  readonly afterSensitive: Marks | undefined;
}

/**
 * What differs in a resource, down to single values. Values that are marked sensitive, or look it, are
 * never shown. Of more than {@link mostAttributes} the last entry says how many are left out.
 */
export function attributeChanges(change: ResourceChange): readonly AttributeChange[] {
  const found: AttributeChange[] = [];
  let left = 0;
  for (const attribute of differing(wholeOf(change))) {
    if (found.length === mostAttributes) {
      left += 1;
      continue;
    }
    const { path } = attribute;
    found.push({
      path: pathText(path),
      ...shownSides(attribute),
      forcesReplacement: change.replacePaths.some((forced) => isWithin(path, forced)),
    });
  }
  return left === 0 ? found : [...found, leftOut(left)];
}

/** How many values differ, without a look at what they are. */
export function countOfChanges(change: ResourceChange): number {
  return [...differing(wholeOf(change))].length;
}

/** The paths of what differs, without indices, and whether what it will be is known. */
export function changedPaths(
  change: ResourceChange,
): readonly { readonly path: string; readonly isUnknown: boolean }[] {
  return [...differing(wholeOf(change))].map(({ path, unknown }) => ({
    path: path.filter((key) => typeof key === "string").join("."),
    isUnknown: unknown === true,
  }));
}

function wholeOf(change: ResourceChange): Place {
  return {
    path: [],
    before: change.before ?? {},
    after: change.after ?? {},
    unknown: change.afterUnknown,
    beforeSensitive: change.beforeSensitive,
    afterSensitive: change.afterSensitive,
  };
}

/** The entry that stands for what is not listed. */
export function leftOut(count: number): AttributeChange {
  const absent: ShownValue = { kind: "absent" };
  return { path: `… and ${count} more`, before: absent, after: absent, forcesReplacement: false };
}

function* differing(place: Place): Generator<Place> {
  const { before, after, unknown, beforeSensitive, afterSensitive } = place;
  if (beforeSensitive === true || afterSensitive === true || unknown === true) {
    if (unknown === true || !sameValue(before, after)) yield place;
    return;
  }
  const steps = stepsWithin(place);
  if (steps === undefined) {
    if (!sameValue(before, after)) yield place;
    return;
  }
  for (const key of steps) {
    yield* differing({
      path: [...place.path, key],
      before: child(before, key),
      after: child(after, key),
      unknown: marksAt(unknown, key),
      beforeSensitive: marksAt(beforeSensitive, key),
      afterSensitive: marksAt(afterSensitive, key),
    });
  }
}

/** The keys or indices to go on with, or `undefined` for a value that is shown as a whole. */
function stepsWithin({
  before,
  after,
  unknown,
  beforeSensitive,
  afterSensitive,
}: Place): readonly (string | number)[] | undefined {
  const keys = isObject(unknown) ? Object.keys(unknown) : [];
  if (isObject(before) || isObject(after)) {
    if (!(isObject(before) || isAbsent(before)) || !(isObject(after) || isAbsent(after))) return;
    return [...new Set([...keysOf(before), ...keysOf(after), ...keys])];
  }
  if (!isList(before ?? []) || !isList(after ?? [])) return undefined;
  const lists = [before, after].filter(isList);
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const isMarked = [unknown, beforeSensitive, afterSensitive].some(hasMark);
  if (longest === 0 || (!isMarked && lists.every((list) => list.every(isScalar)))) return undefined;
  return Array.from({ length: longest }, (_, at) => at);
}

function keysOf(value: Json | undefined): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function child(value: Json | undefined, key: string | number): Json | undefined {
  if (!isObject(value) && !isList(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

/** Providers write what is not set as `null`, or as empty: a change between these is none. */
function sameValue(before: Json | undefined, after: Json | undefined): boolean {
  return isDeepStrictEqual(before ?? null, after ?? null) || (isEmpty(before) && isEmpty(after));
}

function isEmpty(value: Json | undefined): boolean {
  if (isAbsent(value) || value === "") return true;
  if (isList(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function shownSides(place: Place): { before: ShownValue; after: ShownValue } {
  const { path, unknown, beforeSensitive, afterSensitive } = place;
  const [before, after] = withoutWhatStays(place.before, place.after);
  const sides = { before: shownValue(path, before), after: shownValue(path, after) };
  // What is sensitive on one side tells of the other.
  const isSecret =
    hasMark(beforeSensitive) ||
    hasMark(afterSensitive) ||
    sides.before.kind === "sensitive" ||
    sides.after.kind === "sensitive";
  const hide = (side: ShownValue): ShownValue =>
    isSecret && side.kind !== "absent" ? { kind: "sensitive" } : side;
  return {
    before: hide(sides.before),
    after: hide(unknown === true ? { kind: "unknown" } : sides.after),
  };
}

/** Of long lists only what differs, or it may stand behind the cut. */
function withoutWhatStays(
  before: Json | undefined,
  after: Json | undefined,
): readonly [Json | undefined, Json | undefined] {
  if (!isList(before) || !isList(after)) return [before, after];
  if (JSON.stringify([before, after]).length <= longestText) return [before, after];
  const [gone, added] = [without(before, after), without(after, before)];
  return gone.length + added.length === 0 ? [before, after] : [gone, added];
}

function without(list: readonly Json[], other: readonly Json[]): readonly Json[] {
  const texts = new Set(other.map((item) => JSON.stringify(item)));
  return list.filter((item) => !texts.has(JSON.stringify(item)));
}

/** A path of Terraform may end at a block, or at an element of a set, which has no index. */
function isWithin(path: AttributePath, forced: AttributePath): boolean {
  const shared = Math.min(path.length, forced.length);
  if (shared === 0) return false;
  return path.slice(0, shared).every((key, at) => forced[at] === "*" || key === forced[at]);
}
