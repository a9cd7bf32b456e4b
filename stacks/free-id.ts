import type { Construct } from "constructs";
import { createHash } from "node:crypto";

/**
 * A construct's id made of a name with any signs in it. It does not depend on the place in a list. Where two
 * names differ in signs alone, or in the `whole` that they are of, the later one has a part of its own at the end.
 */
export function freeId(scope: Construct, prefix: string, name: string, whole = name): string {
  const id = `${prefix}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
  if (scope.node.tryFindChild(id) === undefined) return id;
  return `${id}-${createHash("sha256").update(whole).digest("hex").slice(0, 8)}`;
}
