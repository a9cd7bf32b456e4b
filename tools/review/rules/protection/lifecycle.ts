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
  const days = valueAt(rule, ["noncurrent_version_expiration", 0, "noncurrent_days"]);
  return typeof days === "number" && days > 0 ? days : undefined;
}

function daysOf(rules: Json | undefined, of: (rule: Json) => number | undefined): Days {
  const days = new Map<string, number>();
  for (const rule of isList(rules) ? rules : []) {
    const one = valueAt(rule, ["status"]) === "Enabled" ? of(rule) : undefined;
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
