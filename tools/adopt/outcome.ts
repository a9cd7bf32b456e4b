import { isDeepStrictEqual } from "node:util";
import { isAdopted, isMeant, type Planned } from "./kept";

/** What the first apply does. */
export interface Outcome {
  /** How many resources it takes over. */
  readonly adopted: number;
  /** Whether deletion protection of the pool goes on. */
  readonly protects: boolean;
  /** Settings of what is taken over that it changes all the same: `<address>.<attribute>`. */
  readonly changed: readonly string[];
  /** How many resources it makes, by type. */
  readonly made: Readonly<Record<string, number>>;
}

/** Reads from the plan what the first apply does. */
export function outcomeOf(planned: readonly Planned[]): Outcome {
  const adopted = planned.filter(isAdopted);
  const changed = adopted.flatMap(({ address, change }) =>
    changedAttributes(change).map((name) => `${address}.${name}`),
  );
  const protection = changed.filter((one) => one.endsWith(".deletion_protection"));
  const made: Record<string, number> = {};
  for (const { type, change } of planned) {
    if (change.actions.length === 1 && change.actions[0] === "create") {
      made[type] = (made[type] ?? 0) + 1;
    }
  }
  return {
    adopted: adopted.length,
    protects: protection.length > 0,
    changed: changed.filter((one) => !protection.includes(one)),
    made,
  };
}

function changedAttributes({ actions, before, after, after_unknown }: Planned["change"]) {
  if (actions.every((action) => action === "no-op")) return [];
  const unknown = typeof after_unknown === "object" ? after_unknown : {};
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const isReplaced = actions.includes("delete");
  return [...names].filter(
    (name) =>
      !isMeant(name) &&
      (isReplaced || unknown[name] !== true) &&
      !isDeepStrictEqual(before?.[name] ?? null, after?.[name] ?? null),
  );
}
