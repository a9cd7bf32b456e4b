import type { ResourceChange } from "./model";
import { blockAddress } from "./plan-json/configuration";
import type { ResourceReference } from "./rules/rule";

/** Attributes that one resource knows another by, and values that can be names. */
const identifying = /(?:^|_)(?:id|arn|name|bucket|role|url|domain|identifier|email_identity)$/;
const longestName = 2048;

/** Resources that a plan creates, deletes or replaces, found by what others know them by. */
export class ResourceIndex {
  private readonly known = new Map<string, Set<string>>();

  /** @param side Where its attributes are: `after` of what there will be, `before` of what there was. */
  add({ type, address, ...change }: ResourceChange, side: "before" | "after"): void {
    const block = blockAddress(address);
    for (const [attribute, value] of Object.entries(change[side] ?? {})) {
      if (typeof value !== "string" || value.length > longestName) continue;
      if (!identifying.test(attribute)) continue;
      const name = key({ type, attribute, value });
      this.known.set(name, (this.known.get(name) ?? new Set()).add(block));
    }
  }

  has(reference: ResourceReference): boolean {
    return this.known.has(key(reference));
  }

  /** The blocks of those that it fits. */
  blocksOf(reference: ResourceReference): readonly string[] {
    return [...(this.known.get(key(reference)) ?? [])];
  }
}

function key({ type, attribute, value }: ResourceReference): string {
  return JSON.stringify([type, attribute, value]);
}
