import type { AttributePath, Finding, Json, ResourceChange, ReviewOptions } from "../model";
import { isUnknown, valueAt } from "../plan-json/values";
import { anyOfAws } from "../references";

/** A resource, told by an attribute at its top: the role whose `name` is this. */
export interface ResourceReference {
  readonly type: string;
  readonly attribute: string;
  readonly value: string;
}

/** What an argument names, which may be known only after apply. */
export interface NamedResource {
  /** The type, or types any of which it may be. */
  readonly type: string | readonly string[];
  /** By which of its attributes it is named. */
  readonly attribute: string;
  /** `undefined`: known only after apply. Then what the argument refers to decides. */
  readonly value: string | undefined;
  /** The argument that names it. */
  readonly by: AttributePath;
}

/**
 * What an argument names after the change.
 *
 * @param text what of its value is the name, where that is not all of it.
 */
export function namedBy(
  change: ResourceChange,
  by: AttributePath,
  type: string | readonly string[],
  attribute: string,
  text: (value: string) => string = (value) => value,
): NamedResource {
  const value: Json | undefined = isUnknown(change, by)
    ? undefined
    : valueAt(change.after ?? undefined, by);
  return { type, attribute, by, value: typeof value === "string" ? text(value) : undefined };
}

/** What a rule finds; the review adds the rule's id, the address and the allowance. */
export interface RuleFinding extends Pick<
  Finding,
  "level" | "cause" | "effect" | "instead" | "paste"
> {
  readonly details?: readonly string[];
  /** A notice only, when the plan creates this resource: then nobody has used it yet. */
  readonly unlessCreated?: NamedResource | undefined;
  /** A policy that is known only after apply: what is known of it decides, if it is unbounded. */
  readonly unknownPolicy?: {
    readonly by: AttributePath;
    readonly kind: "identity" | "trust" | "resource";
  };
  /** Nothing is said, where a notice would be: it is what every first deploy does. */
  readonly isUsualWhenNew?: true;
  /** Nothing is said unless the configuration sets this argument: else the provider computes it. */
  readonly onlyIfWritten?: AttributePath;
  /** A notice only, when the plan deletes this resource: then that is what has to be decided. */
  readonly unlessDeleted?: ResourceReference;
  /** A notice only, when the plan replaces this resource: what has moved along is compared by itself. */
  readonly unlessReplaced?: ResourceReference | NamedResource;
}

/**
 * Nothing is said of an unknown argument that is made of what this plan makes: AWS will give it a value.
 * One that is handed on may turn out to be anything, or nothing.
 */
export function unlessMade(by: AttributePath) {
  return {
    onlyIfWritten: by,
    unlessCreated: { type: anyOfAws, attribute: "id", value: undefined, by },
    isUsualWhenNew: true,
  } as const satisfies Partial<RuleFinding>;
}

/** What is said of a notice where all that it is about is made by the same plan. */
export const newWithThisPlan = {
  effect: "What it belongs to is new with this plan, so nobody relies on it yet.",
  instead: "Read once what it allows; from then on every change is compared with it.",
} as const satisfies Pick<Finding, "effect" | "instead">;

/** What a rule may know beside the change. */
export type RuleOptions = Pick<ReviewOptions, "production" | "mode">;

/** A rule in words. */
export interface RuleText {
  /** Kebab-case. Allowances and SARIF name it, so it stays. */
  readonly id: string;
  /** One sentence, for SARIF and the documentation. */
  readonly title: string;
  /** Why it matters, in a sentence. */
  readonly why: string;
  /** What to do about it, in a sentence. */
  readonly fix: string;
  /** The page of AWS or Terraform that says so. */
  readonly see: string;
}

/**
 * One thing that a review looks for. It sees one resource at a time and never one that a plan leaves
 * alone.
 */
export interface Rule extends RuleText {
  /** The resource types that it looks at. */
  readonly types: readonly string[] | "any-aws";
  readonly check: (change: ResourceChange, options: RuleOptions) => readonly RuleFinding[];
  /** Of a list of watches: their arguments, by type, as paths without indices. */
  readonly looksAt?: readonly { readonly type: string; readonly path: string }[];
}

/** What a rule finds at an address. */
export interface FoundAt {
  readonly address: string;
  readonly found: RuleFinding;
  /** Findings of others that this one tells already. */
  readonly folds?: readonly Fold[];
}

/** Findings at an address, of some rules or of all. */
export interface Fold {
  readonly address: string;
  readonly rules: readonly string[] | "all";
}
