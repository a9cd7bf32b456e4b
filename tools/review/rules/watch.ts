import { dataHolder } from "../data-holders";
import type { AttributePath, Json, JsonObject, ResourceChange } from "../model";
import { pathText } from "../plan-json/attribute-path";
import { shownValue } from "../plan-json/shown-value";
import {
  type Difference,
  differenceAt,
  isSensitive,
  stringsOf,
  valueAt,
} from "../plan-json/values";
import {
  namedBy,
  type ResourceReference,
  type Rule,
  type RuleFinding,
  type RuleText,
  unlessMade,
} from "./rule";

type Outcome = Pick<RuleFinding, "level" | "effect" | "instead">;

/** An attribute that may change for the worse, on a resource that is there before and after. */
export interface AttributeWatch extends Outcome {
  readonly type: string;
  readonly path: AttributePath;
  /** Asked when it differs. What is not there is `null`, what is known only after apply `undefined`. */
  readonly when: (before: Json, after: Json | undefined) => boolean;
}

/** A type whose resources are parts or settings of another one, and are missed when deleted. */
export interface DeletionWatch extends Outcome {
  readonly type: string;
  /** What it was like before, where not every one is missed. */
  readonly when?: (before: JsonObject) => boolean;
  /** Both are gone together: then the other one is what has to be decided. */
  readonly partOf?: { readonly type: string; readonly attribute: string; readonly from: string };
}

/**
 * A setting that comes as a resource of its own. What it is a setting of may be in use, and may have been set
 * in another way before: Terraform puts it in place of that, and a plan does not show what was there.
 */
export interface AdditionWatch extends Outcome {
  readonly type: string;
  /** `the answers of the API are kept`. */
  readonly cause: string;
  /** What it says, where not every one is told of. What is known only after apply is not there. */
  readonly when?: (after: JsonObject) => boolean;
  /** What it is a setting of: nothing is said where the plan makes that too. An account is always there. */
  readonly of?: {
    readonly type: string | readonly string[];
    readonly attribute: string;
    readonly by: string;
  };
}

/** A rule that names its types. */
interface TypedRule extends Rule {
  readonly types: readonly string[];
}

/** A rule that is a list of attributes, deletions and additions to watch. */
export function watchRule(
  about: RuleText,
  watches: readonly AttributeWatch[],
  deletions: readonly DeletionWatch[] = [],
  additions: readonly AdditionWatch[] = [],
): TypedRule {
  return {
    ...about,
    types: [...new Set([...watches, ...deletions, ...additions].map(({ type }) => type))],
    looksAt: [
      ...argumentsOf(watches),
      ...deletions.flatMap(({ type, partOf }) => (partOf ? [{ type, path: partOf.from }] : [])),
    ],
    check: (change) => [
      ...ofAttributes(change, watches),
      ...ofDeletion(change, deletions),
      ...ofAddition(change, additions),
    ],
  };
}

/** The arguments that watches look at, as paths without indices. */
export function argumentsOf(
  watches: readonly Pick<AttributeWatch, "type" | "path">[],
): NonNullable<Rule["looksAt"]> {
  return watches.map(({ type, path }) => ({
    type,
    path: path.filter((key) => typeof key === "string").join("."),
  }));
}

/** What of the watched attributes has changed for the worse. */
export function ofAttributes(
  change: ResourceChange,
  watches: readonly AttributeWatch[],
): readonly RuleFinding[] {
  if (change.before === null || change.after === null) return [];
  const isMadeAnew = change.actions.includes("create") && dataHolder(change.type) !== undefined;
  return watches.flatMap(({ type, path, when, level, effect, instead }) => {
    if (type !== change.type) return [];
    const difference = differenceAt(change, path);
    // Made anew, most is unknown; that it is made anew blocks, with what is lost.
    if (difference === undefined || (isMadeAnew && difference.after === undefined)) return [];
    const { before, after } = difference;
    const found = { level, cause: causeOf(change, path, difference), effect, instead };
    if (when(before, after)) return [found];
    // What nobody knows yet may turn out to be nothing.
    return after === undefined && when(before, null) ? [{ ...found, ...unlessMade(path) }] : [];
  });
}

function ofDeletion(
  change: ResourceChange,
  deletions: readonly DeletionWatch[],
): readonly RuleFinding[] {
  const { before, after } = change;
  if (before === null) return [];
  return deletions.flatMap(({ type, when, partOf, level, effect, instead }) => {
    if (type !== change.type || when?.(before) === false) return [];
    const value = partOf && valueAt(before, [partOf.from]);
    const owner: ResourceReference | undefined =
      partOf && typeof value === "string"
        ? { type: partOf.type, attribute: partOf.attribute, value }
        : undefined;
    const gone = owner && { unlessDeleted: owner, unlessReplaced: owner };
    const outcome = { level, effect, instead, ...gone };
    if (after === null) return [{ ...outcome, cause: "it is deleted" }];
    const moved = partOf && valueAt(after, [partOf.from]);
    if (partOf === undefined || typeof moved !== "string" || moved === value) return [];
    const [from, to] = [value, moved].map((name) => told(change, [partOf.from], name));
    return [{ ...outcome, cause: `it moves from ${from} to ${to}` }];
  });
}

