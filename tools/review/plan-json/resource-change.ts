import { isDeepStrictEqual } from "node:util";
import type { AttributePath, Json, JsonObject, Marks, PlanAction, ResourceChange } from "../model";
import { PlanError, planActions } from "../model";
import { visible } from "../visible";
import { isAbsent, isList, isObject } from "./values";

/**
 * What each combination of actions says of the value before and after. The last two are a replacement
 * that leaves the old object in AWS, which may be written in either order.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
const combinations: Readonly<
  Record<string, { readonly before: boolean; readonly after: boolean }>
> = {
  create: { before: false, after: true },
  update: { before: true, after: true },
  delete: { before: true, after: false },
  forget: { before: true, after: false },
  "delete,create": { before: true, after: true },
  "create,delete": { before: true, after: true },
  "create,forget": { before: true, after: true },
  "forget,create": { before: true, after: true },
};

/**
 * A resource as `resource_changes` and `resource_drift` hold it, checked.
 *
 * @param where What to call it in an error until its address is known: `resource_changes[3]`.
 * @throws {PlanError} if something that a review rests on is missing, unknown or contradicts itself.
 */
export function resourceChange(raw: Json, where: string): ResourceChange {
  if (!isObject(raw)) throw broken(where, "is no object");
  const address = text(raw, "address", where);
  const at = `${where} (${address})`;
  const mode = raw["mode"];
  if (mode !== "managed" && mode !== "data") {
    throw broken(at, `has the mode ${shown(mode)}, which is neither "managed" nor "data"`);
  }
  const change = raw["change"];
  if (!isObject(change)) throw broken(at, "has no change");
  const actions = actionsOf(change["actions"], at);
  const before = objectOrNull(change, "before", at);
  const after = objectOrNull(change, "after", at);
  if (mode === "managed") checkFit(actions, before, after, at);
  return {
    address,
    previousAddress: optionalText(raw, "previous_address", at),
    mode,
    type: text(raw, "type", at),
    name: text(raw, "name", at),
    provider: optionalText(raw, "provider_name", at) ?? "",
    deposed: optionalText(raw, "deposed", at),
    actions,
    actionReason: optionalText(raw, "action_reason", at),
    isImport: !isAbsent(change["importing"]),
    before,
    after,
    afterUnknown: marks(change, "after_unknown", at),
    beforeSensitive: marks(change, "before_sensitive", at),
    afterSensitive: marks(change, "after_sensitive", at),
    replacePaths: replacePaths(change["replace_paths"], at),
  };
}

/** The error for something that Terraform would not have written. */
export function broken(where: string, what: string): PlanError {
  return new PlanError(
    `The plan cannot be reviewed: ${where} ${what}. Write it again with` +
      " `terraform show -json`; if it stays so, this version of Gatehouse does not know that of Terraform.",
  );
}

function shown(value: Json | undefined): string {
  return value === undefined ? "nothing" : visible(JSON.stringify(value).slice(0, 100));
}

function text(object: JsonObject, key: string, where: string): string {
  const value = object[key];
  if (typeof value !== "string" || value === "") throw broken(where, `has no ${key}`);
  return visible(value);
}

function optionalText(object: JsonObject, key: string, where: string): string | undefined {
  return isAbsent(object[key]) ? undefined : text(object, key, where);
}

function actionsOf(value: Json | undefined, where: string): readonly PlanAction[] {
  if (!isList(value) || value.length === 0) throw broken(where, "has no actions");
  const known = value.filter((action): action is PlanAction =>
    planActions.some((one) => one === action),
  );
  const combination = known.join();
  if (
    known.length !== value.length ||
    !(combination === "no-op" || combination === "read" || Object.hasOwn(combinations, combination))
  ) {
    throw broken(where, `has the actions ${shown(value)}, which Terraform does not have`);
  }
  return known;
}

function objectOrNull(change: JsonObject, key: string, where: string): JsonObject | null {
  const value = change[key];
  if (isAbsent(value)) return null;
  if (!isObject(value)) throw broken(where, `has something that is no object as "${key}"`);
  return value;
}

function checkFit(
  actions: readonly PlanAction[],
  before: JsonObject | null,
  after: JsonObject | null,
  where: string,
): void {
  const combination = actions.join();
  if (combination === "read") throw broken(where, "is read, which only data sources are");
  if (combination === "no-op" && !isDeepStrictEqual(before, after)) {
    throw broken(where, `changes, which does not fit the actions ["no-op"]`);
  }
  const fit = combinations[combination];
  if (fit === undefined) return;
  for (const [side, value] of [
    ["before", before],
    ["after", after],
  ] as const) {
    if ((value !== null) !== fit[side]) {
      const what = fit[side] ? `has no "${side}"` : `has a "${side}"`;
      throw broken(where, `${what}, which does not fit the actions ${shown([...actions])}`);
    }
  }
}

function marks(change: JsonObject, key: string, where: string): Marks {
  const value = change[key];
  if (isAbsent(value)) return false;
  if (typeof value !== "boolean" && typeof value !== "object") {
    throw broken(where, `has something else than marks as "${key}"`);
  }
  return value as Marks;
}

function replacePaths(value: Json | undefined, where: string): readonly AttributePath[] {
  if (isAbsent(value)) return [];
  if (!isList(value)) throw broken(where, "has something else than a list as replace_paths");
  return value.map((path) => {
    if (!isList(path)) throw broken(where, "has a replace path that is no list");
    return path.map((key) => {
      if (typeof key === "number") return key;
      if (typeof key === "string") return visible(key);
      // A step into a set is the element itself: it has no index.
      return "*";
    });
  });
}
