/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
/** An object of JSON. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A key or an index on the way to a value. */
export type AttributePath = readonly (string | number)[];

/**
 * Where a value is marked as sensitive or unknown: `true` for it and all within it, or the same shape
 * as the value with the marks inside.
 */
export type Marks = boolean | readonly Marks[] | { readonly [key: string]: Marks };

/** What Terraform does with a resource. `forget` takes it out of the state and leaves it be. */
export const planActions = ["no-op", "create", "read", "update", "delete", "forget"] as const;
/** One of them. A replacement is two: `delete`, `create` or `create`, `delete`. */
export type PlanAction = (typeof planActions)[number];

/**
 * One resource of a plan, checked: of `resource_changes`, or of `resource_drift`.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
export interface ResourceChange {
  readonly address: string;
  /** Before a `moved` block has renamed it. */
  readonly previousAddress: string | undefined;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** `registry.terraform.io/hashicorp/aws`. */
  readonly provider: string;
  /** An object that an earlier replacement has left behind. */
  readonly deposed: string | undefined;
  readonly actions: readonly PlanAction[];
  /** Why Terraform chose the actions: `replace_because_cannot_update` and its like. */
  readonly actionReason: string | undefined;
  readonly isImport: boolean;
  /** `null` where there is nothing yet. */
  readonly before: JsonObject | null;
  /** `null` where there is nothing any more. What is unknown until apply is missing. */
  readonly after: JsonObject | null;
  readonly afterUnknown: Marks;
  readonly beforeSensitive: Marks;
  readonly afterSensitive: Marks;
  /** The attributes that force a replacement. */
  readonly replacePaths: readonly AttributePath[];
}

/** What happens to a resource, in a reviewer's words. */
export type ChangeKind =
  "create" | "update" | "replace" | "delete" | "forget" | "import" | "move" | "drift";

/** A value as a report may show it: never one that is sensitive. */
export type ShownValue =
  | { readonly kind: "value"; readonly text: string }
  | { readonly kind: "unknown" }
  | { readonly kind: "sensitive" }
  | { readonly kind: "absent" };

/** One attribute that changes. */
export interface AttributeChange {
  /** `password_policy[0].minimum_length`. */
  readonly path: string;
  readonly before: ShownValue;
  readonly after: ShownValue;
  readonly forcesReplacement: boolean;
}

/** One resource that changes, for the report. */
export interface ReviewedChange {
  readonly address: string;
  readonly previousAddress: string | undefined;
  readonly type: string;
  readonly kind: ChangeKind;
  /** Of updates, replacements and drift. */
  readonly attributes: readonly AttributeChange[];
}

/** Why something is blocked, or worth knowing. */
export interface Finding {
  /** The rule's id: `stateful-resource-replaced`. */
  readonly rule: string;
  readonly address: string;
  readonly level: "block" | "notice";
  /** What in the plan says so: ``replaced because of `schema` ``. */
  readonly cause: string;
  /** What it does to users, in a sentence. */
  readonly effect: string;
  /** What to do instead, in a sentence. */
  readonly instead: string;
  /** A line each: what a policy allows in addition, for one. */
  readonly details: readonly string[];
  /** Lines for the configuration, such as `moved` blocks, to be pasted as they are. */
  readonly paste?: readonly string[];
  /** There when somebody has allowed it on purpose; it does not block any more. */
  readonly allowed: Allowance | undefined;
}

/** A change that somebody has allowed on purpose. */
export interface Allowance {
  readonly address: string;
  /** The one rule that it is about; `undefined` for what the first bootstrap makes. */
  readonly rule: string | undefined;
  readonly reason: string;
  /** The last day, UTC, on which it holds: `2026-12-31`. `undefined` for this once. */
  readonly until: string | undefined;
  readonly from: "command line" | "environments.ts";
}

/** What became of an allowance. */
export interface AllowanceUse extends Allowance {
  readonly state: "used" | "not needed" | "expired";
}

/** A pool or a client that an update of Terraform's may reset. */
export interface Touched {
  readonly address: string;
  readonly type: string;
  readonly id: string;
  /** The client's pool; of a pool its own id. */
  readonly userPoolId: string;
}

/** What AWS tells of one, or why it was not asked. */
export type LiveAnswer =
  | {
      readonly told: readonly {
        readonly answer: "pool" | "mfa" | "client";
        readonly value: JsonObject;
      }[];
    }
  | { readonly why: string };

/** Asks AWS, by address. */
export type AskLive = (touched: readonly Touched[]) => Promise<ReadonlyMap<string, LiveAnswer>>;

/** What a review is told beside the plan. */
export interface ReviewOptions {
  /** `drift` looks at what has changed outside of Terraform, `plan` at what Terraform would do. */
  readonly mode: "plan" | "drift";
  /** The stack's name, if it is one of ours. */
  readonly stack: string | undefined;
  readonly environment: string | undefined;
  /** Whether real users sign in. Of a plan made elsewhere nobody knows: true. */
  readonly production: boolean;
  readonly allowances: readonly Allowance[];
  readonly now: Date;
  /** Asks AWS for what the AWS provider does not know. Default: nothing is said of it. */
  readonly live?: AskLive | undefined;
}

/** How many resources a plan changes, by kind, and how many it leaves alone. */
export type ChangeCounts = Readonly<Record<ChangeKind | "no-op", number>>;

/** How far the rules reach. */
export interface LookedAt {
  readonly changes: number;
  /**
   * Types of changed resources of which no rule knows what a change means; of types that rules know, the
   * arguments that none looks at: `aws_db_instance.engine`. Of the plan itself, parts that a newer Terraform
   * has added: `plan.query_results`.
   */
  readonly unknownTypes: readonly string[];
}

/** A plan, reviewed. Printed by `--json` as it is, with `formatVersion`. */
export interface Review {
  readonly formatVersion: "1";
  readonly mode: ReviewOptions["mode"];
  readonly stack: string | undefined;
  readonly environment: string | undefined;
  readonly terraformVersion: string;
  /**
   * `blocked` when at least one finding blocks and is not allowed; `safe` when rules have looked at every
   * change; `no objection` when nothing is blocked, but there are changes that no rule has looked at.
   */
  readonly verdict: "no changes" | "safe" | "no objection" | "blocked";
  /** How many of the changes rules have looked at, and the types that none knows. */
  readonly lookedAt: LookedAt;
  readonly counts: ChangeCounts;
  /** Sorted by address. */
  readonly changes: readonly ReviewedChange[];
  /** Outputs whose values change, by name; their values are for whoever may read the state. */
  readonly outputs: readonly string[];
  /** Blocks first, then by address. */
  readonly findings: readonly Finding[];
  readonly allowances: readonly AllowanceUse[];
}

/** A file or a stream that is no plan, or none that can be reviewed. Its message says why and what to do. */
export class PlanError extends Error {
  override readonly name = "PlanError";
}
