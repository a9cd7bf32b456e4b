import type { Json } from "../model";
import { isList, stringsOf } from "../plan-json/values";
import type { Rule, RuleFinding } from "./rule";

/**
 * A plan does not show `prevent_destroy`: what Terraform knows of it is its own. So each stack has the
 * output `protected_resources`, and the state remembers what stood there. See decision 016.
 */
export const protectedResources = "protected_resources";

/** Listed for SARIF and documentation; it looks at an output, so {@link unprotected} does its work. */
export const preventDestroyRule: Rule = {
  id: "prevent-destroy-removed",
  title: "Terraform is no longer kept from deleting a resource.",
  why: "`prevent_destroy` is the last thing that stops Terraform from deleting users.",
  fix: "Keep it until the change that retires the resource.",
  see: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy",
  types: [],
  check: () => [],
};

/** What the plan does to addresses, as far as this rule needs it. */
export interface AddressChanges {
  /** Stateful, and deleted, replaced or forgotten: that is a finding of its own. */
  readonly gone: ReadonlySet<string>;
  /** The new address of each resource that has moved. */
  readonly moved: ReadonlyMap<string, string>;
}

/** The addresses whose `prevent_destroy` is taken off. */
export function unprotected(
  before: Json | undefined,
  after: Json | undefined,
  { gone, moved }: AddressChanges,
): readonly string[] {
  // An output of that name and another shape is somebody else's.
  if (!isList(before)) return [];
  const still = new Set(stringsOf(after));
  return stringsOf(before).filter((address) => {
    const now = moved.get(address) ?? address;
    return !still.has(now) && !gone.has(now);
  });
}

/** What is said of each. */
export const preventDestroyRemoved: RuleFinding = {
  level: "block",
  cause: `\`prevent_destroy\` is taken off: the output \`${protectedResources}\` does not list it any more`,
  effect:
    "Terraform will delete or replace it as soon as a change asks for that, without an error.",
  instead: "Keep `prevent_destroy`; take it off only in the change that retires the resource.",
};
