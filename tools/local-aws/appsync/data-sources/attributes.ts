import { unmarshall } from "@aws-sdk/util-dynamodb";

/** Attributes in DynamoDB's notation, by name. */
export type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a handler wrote, as DynamoDB takes it: AppSync writes null as `{ NULL: null }`. */
export function readAttributes(written: unknown): Attributes {
  const correct = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(correct);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        name === "NULL" && (member === null || member === true) ? true : correct(member),
      ]),
    );
  };
  return correct(written ?? {}) as Attributes;
}

/** An item as a resolver sees it: sets are lists, numbers are numbers, bytes are base64. */
export function plainItem(item: unknown): Readonly<Record<string, unknown>> | null {
  if (item === undefined || item === null) return null;
  return plainValue(unmarshall(withBytes(item) as never)) as Readonly<Record<string, unknown>>;
}

function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      // JSON carries bytes as text already; the SDK's converter wants them as such.
      if (name === "B" && typeof member === "string") return ["S", member];
      if (name === "BS" && Array.isArray(member)) return ["SS", member];
      return [name, withBytes(member)];
    }),
  );
}

function plainValue(value: unknown): unknown {
  if (value instanceof Set) return [...value].map(plainValue);
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plainValue);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, plainValue(member)]),
  );
}
