import type { RowChange } from "../shared/batches/changes-handler";

/** What other systems are told. */
export interface UserEvent {
  readonly type: "user.created" | "user.changed" | "user.removed";
  readonly detail: {
    /** The user's `sub`: who may know more asks the pool or the table. */
    readonly id: string;
    /** Names of fields, and none of their values. */
    readonly changed?: readonly string[];
  };
}

/** Fields by which Gatehouse keeps its books; that somebody has signed in is nobody else's business. */
const untold = new Set([
  "__typename",
  "_deleted",
  "_lastChangedAt",
  "_ttl",
  "_version",
  "lastSignInAt",
  "missingSince",
  "pendingGroup",
  "updatedAt",
]);

/** What a change of a row means; `undefined` where it means nothing to others. */
export function userEvent({ kind, id, fields }: RowChange): UserEvent | undefined {
  if (kind !== "changed") return { type: `user.${kind}`, detail: { id } };
  const changed = fields.filter((field) => !untold.has(field));
  return changed.length === 0 ? undefined : { type: "user.changed", detail: { id, changed } };
}
