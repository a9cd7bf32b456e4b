import type { ResourceChange } from "./model";
import type { ResourceReference } from "./rules/rule";

/** Attributes that one resource knows another by, and values that can be names. */
const identifying = /(?:^|_)(?:id|arn|name|bucket|role|url)$/;
const longestName = 2048;

/** Resources that a plan creates, deletes or replaces, found by what others know them by. */
export class ResourceIndex {
  private readonly known = new Set<string>();

  /** @param side Where its attributes are: `after` of what there will be, `before` of what there was. */
  add({ type, ...change }: ResourceChange, side: "before" | "after"): void {
    for (const [attribute, value] of Object.entries(change[side] ?? {})) {
      if (typeof value !== "string" || value.length > longestName) continue;
      if (identifying.test(attribute)) this.known.add(key({ type, attribute, value }));
    }
  }

  has(reference: ResourceReference): boolean {
    return this.known.has(key(reference));
  }
}

function key({ type, attribute, value }: ResourceReference): string {
  return JSON.stringify([type, attribute, value]);
}
