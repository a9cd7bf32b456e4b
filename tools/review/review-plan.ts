import { dataHolder } from "./data-holders";
import { Allowances } from "./allowances";
import type {
  AttributePath,
  ChangeKind,
  Finding,
  Json,
  JsonObject,
  ResourceChange,
  Review,
  ReviewedChange,
  ReviewOptions,
  Touched,
} from "./model";
import { attributeChanges, countOfChanges, leftOut } from "./plan-json/attribute-changes";
import { type Check, readCheck } from "./plan-json/check";
import { blockAddress, Configuration } from "./plan-json/configuration";
import { withoutOwnChanges } from "./plan-json/drift";
import { foundLive, resetTypes } from "./live/setting-wiped";
import { MirroredSettings } from "./plan-json/mirrored-settings";
import { type OutputChange, type PlanVisitor, readPlan } from "./plan-json/read-plan";
import { type PlanHeader, takenOut } from "./plan-json/top-of-plan";
import { References } from "./references";
import { ResourceIndex } from "./resource-index";
import { LookedAtChanges } from "./looked-at";
import { rulesFor } from "./rules/catalogue";
import { laidOpen } from "./rules/laid-open";
import { addressesAndSecrets } from "./rules/watched/addresses-and-secrets";
import {
  preventDestroyRemoved,
  preventDestroyRule,
  protectedResources,
  unprotected,
} from "./rules/prevent-destroy";
import {
  type FoundAt,
  type NamedResource,
  newWithThisPlan,
  type ResourceReference,
  type RuleFinding,
} from "./rules/rule";
import { DeferredDocuments } from "./deferred-documents";
import { visible } from "./visible";
import { planRules } from "./whole-plan/catalogue";
import type { KindOrNone } from "./whole-plan/plan-rule";

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
  const header =
    options.mode === "drift"
      ? await readDrift(source, collected)
      : await readPlan(source, "resource_changes", collected);
  const { touched } = collected;
  const answers = options.live && touched.length > 0 ? await options.live(touched) : undefined;
  return collected.review(header, answers === undefined ? [] : foundLive(touched, answers));
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
    check: (check) => {
      collected.check(check);
    },
    state: (type, values, address) => {
      mirrored.add(type, values);
      collected.touch(address, type, values);
    },
  });
  for (const change of waiting) collected.resource(withoutOwnChanges(mirrored.without(change)));
  return header;
}

interface FoundByRule extends FoundAt {
  readonly rule: string;
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
  private readonly parts = new Configuration();
  private readonly references = new References(this.parts);
  private readonly runs = planRules.map((rule) => ({ rule: rule.id, run: rule.start() }));
  private readonly lookedAt = new LookedAtChanges();
  private readonly documents = new DeferredDocuments();
  private readonly actions: string[] = [];
  private readonly externals: string[] = [];
  private readonly checks: Check[] = [];
  private detailed = 0;
  /** Pools and clients that are updated; in mode `drift` all that there are. */
  readonly touched: Touched[] = [];

  constructor(options: ReviewOptions) {
    this.options = options;
  }

