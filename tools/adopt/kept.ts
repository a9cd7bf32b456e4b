import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

const values = z.record(z.string(), z.unknown());

/** What is asked of a plan's JSON. */
const planSchema = z.looseObject({
  resource_changes: z
    .array(
      z.looseObject({
        address: z.string(),
        mode: z.string(),
        type: z.string(),
        change: z.looseObject({
          actions: z.array(z.string()),
          before: values.nullable(),
          after: values.nullable(),
          after_unknown: z.union([values, z.boolean()]).optional(),
          importing: z.unknown().optional(),
        }),
      }),
    )
    .default([]),
});

/** A resource in a plan. */
export type Planned = z.output<typeof planSchema>["resource_changes"][number];

/** @throws ZodError when it is no plan. */
export function plannedResources(json: unknown): readonly Planned[] {
  return planSchema.parse(json).resource_changes.filter(({ mode }) => mode === "managed");
}

/** Whether a resource is one that Terraform would take over. */
export function isAdopted({ change }: Planned): boolean {
  return change.importing !== undefined && change.importing !== null;
}

/** Settings by resource, each with the value that it has in AWS; `undefined` where it has none. */
export type Kept = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Whether the environment may change an attribute of what it adopts. */
export function isMeant(attribute: string): boolean {
  return attribute === "tags" || attribute === "tags_all";
}

/**
 * What Terraform would change of resources that it takes over: that has to be kept as it is.
 *
 * @param resources the synthesized stack's: what is in them is written, and no value of the provider's own.
 * @param isProtected whether deletion protection may go on.
 */
export function toKeep(
  planned: readonly Planned[],
  resources: Readonly<Record<string, Readonly<Record<string, object>>>>,
  isProtected: boolean,
): Kept {
  const adopted = planned.filter(isAdopted);
  // Of a pool that would be replaced nothing is known, and so nothing of what belongs to it: a later look tells.
  const isLater = (value: unknown) => {
    const text = JSON.stringify(value);
    return adopted.some(({ address }) => text.includes(`\${${address}.`));
  };
  const kept = adopted.flatMap((resource) => {
    const { address, type, change } = resource;
    const all = resources[type]?.[address.slice(type.length + 1)] ?? {};
    const written = Object.fromEntries(Object.entries(all).filter(([, value]) => !isLater(value)));
    const settings = differing(change, written)
      .filter((name) => !isMeant(name))
      .filter((name) => !(isProtected && name === "deletion_protection"));
    if (settings.length === 0) return [];
    const entries = settings.flatMap((name) => keptEntries(name, change));
    return [[address, Object.fromEntries(entries)] as const];
  });
  return new Map(kept);
}

function differing({ before, after, after_unknown }: Planned["change"], written: object) {
  const [was, will] = [before ?? {}, after ?? {}];
  const unknown = typeof after_unknown === "object" ? after_unknown : {};
  return [...new Set([...Object.keys(was), ...Object.keys(will), ...Object.keys(written)])].filter(
    (name) =>
      unknown[name] === true
        ? Object.hasOwn(written, name)
        : !isDeepStrictEqual(was[name] ?? null, will[name] ?? null) &&
          (Object.hasOwn(was, name) || Object.hasOwn(will, name)),
  );
}

/** Details of a provider hold its secret: only those that differ are kept, each by itself. */
function keptEntries(name: string, { before, after }: Planned["change"]) {
  const was = before?.[name];
  // The provider shows a number that is not set as 0, and takes no 0 for one.
  if (name === "token_validity_units") return [[name, units(was)] as const];
  if (name !== "provider_details") return [[name, was === 0 ? undefined : set(was)] as const];
  const [old, next] = [values.parse(was ?? {}), values.parse(after?.[name] ?? {})];
  return [...new Set([...Object.keys(old), ...Object.keys(next)])]
    .filter((key) => !isSecret(key) && !isDeepStrictEqual(old[key], next[key]))
    .map((key) => [`${name}.${key}`, old[key]] as const);
}

/** The provider takes all units or none; of one that is not set Cognito takes this. */
function units(was: unknown): unknown {
  const [given] = z.array(values).parse(was ?? []);
  const defaults = { access_token: "hours", id_token: "hours", refresh_token: "days" };
  return given && [{ ...defaults, ...values.parse(set(given)) }];
}

/** Whether a detail of an identity provider is one that nobody may read. */
function isSecret(detail: string): boolean {
  return detail === "client_secret" || detail === "private_key";
}

/** A value as it is written: what is not set is left out, in blocks too. */
function set(value: unknown): unknown {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((item: unknown) => set(item));
  }
  if (typeof value !== "object") return value;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const inner = set(item);
    return inner === undefined ? [] : [[key, inner] as const];
  });
  return Object.fromEntries(entries);
}

/** What an earlier look has found to keep, and what a later one has. */
export function alsoKept(earlier: Kept, later: Kept): Kept {
  const addresses = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  return new Map(
    addresses.map((address) => [address, { ...earlier.get(address), ...later.get(address) }]),
  );
}
