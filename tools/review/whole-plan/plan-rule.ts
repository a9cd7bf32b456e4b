import type { ChangeKind, ResourceChange } from "../model";
import type { Check } from "../plan-json/check";
import type { Configuration } from "../plan-json/configuration";
import type { FoundAt, RuleText } from "../rules/rule";

/** What happens to a resource; `read` is of data that is read during apply. */
export type KindOrNone = ChangeKind | "no-op" | "read";

/** What is known once all of a plan has been read. */
export interface WholePlan {
  readonly configuration: Configuration;
  /** Data sources that a program has answered. */
  readonly externals: readonly string[];
  /** Actions that the plan would run. */
  readonly actions: readonly string[];
  /** Checks and conditions that fail. */
  readonly checks: readonly Check[];
}

/** A rule that has to see more than one resource. It remembers what it needs and no more. */
export interface PlanRule extends RuleText {
  readonly start: () => PlanRuleRun;
}

/** One review of it. */
export interface PlanRuleRun {
  /** Every resource, those that a plan leaves alone and data too. */
  readonly resource?: (change: ResourceChange, kind: KindOrNone) => void;
  /** What was found changed outside of Terraform. */
  readonly drift?: (change: ResourceChange) => void;
  readonly finish: (plan: WholePlan) => readonly FoundAt[];
}
