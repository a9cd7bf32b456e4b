import type { Review } from "../model";
import { visibleJson } from "../visible";

/**
 * The review as a JSON document of two-space indent, with a line end. Characters that a terminal might
 * obey are written as escapes.
 */
export function asJson(review: Review): string {
  return `${visibleJson(JSON.stringify(review, null, 2))}\n`;
}
