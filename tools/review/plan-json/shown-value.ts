import type { AttributePath, Json, ShownValue } from "../model";
import { clipped, visible } from "../visible";
import { looksSecret } from "./secrets";
import { isAbsent, isList, isObject } from "./values";

/** Characters of a value that a report shows. */
export const longestText = 200;

const sensitive: ShownValue = { kind: "sensitive" };

/**
 * A value as a report may show it, 200 characters of it at most. What looks secret is sensitive, with
 * all that it is part of.
 */
export function shownValue(path: AttributePath, value: Json | undefined): ShownValue {
  if (isAbsent(value)) return { kind: "absent" };
  if (holdsSecret(path, value)) return sensitive;
  return { kind: "value", text: clipped(visible(plainText(value)), longestText) };
}

/** A document within a string reads better without the quotes of a string around it. */
function plainText(value: Json): string {
  if (typeof value === "string" && /^\s*[[{]/.test(value)) return value;
  return JSON.stringify(value);
}

function holdsSecret(path: AttributePath, value: Json): boolean {
  if (typeof value === "string") return looksSecret(path, value);
  if (isList(value)) return value.some((item, at) => holdsSecret([...path, at], item));
  if (!isObject(value)) return false;
  return Object.entries(value).some(
    ([key, item]) => item !== undefined && holdsSecret([...path, key], item),
  );
}
