import { statefulResource } from "./stateful-resources";
import { Allowances } from "./allowances";
import type {
  ChangeKind,
  Finding,
  ResourceChange,
  Review,
  ReviewedChange,
  ReviewOptions,
} from "./model";
import { attributeChanges, countOfChanges, leftOut } from "./plan-json/attribute-changes";
import { withoutOwnChanges } from "./plan-json/drift";
import { MirroredSettings } from "./plan-json/mirrored-settings";
import {
  type OutputChange,
  type PlanHeader,
  type PlanVisitor,
  readPlan,
} from "./plan-json/read-plan";
import { ResourceIndex } from "./resource-index";
import { rulesFor } from "./rules/catalogue";
import {
  preventDestroyRemoved,
  preventDestroyRule,
  protectedResources,
  unprotected,
} from "./rules/prevent-destroy";
import { newWithThisPlan, type RuleFinding } from "./rules/rule";
import { visible } from "./visible";

/** Resources whose attributes are listed. Of the rest the review says what happens to them. */
export const mostDetailed = 2000;

/**
 * Reviews a plan as `terraform show -json` prints it, of whichever project. It is read once and never
 * held as a whole: memory grows with the number of resources that change, not with the plan.
 *
 * In mode `drift` only what has changed outside of Terraform counts (`resource_drift`), without what
 * AWS changes by itself.
 *
 * @throws {PlanError} if it is no plan, or none that can be reviewed, saying why and what to do.
 * @see docs/decisions/016-how-a-plan-is-reviewed.md
 */
export async function reviewPlan(
  source: AsyncIterable<Uint8Array>,
  options: ReviewOptions,
): Promise<Review> {
  const collected = new CollectedReview(options);
  return collected.review(
    options.mode === "drift"
      ? await readDrift(source, collected)
      : await readPlan(source, "resource_changes", collected),
  );
}

/** Outputs are left out: they move along with what has drifted. */
async function readDrift(
  source: AsyncIterable<Uint8Array>,
  collected: CollectedReview,
): Promise<PlanHeader> {
  const mirrored = new MirroredSettings();
  const waiting: ResourceChange[] = [];
  const header = await readPlan(source, "resource_drift", {
    resource: (change) => {
      if (MirroredSettings.concern(change.type)) waiting.push(change);
      else collected.resource(withoutOwnChanges(change));
    },
    output: () => undefined,
    state: (type, values) => {
      mirrored.add(type, values);
    },
  });
  for (const change of waiting) collected.resource(withoutOwnChanges(mirrored.without(change)));
  return header;
}

interface FoundByRule {
  readonly rule: string;
  readonly address: string;
  readonly found: RuleFinding;
}

/** What is kept while a plan passes by. */
class CollectedReview implements PlanVisitor {
  private readonly options: ReviewOptions;
  private readonly counts = emptyCounts();
  private readonly changes: ReviewedChange[] = [];
  private readonly found: FoundByRule[] = [];
  private readonly outputs: string[] = [];
  private protection: Pick<OutputChange, "before" | "after"> | undefined;
  private readonly created = new ResourceIndex();
  private readonly deleted = new ResourceIndex();
  private readonly replaced = new ResourceIndex();
  private readonly gone = new Set<string>();
  private readonly moved = new Map<string, string>();
  private detailed = 0;

  constructor(options: ReviewOptions) {
    this.options = options;
  }

  resource(change: ResourceChange): void {
    if (change.mode === "data") return;
    const { address, previousAddress, type, actions, deposed } = change;
    const kind = this.kindOf(change);
    const attributes = this.detailsOf(change, kind);
    // Drift of nothing that anybody has done.
    if (kind === "no-op" || (kind === "drift" && attributes.length === 0)) {
      this.counts["no-op"] += 1;
      return;
    }
    this.counts[kind] += 1;
    this.changes.push({ address, previousAddress, type, kind, attributes });
    if (previousAddress !== undefined) this.moved.set(previousAddress, address);
    if (kind === "create") this.created.add(change, "after");
    if (kind === "replace") {
      this.replaced.add(change, "before");
      this.replaced.add(change, "after");
    }
    // What an earlier replacement has left behind has the address of what stays.
    if (deposed === undefined) {
      if (kind === "delete") this.deleted.add(change, "before");
      const isGone = actions.some((action) => action === "delete" || action === "forget");
      if (isGone && statefulResource(type) !== undefined) this.gone.add(address);
    }
    if (kind === "move") return;
    for (const { id, check } of rulesFor(type)) {
      for (const found of check(change, this.options))
        this.found.push({ rule: id, address, found });
    }
  }

