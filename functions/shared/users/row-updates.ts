import type { AttributeValue, UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { attributeValue } from "./row-item";
import type { CopyUpdate } from "./users";

/** What is to change, and when. */
export type Update = Pick<
  UpdateItemCommandInput,
  "UpdateExpression" | "ConditionExpression" | "ReturnValues" | "ExpressionAttributeNames"
> & { readonly values: Record<string, AttributeValue> };

/** Says that a row has changed. Expressions cannot name a field that begins with an underscore. */
export const CHANGED = {
  set: "updatedAt = :now, #changed = :time",
  names: { ExpressionAttributeNames: { "#changed": "_lastChangedAt" } },
} as const;

/** The values of {@link CHANGED}. */
export function changed(now: Date): Record<string, AttributeValue> {
  return { ":now": { S: now.toISOString() }, ":time": { N: String(now.getTime()) } };
}

/** Sets copies right on a row that is as it was read, by its version and by the copies themselves. */
export function copyExpressions({ outdated, found, now }: CopyUpdate): Update {
  const fields = ["_version", ...Object.keys(outdated)].map((field, index) => ({
    field,
    name: `#f${index}`,
    to: `:to${index}`,
    from: `:from${index}`,
    read: found[field],
    value: outdated[field],
  }));
  const [version, ...copies] = fields;
  const kept = copies.filter(({ value }) => value !== undefined);
  const gone = copies.filter(({ value }) => value === undefined);
  const set = [
    CHANGED.set,
    `${version?.name} = if_not_exists(${version?.name}, :none) + :one`,
    ...kept.map(({ name, to }) => `${name} = ${to}`),
  ].join(", ");
  const remove = gone.length > 0 ? ` REMOVE ${gone.map(({ name }) => name).join(", ")}` : "";
  const unchanged = fields.map(({ name, from, read }) =>
    read === undefined ? `attribute_not_exists(${name})` : `${name} = ${from}`,
  );
  return {
    UpdateExpression: `SET ${set}${remove}`,
    ConditionExpression: ["attribute_exists(id)", ...unchanged].join(" AND "),
    ExpressionAttributeNames: {
      ...CHANGED.names.ExpressionAttributeNames,
      ...Object.fromEntries(fields.map(({ name, field }) => [name, field])),
    },
    values: {
      ...changed(now),
      ":none": { N: "0" },
      ":one": { N: "1" },
      ...Object.fromEntries([
        ...kept.map(({ to, value }) => [to, attributeValue(value)] as const),
        ...fields
          .filter(({ read }) => read !== undefined)
          .map(({ from, read }) => [from, attributeValue(read)] as const),
      ]),
    },
  };
}