  resource(change: ResourceChange): void {
    if (change.mode === "data") {
      if (!change.actions.includes("read")) return;
      this.tell(change, "read");
      this.documents.add(change);
      return;
    }
    const { address, previousAddress, type, actions, deposed } = change;
    const kind = this.kindOf(change);
    if (this.options.mode === "plan") this.tell(change, kind);
    if (this.options.mode === "plan" && actions.includes("update")) {
      this.touch(address, type, change.before ?? {});
    }
    const attributes = this.detailsOf(change, kind);
    // Drift of nothing that anybody has done.
    if (kind === "no-op" || (kind === "drift" && attributes.length === 0)) {
      this.counts["no-op"] += 1;
      return;
    }
    this.counts[kind] += 1;
    this.changes.push({ address, previousAddress, type, kind, attributes });
    this.lookedAt.add(change, kind);
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
      if (isGone && dataHolder(type) !== undefined) this.gone.add(address);
    }
    if (kind === "move") return;
    for (const { id, check } of rulesFor(type)) {
      for (const found of check(change, this.options))
        this.found.push({ rule: id, address, found });
    }
  }

  touch(address: string, type: string, { id, user_pool_id }: JsonObject): void {
    if (!resetTypes.includes(type) || typeof id !== "string") return;
    const userPoolId = typeof user_pool_id === "string" ? user_pool_id : id;
    this.touched.push({ address: visible(address), type, id, userPoolId });
  }

  /** Found changed outside of Terraform, while a plan is reviewed. */
  drift(change: ResourceChange): void {
    for (const { run } of this.runs) run.drift?.(change);
  }

  configuration(part: string, name: string, value: Json): void {
    this.parts.add(part, name, value);
  }

  relevant(address: string): void {
    this.references.addRelevant(address);
  }

  action(address: string): void {
    this.actions.push(address);
  }

  external(address: string): void {
    this.externals.push(address);
  }

  check(value: Json): void {
    const check = readCheck(value);
    if (check !== undefined) this.checks.push(check);
  }

  private tell(change: ResourceChange, kind: KindOrNone): void {
    this.references.add(change, kind);
    for (const { run } of this.runs) run.resource?.(change, kind);
  }

  output(change: OutputChange): void {
    const { name, actions, before, after } = change;
    if (actions.every((action) => action === "no-op")) return;
    this.outputs.push(name);
    this.found.push(...laidOpen(change).map((one) => ({ ...one, rule: addressesAndSecrets.id })));
    if (name === protectedResources) this.protection = { before, after };
  }

  /** @throws {PlanError} if something was taken out of the configuration. */
  review({ terraformVersion, unknownParts }: PlanHeader, live: readonly FoundByRule[]): Review {
    const { mode, stack, environment, now, allowances } = this.options;
    if (mode === "plan") this.expectConfigured();
    const known = new Allowances(allowances, now);
    const ofWholePlan = this.ofWholePlan();
    const folded = foldedBy(ofWholePlan);
    const findings = onlyOnce(
      [...this.found, ...this.unprotected()]
        .filter((one) => !folded(one))
        .concat(ofWholePlan, live)
        .flatMap((one) => this.finding(one, known)),
    );
    const lookedAt = this.lookedAt.summary(this.parts, unknownParts);
    const isBlocked = findings.some(({ level, allowed }) => level === "block" && !allowed);
    const hasChanges = [this.changes, this.outputs, unknownParts].some(({ length }) => length > 0);
    return {
      formatVersion: "1",
      mode,
      stack,
      environment,
      terraformVersion,
      verdict: isBlocked
        ? "blocked"
        : !hasChanges
          ? "no changes"
          : lookedAt.unknownTypes.length === 0
            ? "safe"
            : "no objection",
      lookedAt,
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

  /** What is made or changed stands in the configuration; what is imported may not do so yet. */
  private expectConfigured(): void {
    const missing = this.changes
      .filter(({ kind }) => kind === "create" || kind === "update" || kind === "replace")
      .find(({ address }) => this.parts.resource(blockAddress(address)) === undefined);
    if (missing === undefined) return;
    throw takenOut(`has no ${missing.address} in \`configuration\`, and would ${missing.kind} it`);
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

  private ofWholePlan(): readonly FoundByRule[] {
    const { parts: configuration, externals, actions, checks } = this;
    return this.runs.flatMap(({ rule, run }) =>
      run.finish({ configuration, externals, actions, checks }).map((one) => ({ ...one, rule })),
    );
  }

  private finding({ rule, address, found }: FoundByRule, known: Allowances): readonly Finding[] {
    const { unlessCreated, unlessDeleted, unlessReplaced, onlyIfWritten } = found;
    if (onlyIfWritten !== undefined && !this.isWritten(address, onlyIfWritten)) return [];
    const origin = unlessCreated && this.originOf(address, unlessCreated);
    const isNew = origin === "created";
    const partly = found.unknownPolicy && this.partOf(address, found.unknownPolicy);
    // What a stack of ours allows was scanned when it was synthesized; of others nobody has seen it.
    if (found.unknownPolicy && partly === undefined && this.options.stack === undefined) {
      this.lookedAt.addUnseen(address, typeOf(address), found.unknownPolicy.by.join("."));
    }
    const isFarTooMuch = partly?.isUnbounded === true;
    const isEased =
      (isNew && !isFarTooMuch) ||
      (unlessDeleted !== undefined && this.deleted.has(unlessDeleted)) ||
      (unlessReplaced !== undefined && this.isReplaced(address, unlessReplaced));
    if (isEased && found.isUsualWhenNew === true) return [];
    const level = isEased ? "notice" : isFarTooMuch ? "block" : found.level;
    const { effect, instead } = isNew && !isFarTooMuch ? newWithThisPlan : found;
    const whence = origin === undefined || isNew ? "" : whenceText(origin);
    return [
      {
        rule,
        address,
        level,
        cause: visible(`${found.cause}${whence}`),
        effect: visible(effect),
        instead: visible(instead),
        details: [...(found.details ?? []), ...(partly?.lines ?? [])].map(visible),
        ...(found.paste && { paste: found.paste.map(visible) }),
        allowed: level === "block" ? known.of(address, rule) : undefined,
      },
    ];
  }

  private partOf(address: string, { by, kind }: NonNullable<RuleFinding["unknownPolicy"]>) {
    const document = this.references.documentOf(address, by);
    return document === undefined ? undefined : this.documents.known(document, kind);
  }

  /** Whether what is named is made by this plan; else what an unknown name may have come from. */
  private originOf(address: string, named: NamedResource): "created" | readonly string[] {
    const { type, attribute, value, by } = named;
    const types = [type].flat();
    if (value !== undefined) {
      const made = types.flatMap((one) => this.created.blocksOf({ type: one, attribute, value }));
      return made.length > 0 && this.references.isWrittenAsMade(address, by, made) ? "created" : [];
    }
    const { created, replaced, others } = this.references.originOf(address, by, types);
    if (created.size > 0 && replaced.size + others.size === 0) return "created";
    return others.size > 0 ? [...others] : ["nothing that this plan makes"];
  }

  private isReplaced(address: string, named: ResourceReference | NamedResource): boolean {
    const { type, attribute, value } = named;
    if (value !== undefined) {
      return [type].flat().some((one) => this.replaced.has({ type: one, attribute, value }));
    }
    if (!("by" in named)) return false;
    const { created, replaced, others } = this.references.originOf(
      address,
      named.by,
      [type].flat(),
    );
    return replaced.size > 0 && created.size + others.size === 0;
  }

  private isWritten(address: string, path: AttributePath): boolean {
    const block = blockAddress(address);
    return (
      this.parts.resource(block) === undefined || this.parts.argument(block, path) !== undefined
    );
  }
}

/** `aws_iam_role` of `module.a["x"].aws_iam_role.it[0]`. */
function typeOf(address: string): string {
  return blockAddress(address).split(".").at(-2) ?? "";
}

/** Whether what a rule has found is told by a finding of the whole plan. */
function foldedBy(ofWholePlan: readonly FoundAt[]): (one: FoundByRule) => boolean {
  const folds = new Map(
    ofWholePlan.flatMap(({ folds: its = [] }) => its.map(({ address, rules }) => [address, rules])),
  );
  return ({ address, rule }) => {
    const rules = folds.get(address);
    return rules === "all" || rules?.includes(rule) === true;
  };
}

/** Two rules of one kind may say the same of one change. */
function onlyOnce(findings: readonly Finding[]): Finding[] {
  const seen = new Map(
    findings.map((finding) => {
      const { rule, address, level, cause } = finding;
      return [JSON.stringify([rule, address, level, cause]), finding];
    }),
  );
  return [...seen.values()];
}

function whenceText(others: readonly string[]): string {
  if (others.length === 0) return "";
  const names = others.slice(0, 3).join(", ");
  return `; the name is known only after apply and comes from ${names}, so it may be of something in use`;
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
