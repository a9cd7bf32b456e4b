import type { ClaimValue } from "../shared/events/pre-token-generation";

/**
 * A field of a row as a claim. What JSON has no form for is left out: binary data, and nothing at all.
 * Numbers that JavaScript cannot hold exactly become text.
 */
export function claimValue(field: unknown): ClaimValue | undefined {
  switch (typeof field) {
    case "string":
    case "boolean":
      return field;
    case "number":
      return Number.isFinite(field) ? field : undefined;
    case "bigint":
      return String(field);
    case "object":
      return field === null ? undefined : compound(field);
    default:
      return undefined;
  }
}

function compound(field: object): ClaimValue | undefined {
  if (field instanceof Uint8Array) return undefined;
  if (Array.isArray(field) || field instanceof Set) {
    return [...(field as Iterable<unknown>)].map(claimValue).filter((item) => item !== undefined);
  }
  const entries = Object.entries(field).map(([name, item]) => [name, claimValue(item)] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, ClaimValue] => entry[1] !== undefined),
  );
}

/** A claim for version 1 of the trigger, which takes strings only: anything else as JSON. */
export function claimText(value: ClaimValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
