import { createHash } from "node:crypto";
import type { Json, JsonObject, Marks, ResourceChange } from "../../review/model";
import { type OutputChange, readPlan } from "../../review/plan-json/read-plan";
import { canonical } from "./manifest";

/** SHA-256 of each change of a plan, by its address. What does not change is not among them. */
export type ChangeChecksums = Readonly<Record<string, string>>;

/**
 * Reads what a plan would do, as `terraform show -json` prints it, into a checksum for each change. Two
 * plans with the same ones do the same. What a resource has beside the attributes that change is left
 * out: AWS counts a pool's users there.
 *
 * @throws {PlanError} if it is no plan.
 */
export async function changeChecksums(source: AsyncIterable<Uint8Array>): Promise<ChangeChecksums> {
  const checksums = new Map<string, string>();
  const add = (name: string, change: object) => {
    checksums.set(name, createHash("sha256").update(canonical(change)).digest("hex"));
  };
  await readPlan(source, "resource_changes", {
    resource: (change) => {
      if (isNothing(change)) return;
      const { address, deposed } = change;
      add(deposed === undefined ? address : `${address} (deposed ${deposed})`, essence(change));
    },
    output: (change) => {
      if (isNothing(change)) return;
      add(`output.${change.name}`, change);
    },
  });
  return Object.fromEntries([...checksums].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * In what two lists of changes differ, a line each; none when they do the same.
 *
 * @param reviewed what people have approved.
 * @param now what Terraform would do now.
 */
export function differences(reviewed: ChangeChecksums, now: ChangeChecksums): readonly string[] {
  return differing(reviewed, now).map((name) => {
    if (!Object.hasOwn(reviewed, name)) return `${name} would be changed now, and was not to be.`;
    if (!Object.hasOwn(now, name)) return `${name} was to be changed, and would not be any more.`;
    return `${name} would be changed in another way.`;
  });
}

/** The names under which one has another checksum than the other, or only one has any. */
export function differing(one: ChangeChecksums, other: ChangeChecksums): readonly string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const of = (list: ChangeChecksums, name: string) =>
    Object.hasOwn(list, name) ? list[name] : undefined;
  return [...names].filter((name) => of(one, name) !== of(other, name)).sort();
}

function isNothing(change: ResourceChange | OutputChange): boolean {
  const stays = change.actions.every((action) => action === "no-op");
  if (!("previousAddress" in change)) return stays;
  return stays && change.previousAddress === undefined && !change.isImport;
}

function essence(change: ResourceChange): object {
  const { previousAddress, mode, type, provider, actions, isImport, replacePaths } = change;
  const { before, after, afterUnknown } = change;
  const isUpdate = before !== null && after !== null && !actions.includes("delete");
  const names = Object.keys({ ...before, ...after, ...objectOf(afterUnknown) });
  const changed = names.filter((name) => !isUpdate || differs(change, name));
  return {
    ...{ previousAddress, mode, type, provider, actions, isImport, replacePaths },
    id: before?.["id"],
    // What is deleted is told by its id: the rest of it goes anyhow.
    ...(isUpdate && { before: picked(before, changed) }),
    after: after && picked(after, changed),
    unknown: after && picked(objectOf(afterUnknown), changed),
  };
}

function differs({ before, after, afterUnknown }: ResourceChange, name: string): boolean {
  const unknown = objectOf(afterUnknown)[name];
  return (
    (unknown !== undefined && unknown !== false && canonical(unknown).includes("true")) ||
    canonical(before?.[name] ?? null) !== canonical(after?.[name] ?? null)
  );
}

function objectOf(marks: Marks): JsonObject {
  return typeof marks === "object" && !Array.isArray(marks) ? (marks as JsonObject) : {};
}

function picked(values: JsonObject, names: readonly string[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}
