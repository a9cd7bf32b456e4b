import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { FoundRow, RowFields } from "./users";

/** A row as DynamoDB sends it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** What of a row provisioning and comparing need. */
export function foundRow(item: Item): FoundRow {
  const fields = plainFields(item);
  const { pendingGroup } = fields;
  return { fields, ...(typeof pendingGroup === "string" && { pendingGroup }) };
}

/**
 * The fields of a row that are text, a boolean, or a number that JavaScript holds exactly. Any other
 * field is taken as it is: it equals no copy, and a row that holds one is still read.
 */
export function plainFields(item: Item): RowFields {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, plain(value)] as const),
  );
}

function plain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.BOOL !== undefined) return value.BOOL;
  const number = Number(value.N);
  return String(number) === value.N ? number : value;
}

/** The reverse: what {@link plainFields} has taken as it is goes back so. */
export function attributeValue(value: unknown): AttributeValue {
  switch (typeof value) {
    case "string":
      return { S: value };
    case "boolean":
      return { BOOL: value };
    case "number":
      return { N: String(value) };
    default:
      return value as AttributeValue;
  }
}