  output({ name, actions, before, after }: OutputChange): void {
    if (actions.every((action) => action === "no-op")) return;
    this.outputs.push(name);
    if (name === protectedResources) this.protection = { before, after };
  }

  review({ terraformVersion }: PlanHeader): Review {
    const { mode, stack, environment, now, allowances } = this.options;
    const known = new Allowances(allowances, now);
    const findings = [...this.found, ...this.unprotected()].map((one) => this.finding(one, known));
    const isBlocked = findings.some(({ level, allowed }) => level === "block" && !allowed);
    const hasChanges = this.changes.length > 0 || this.outputs.length > 0;
    return {
      formatVersion: "1",
      mode,
      stack,
      environment,
      terraformVersion,
      verdict: isBlocked ? "blocked" : hasChanges ? "safe" : "no changes",
      counts: this.counts,
      changes: this.changes.sort((a, b) => compare(a.address, b.address)),
      outputs: this.outputs.sort(compare),
      findings: findings.sort(
        (a, b) =>
          compare(a.level, b.level) || compare(a.address, b.address) || compare(a.rule, b.rule),
      ),
      allowances: known.uses(),
    };
  }

  private kindOf(change: ResourceChange): ChangeKind | "no-op" {
    const { actions, isImport, previousAddress } = change;
    const has = (action: (typeof actions)[number]) => actions.includes(action);
    if (has("create")) return actions.length > 1 ? "replace" : "create";
    if (has("delete")) return "delete";
    if (has("forget")) return "forget";
    if (isImport) return "import";
    if (has("update")) return this.options.mode === "drift" ? "drift" : "update";
    return previousAddress === undefined || this.options.mode === "drift" ? "no-op" : "move";
  }

  private detailsOf(
    change: ResourceChange,
    kind: ChangeKind | "no-op",
  ): ReviewedChange["attributes"] {
    if (!["update", "replace", "drift", "import"].includes(kind)) return [];
    if (this.detailed >= mostDetailed) {
      const count = countOfChanges(change);
      return count === 0 ? [] : [leftOut(count)];
    }
    const attributes = attributeChanges(change);
    if (attributes.length > 0) this.detailed += 1;
    return attributes;
  }

  private unprotected(): readonly FoundByRule[] {
    const { before, after } = this.protection ?? {};
    const { gone, moved } = this;
    return unprotected(before, after, { gone, moved }).map((address) => ({
      rule: preventDestroyRule.id,
      address: visible(address),
      found: preventDestroyRemoved,
    }));
  }

  private finding({ rule, address, found }: FoundByRule, known: Allowances): Finding {
    const { unlessCreated, unlessDeleted, unlessReplaced } = found;
    const isNew = unlessCreated !== undefined && this.created.has(unlessCreated);
    const isEased =
      isNew ||
      (unlessDeleted !== undefined && this.deleted.has(unlessDeleted)) ||
      (unlessReplaced !== undefined && this.replaced.has(unlessReplaced));
    const level = isEased ? "notice" : found.level;
    const { effect, instead } = isNew ? newWithThisPlan : found;
    return {
      rule,
      address,
      level,
      cause: visible(found.cause),
      effect: visible(effect),
      instead: visible(instead),
      details: (found.details ?? []).map(visible),
      allowed: level === "block" ? known.of(address, rule) : undefined,
    };
  }
}

function emptyCounts(): Record<ChangeKind | "no-op", number> {
  return {
    create: 0,
    update: 0,
    replace: 0,
    delete: 0,
    forget: 0,
    import: 0,
    move: 0,
    drift: 0,
    "no-op": 0,
  };
}

/** By code units: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
