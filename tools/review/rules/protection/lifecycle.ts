import type { Json } from "../../model";
import { isAbsent, isList, isObject, valueAt } from "../../plan-json/values";

/** Days until something is deleted, by what it is about; a date counts as none at all. */
type Days = ReadonlyMap<string, number>;

/**
 * Whether lifecycle rules delete current files that were kept until now, or delete them earlier.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function expiresMore(before: Json, after: Json | undefined): boolean {
  return after === undefined || deletesSooner(daysOf(before, current), daysOf(after, current));
}

/** Whether lifecycle rules delete old versions that were kept until now, or delete them earlier. */
export function keepsVersionsForLess(before: Json, after: Json | undefined): boolean {
  return after !== undefined && deletesSooner(daysOf(before, old), daysOf(after, old));
}

/** Classes from which a file has to be fetched before anybody reads it. */
const slow = new Set<Json | undefined>(["GLACIER", "DEEP_ARCHIVE"]);

/** Whether lifecycle rules move current files to where they are not read at once, or sooner. */
export function archivesMore(before: Json, after: Json | undefined): boolean {
  return after === undefined || deletesSooner(daysOf(before, archived), daysOf(after, archived));
}

function archived(rule: Json): number | undefined {
  const transitions = valueAt(rule, ["transition"]);
  const days = (isList(transitions) ? transitions : [])
    .filter((one) => slow.has(valueAt(one, ["storage_class"])))
    .map((one) => valueAt(one, ["days"]))
    .map((value) => (typeof value === "number" ? value : 0));
  return days.length === 0 ? undefined : Math.min(...days);
}

function deletesSooner(before: Days, after: Days): boolean {
  return [...after].some(([what, days]) => days < (before.get(what) ?? Infinity));
}

function current(rule: Json): number | undefined {
  const days = valueAt(rule, ["expiration", 0, "days"]);
  if (typeof days === "number" && days > 0) return days;
  const date = valueAt(rule, ["expiration", 0, "date"]);
  return typeof date === "string" && date !== "" ? 0 : undefined;
}

function old(rule: Json): number | undefined {
  const block = valueAt(rule, ["noncurrent_version_expiration", 0]);
  const days = valueAt(block, ["noncurrent_days"]) ?? valueAt(block, ["days"]);
  return typeof days === "number" && days > 0 ? days : undefined;
}

function daysOf(rules: Json | undefined, of: (rule: Json) => number | undefined): Days {
  const days = new Map<string, number>();
  for (const rule of isList(rules) ? rules : []) {
    // Within a bucket's own block it is `enabled`.
    const isOn = valueAt(rule, ["status"]) === "Enabled" || valueAt(rule, ["enabled"]) === true;
    const one = isOn ? of(rule) : undefined;
    if (one === undefined) continue;
    const about = [valueAt(rule, ["filter"]), valueAt(rule, ["prefix"])].map(withoutEmpty);
    const what = JSON.stringify(about);
    days.set(what, Math.min(one, days.get(what) ?? Infinity));
  }
  return days;
}

/** Versions of the provider write "everything" as no filter, an empty one, or an empty prefix. */
function withoutEmpty(value: Json | undefined): Json {
  if (isAbsent(value) || value === "" || value === 0) return null;
  if (isList(value)) {
    const items = value.map(withoutEmpty).filter((item) => item !== null);
    return items.length === 0 ? null : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, withoutEmpty(item)] as const)
    .filter(([, item]) => item !== null);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}
