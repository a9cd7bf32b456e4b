import type {
  Allowance,
  AllowanceUse,
  AttributeChange,
  ChangeKind,
  Finding,
  Review,
  ReviewedChange,
  ShownValue,
} from "../model";
import { clipped, visible } from "../visible";

/** A finding that somebody has allowed. */
export interface AllowedFinding extends Finding {
  readonly allowed: Allowance;
}

/** The findings of a review as every report divides them. */
export interface DividedFindings {
  /** They block. */
  readonly blocking: readonly Finding[];
  /** They would, had nobody allowed them on purpose. */
  readonly allowed: readonly AllowedFinding[];
  readonly notices: readonly Finding[];
}

/** Divides a review's findings; each keeps its place among its like. */
export function divideFindings({ findings }: Review): DividedFindings {
  return {
    blocking: findings.filter(({ level, allowed }) => level === "block" && allowed === undefined),
    allowed: findings.flatMap((finding) =>
      finding.allowed === undefined ? [] : [{ ...finding, allowed: finding.allowed }],
    ),
    notices: findings.filter(({ level, allowed }) => level === "notice" && allowed === undefined),
  };
}

/**
 * The verdict in a line, all that somebody in a hurry reads: `BLOCKED: 2 of 14 changes put users at
 * risk (auth-prod)`.
 */
export function headline(review: Review): string {
  const { stack } = review;
  return stack === undefined ? verdict(review) : `${verdict(review)} (${stackName(stack)})`;
}

/** A name of ours is short; what only looks like one shall not fill a page. */
function stackName(name: string): string {
  return clipped(visible(name), 40);
}

function verdict(review: Review): string {
  const { mode, changes, outputs } = review;
  const { blocking, allowed } = divideFindings(review);
  const onPurpose = allowed.length > 0 ? `; ${allowed.length} allowed on purpose` : "";
  const danger = blocking.length > 0 ? atRisk(blocking, changes) : "";
  if (mode === "drift") {
    if (changes.length === 0 && danger === "") return "No drift";
    const drift = `DRIFT: ${number(changes.length, "resource")} changed outside of Terraform`;
    return danger === "" ? `${drift}${onPurpose}` : `${drift}; ${danger}`;
  }
  if (review.verdict === "blocked") return `BLOCKED: ${danger}`;
  if (review.verdict === "no changes") return "No changes";
  const what =
    changes.length > 0 ? number(changes.length, "change") : number(outputs.length, "output");
  if (review.verdict === "no objection") return `No rule objects: ${reach(review)}${onPurpose}`;
  return `Safe: ${what}${onPurpose || ", and none puts users at risk"}`;
}

/** Types that a headline names. */
const mostTypes = 5;

/** How far the rules reach: what they have not looked at is named. */
function reach({ changes, lookedAt }: Review): string {
  const { unknownTypes } = lookedAt;
  const named = unknownTypes.slice(0, mostTypes).map(visible).join(", ");
  const rest = unknownTypes.length - mostTypes;
  const types = rest > 0 ? `${named} and ${number(rest, "other type")}` : named;
  return `rules have looked at ${lookedAt.changes} of ${number(changes.length, "change")}; none knows ${types}`;
}

function atRisk(blocking: readonly Finding[], changes: readonly ReviewedChange[]): string {
  const addresses = new Set(blocking.map(({ address }) => address));
  const changed = new Set(changes.map(({ address }) => address));
  const verb = addresses.size === 1 ? "puts" : "put";
  // What loses its prevent_destroy, for one, does not change itself.
  return [...addresses].every((address) => changed.has(address))
    ? `${addresses.size} of ${number(changed.size, "change")} ${verb} users at risk`
    : `${number(addresses.size, "resource")} ${verb} users at risk`;
}

