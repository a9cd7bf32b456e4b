import { matchesPattern } from "../event-pattern";
import { isJsonObject, type JsonObject } from "../json-protocol";
import type { MappingSettings } from "./mapping";

/**
 * Whether a record passes the filters of a mapping: one of them is enough, and none lets everything through.
 *
 * @param record as the function would get it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function passes({ FilterCriteria }: MappingSettings, record: JsonObject): boolean {
  const patterns = (FilterCriteria?.Filters ?? []).map(({ Pattern }): unknown =>
    JSON.parse(Pattern),
  );
  return (
    patterns.length === 0 ||
    patterns.some(
      (pattern) => isJsonObject(pattern) && matchesPattern(pattern, opened(pattern, record)),
    )
  );
}

/** A message's body is a text, and its JSON where a filter asks for members of it. */
function opened(pattern: JsonObject, record: JsonObject): JsonObject {
  if (!isJsonObject(pattern["body"]) || typeof record["body"] !== "string") return record;
  try {
    return { ...record, body: JSON.parse(record["body"]) as unknown };
  } catch {
    return { ...record, body: undefined };
  }
}
