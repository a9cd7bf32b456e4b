import type { Finding, ResourceChange, ReviewOptions } from "../model";

/** A resource, told by an attribute at its top: the role whose `name` is this. */
export interface ResourceReference {
  readonly type: string;
  readonly attribute: string;
  readonly value: string;
}

/** What a rule finds; the review adds the rule's id, the address and the allowance. */
export interface RuleFinding extends Pick<Finding, "level" | "cause" | "effect" | "instead"> {
  readonly details?: readonly string[];
  /** A notice only, when the plan creates this resource: then nobody has used it yet. */
  readonly unlessCreated?: ResourceReference;
  /** A notice only, when the plan deletes this resource: then that is what has to be decided. */
  readonly unlessDeleted?: ResourceReference;
  /** A notice only, when the plan replaces this resource: what has moved along is compared by itself. */
  readonly unlessReplaced?: ResourceReference;
}

/** What is said of a notice where all that it is about is made by the same plan. */
export const newWithThisPlan = {
  effect: "What it belongs to is new with this plan, so nobody relies on it yet.",
  instead: "Read once what it allows; from then on every change is compared with it.",
} as const satisfies Pick<Finding, "effect" | "instead">;

/** What a rule may know beside the change. */
export type RuleOptions = Pick<ReviewOptions, "production" | "mode">;

/**
 * One thing that a review looks for. It sees one resource at a time and never one that a plan leaves
 * alone.
 */
export interface Rule {
  /** Kebab-case. Allowances and SARIF name it, so it stays. */
  readonly id: string;
  /** One sentence, for SARIF and the documentation. */
  readonly title: string;
  /** The resource types that it looks at. */
  readonly types: readonly string[] | "any-aws";
  readonly check: (change: ResourceChange, options: RuleOptions) => readonly RuleFinding[];
}