/** `1 change`, `2 changes`. */
export function number(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const kinds: readonly ChangeKind[] = [
  "replace",
  "delete",
  "forget",
  "update",
  "create",
  "import",
  "move",
  "drift",
];

/** The kinds of changes that a review has, the most dangerous first. */
export function kindsOf({ changes }: Review): readonly ChangeKind[] {
  const there = new Set(changes.map(({ kind }) => kind));
  return kinds.filter((kind) => there.has(kind));
}

const driftWords: Readonly<Partial<Record<ChangeKind, string>>> = {
  update: "changed",
  drift: "changed",
  delete: "deleted",
  create: "created",
};

/** What happens to a resource, or what has happened to it outside of Terraform. */
export function kindWord(kind: ChangeKind, { mode }: Review): string {
  return (mode === "drift" ? driftWords[kind] : undefined) ?? kind;
}

/** `1 replace, 3 update, 10 create; 25 unchanged`. */
export function countLine(review: Review): string {
  const { counts, mode } = review;
  const changed = kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kindWord(kind, review)}`);
  const unchanged = counts["no-op"];
  return [
    changed.join(", "),
    ...(unchanged > 0 && mode === "plan" ? [`${unchanged} unchanged`] : []),
  ]
    .filter((part) => part !== "")
    .join("; ");
}

/** Words for what is no value, or must not be shown. */
const placeholders = {
  unknown: "(known after apply)",
  sensitive: "(sensitive)",
  absent: "(none)",
} as const;

/** A value that can be shown, or the word for one that cannot. */
export function shown(value: ShownValue): { readonly text: string; readonly isValue: boolean } {
  return value.kind === "value"
    ? { text: visible(value.text), isValue: true }
    : { text: placeholders[value.kind], isValue: false };
}

/** A resource's attributes as the reports for people list them. */
export interface ListedAttributes {
  readonly listed: readonly AttributeChange[];
  /** `and 16 attributes known after apply`; `undefined` when all are listed. */
  readonly rest: string | undefined;
}

/**
 * What forces a replacement first. What a new resource only gets when it is made, its ARN for one,
 * is counted, or it would hide the rest.
 */
export function listedAttributes({ kind, attributes }: ReviewedChange): ListedAttributes {
  if (kind !== "replace") return { listed: attributes, rest: undefined };
  const forcing = attributes.filter(({ forcesReplacement }) => forcesReplacement);
  const others = attributes.filter(({ forcesReplacement }) => !forcesReplacement);
  const known = others.filter(({ after }) => after.kind !== "unknown");
  const left = others.length - known.length;
  return {
    listed: [...forcing, ...known],
    rest: left === 0 ? undefined : `and ${number(left, "attribute")} known after apply`,
  };
}

/** What the two sides of a changed attribute are. */
export function sides({ mode }: Review): { readonly before: string; readonly after: string } {
  return mode === "drift"
    ? { before: "in the state", after: "found" }
    : { before: "before", after: "after" };
}

/** How to allow what blocks, a line each; commands stand between backticks. */
export function waysToAllow({ stack, environment }: Review): readonly string[] {
  const target = stack === undefined ? "--plan <file>" : stackName(stack);
  const flag = `\`npm run plan -- ${target} --allow '<address>#<rule>=<reason>'\``;
  return [
    `To allow one on purpose, this once: ${flag}.`,
    ...(environment === undefined
      ? []
      : [
          `Until a day that you name: \`review.allow\` of \`${stackName(environment)}\` in \`environments.ts\`.`,
        ]),
  ];
}

/** What to do about drift; `undefined` where there is none. */
export function wayBack({ mode, changes, stack }: Review): string | undefined {
  if (mode === "plan" || changes.length === 0) return undefined;
  const plan = stack === undefined ? "terraform plan" : `npm run plan -- ${stackName(stack)}`;
  return `\`${plan}\` shows what Terraform would do to bring back what the state says.`;
}

/** Who has allowed something, and for how long: `until 2026-12-31, environments.ts`. */
export function allowanceTerms({ until, from }: Allowance): string {
  const time = until === undefined ? "this once" : `until ${visible(until)}`;
  return `${time}, ${from === "command line" ? "on the command line" : `in ${from}`}`;
}

/** Allowances that have done nothing, and ought to go. */
export function idleAllowances({ allowances }: Review): readonly AllowanceUse[] {
  return allowances.filter(({ state }) => state !== "used");
}

/** What to do with an allowance that has done nothing. */
export function idleReason({ state, until }: AllowanceUse): string {
  return state === "expired"
    ? `expired${until === undefined ? "" : ` after ${visible(until)}`}: it allows nothing any more`
    : "not needed: nothing that it allows is in this plan; take it out";
}

/** What becomes of resources that exist already and are taken into the state. */
export function adoptionLine({ counts, changes }: Review): string | undefined {
  if (counts.import === 0) return undefined;
  const changed = changes.flatMap(({ kind, address, attributes }) => {
    const paths = attributes.map(({ path }) => path).filter((path) => !isTag(path));
    return kind === "import" && paths.length > 0 ? [`${address} (${paths.join(", ")})`] : [];
  });
  const adopts = `Adopts ${number(counts.import, "resource")}`;
  return changed.length === 0
    ? `${adopts}; nothing of them changes but tags.`
    : `${adopts}; nothing of them changes but tags and ${changed.join(", ")}.`;
}

function isTag(path: string): boolean {
  return /^tags(?:_all)?(?:$|[.[])/.test(path);
}