function ofAddition(
  change: ResourceChange,
  additions: readonly AdditionWatch[],
): readonly RuleFinding[] {
  const { before, after } = change;
  if (before !== null || after === null) return [];
  return additions.flatMap(({ type, when, of, ...found }) => {
    if (type !== change.type || when?.(after) === false) return [];
    if (of === undefined) return [found];
    const unlessCreated = namedBy(change, [of.by], of.type, of.attribute);
    return [{ ...found, unlessCreated, isUsualWhenNew: true as const }];
  });
}

/** ``` `mfa_configuration` goes from `"ON"` to `"OFF"` ```, with nothing secret in it. */
export function causeOf(
  change: ResourceChange,
  path: AttributePath,
  { before, after }: Difference,
): string {
  const [from, to] = [told(change, path, before), told(change, path, after)];
  return `\`${pathText(path)}\` goes from ${from} to ${to}`;
}

/** A value of an attribute in a sentence. If either side of it is sensitive, it says so instead. */
export function told(change: ResourceChange, path: AttributePath, value: Json | undefined): string {
  if (value === undefined) return "a value that is known only after apply";
  if (value === null) return "nothing";
  const isMarked = isSensitive(change, path, "before") || isSensitive(change, path, "after");
  const shown = shownValue(path, value);
  return isMarked || shown.kind !== "value" ? "a sensitive value" : `\`${shown.text}\``;
}

/** A name as it is, without quotes; `a sensitive value` if either side of the attribute is. */
export function named(change: ResourceChange, path: AttributePath, value: string): string {
  const isMarked = isSensitive(change, path, "before") || isSensitive(change, path, "after");
  return isMarked ? "a sensitive value" : value;
}

/** ``replaced because of `name` ``, as far as the plan says why. */
export function replacedBecause({ replacePaths }: ResourceChange): string {
  const paths = replacePaths.map((path) => `\`${pathText(path)}\``);
  return paths.length === 0 ? "replaced" : `replaced because of ${paths.join(", ")}`;
}

/** It was this, and is not for certain any more. */
export const wasAndMayNotBe =
  (wanted: Json): AttributeWatch["when"] =>
  (before, after) =>
    before === wanted && after !== wanted;

/** It was not this, and is now, or may be. */
export const becomes =
  (unwanted: Json): AttributeWatch["when"] =>
  (before, after) =>
    before !== unwanted && (after === unwanted || after === undefined);

/** A number that was there, and is smaller or gone. */
export const shrinks: AttributeWatch["when"] = (before, after) =>
  typeof before === "number" &&
  after !== undefined &&
  before > (typeof after === "number" ? after : 0);

/** What a list of strings has gained. */
export function added(before: Json, after: Json | undefined): readonly string[] {
  const known = new Set(stringsOf(before));
  return stringsOf(after).filter((item) => !known.has(item));
}

/** What a list of strings has lost; nothing while the new list is not known. */
export function removed(before: Json, after: Json | undefined): readonly string[] {
  return after === undefined ? [] : added(after, before);
}

/** It was set, and is something else now, or may be. */
export const changes: AttributeWatch["when"] = (before) => !isEmpty(before);

/** It was set, and is not any more. */
export const goes: AttributeWatch["when"] = (before, after) =>
  !isEmpty(before) && after !== undefined && isEmpty(after);

/** It was not set, and is now, or may be. */
export const comes: AttributeWatch["when"] = (before, after) =>
  isEmpty(before) && (after === undefined || !isEmpty(after));

/** It is set before or after, and differs. */
export const differs: AttributeWatch["when"] = (before, after) =>
  changes(before, after) || comes(before, after);

/** A number that grows, or may. */
export const grows: AttributeWatch["when"] = (before, after) =>
  typeof before === "number" && (typeof after !== "number" || after > before);

/** A list of strings that gains one, or may. */
export const gains: AttributeWatch["when"] = (before, after) =>
  after === undefined || added(before, after).length > 0;

/** A list of strings that loses one. */
export const loses: AttributeWatch["when"] = (before, after) => removed(before, after).length > 0;

/** It names something of another account than before, or nothing any more. */
export const leavesAccount: AttributeWatch["when"] = (before, after) =>
  accountOf(before) !== undefined &&
  (after === null || (accountOf(after) !== undefined && accountOf(after) !== accountOf(before)));

/** The account of an ARN, or of a queue's URL. */
export function accountOf(value: Json | undefined): string | undefined {
  if (typeof value !== "string") return undefined;
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value)?.[1] ?? /\/(\d{12})\//.exec(value)?.[1];
}

/** Providers write what is not set as `null`, as empty, or as `false`. */
function isEmpty(value: Json): boolean {
  if (value === null || value === false || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}
