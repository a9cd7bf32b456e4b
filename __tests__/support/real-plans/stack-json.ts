/** A synthesized stack that a test may change: where a configuration cannot say what somebody might do. */
export interface StackJson {
  readonly resource: Record<string, Record<string, Arguments>>;
  readonly provider?: Record<string, Arguments[]>;
  readonly output: Record<string, { value: unknown }>;
  moved?: readonly { readonly from: string; readonly to: string }[];
  removed?: readonly object[];
  import?: readonly { readonly to: string; readonly id: string }[];
}

/** A resource's arguments. */
export type Arguments = Record<string, unknown>;

/** A resource of a stack by its address, `<type>.<name>`, to be changed. Throws when there is none. */
export function resourceAt(stack: StackJson, address: string): Arguments {
  const [type, name] = partsOf(address);
  const found = stack.resource[type]?.[name];
  if (found === undefined) throw new Error(`The stack has no ${address}.`);
  return found;
}

/** Adds a resource to a stack, or puts it in the place of another. */
export function addResource(stack: StackJson, address: string, its: Arguments): void {
  const [type, name] = partsOf(address);
  (stack.resource[type] ??= {})[name] = its;
}

/** Takes a resource out of a stack, and out of every `depends_on`. */
export function removeResource(stack: StackJson, address: string): void {
  resourceAt(stack, address);
  const [type, name] = partsOf(address);
  const ofType = stack.resource[type] ?? {};
  Reflect.deleteProperty(ofType, name);
  // Terraform takes no type without a resource.
  if (Object.keys(ofType).length === 0) Reflect.deleteProperty(stack.resource, type);
  for (const its of Object.values(stack.resource).flatMap((byName) => Object.values(byName))) {
    const after = its["depends_on"];
    if (Array.isArray(after)) its["depends_on"] = after.filter((other) => other !== address);
  }
}

/** Changes some of a resource's arguments. */
export function change(address: string, its: Arguments): (stack: StackJson) => void {
  return (stack) => {
    Object.assign(resourceAt(stack, address), its);
  };
}

/** Lets Terraform replace and delete everything, as somebody might who wants a plan to pass. */
export function takePreventDestroyOff(stack: StackJson): void {
  for (const its of Object.values(stack.resource).flatMap((byName) => Object.values(byName))) {
    Reflect.deleteProperty(its, "lifecycle");
  }
}

/**
 * Renames a resource as renaming a construct would, with every reference to it.
 *
 * @param name the new name, of the same type.
 */
export function renameResource(stack: StackJson, address: string, name: string): void {
  const [type] = partsOf(address);
  const [, oldName] = partsOf(address);
  const byName = stack.resource[type] ?? {};
  stack.resource[type] = Object.fromEntries(
    Object.entries(byName).map(([own, its]) => [own === oldName ? name : own, its]),
  );
  const text = JSON.stringify(stack).replaceAll(address, `${type}.${name}`);
  Object.assign(stack, JSON.parse(text));
}

/** A policy document that a resource holds as text. */
export interface PolicyJson {
  Version: string;
  Statement: Record<string, unknown>[];
}

/** Changes the policy document in one of a resource's arguments. */
export function editPolicy(
  stack: StackJson,
  address: string,
  argument: "policy" | "assume_role_policy",
  edit: (policy: PolicyJson) => void,
): void {
  const its = resourceAt(stack, address);
  const policy = JSON.parse(String(its[argument])) as PolicyJson;
  edit(policy);
  its[argument] = JSON.stringify(policy);
}

function partsOf(address: string): readonly [type: string, name: string] {
  const dot = address.indexOf(".");
  return [address.slice(0, dot), address.slice(dot + 1)];
}
