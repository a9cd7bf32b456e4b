// JavaScript's values in DynamoDB's notation, inside the sandbox.

/** The set of one kind: `SS`, `NS` or `BS`. DynamoDB writes numbers as text. */
export function toSet(kind, values) {
  return { [kind]: kind === "NS" ? values.map(String) : [...values] };
}

const kinds = ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"];

/** What `toStringSet` and its kin of `@aws-appsync/utils/dynamodb` have made is an attribute already. */
export const attributes = new WeakSet();

/** `{ a: 1 }` is `{ M: { a: { N: "1" } } }`. */
export function toDynamoDB(value) {
  if (value === null || value === undefined) return { NULL: null };
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toDynamoDB) };
  if (attributes.has(value)) return { ...value };
  return { M: toMapValues(value) };
}

/** The members of a map, each in DynamoDB's notation; what is not defined is left out. */
export function toMapValues(value) {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, toDynamoDB(member)]),
  );
}

/** Marks an attribute value, so that it is not taken for a map. */
export function attribute(value) {
  const [kind] = Object.keys(value);
  if (!kinds.includes(kind)) throw new Error(`${kind} is no type of DynamoDB's.`);
  attributes.add(value);
  return value;
}
