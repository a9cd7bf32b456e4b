import type { AttributeChange, ChangeKind, Finding, Review, ReviewedChange } from "../model";
import { visible } from "../visible";
import {
  adoptionLine,
  allowanceTerms,
  countLine,
  divideFindings,
  headline,
  idleAllowances,
  idleReason,
  kindWord,
  listedAttributes,
  number,
  shown,
  sides,
  wayBack,
  waysToAllow,
} from "./wording";

/** How {@link asText} writes. */
export interface TextOptions {
  /** ANSI colours. Default: none. */
  readonly color?: boolean;
  /** Columns, 40 at least. Longer words, such as addresses, stay whole. Default: 100. */
  readonly width?: number;
}

/** More would scroll away what matters; --json has them all. */
const mostResources = 200;

/** Codes of the terminal's own palette, which fits light and dark. */
const colors = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
type Color = keyof typeof colors;

const kindColors: Readonly<Record<ChangeKind, Color>> = {
  create: "green",
  update: "yellow",
  replace: "red",
  delete: "red",
  forget: "red",
  import: "cyan",
  move: "cyan",
  drift: "yellow",
};

/**
 * A review for a terminal: the verdict, what blocks and why, what was allowed, then everything that
 * changes. Nothing in it comes from the plan unescaped.
 */
export function asText(review: Review, { color = false, width = 100 }: TextOptions = {}): string {
  const paper = new Paper(Math.max(40, width), color);
  const { blocking, allowed, notices } = divideFindings(review);

  paper.line(paper.paint(verdictColor(review), headline(review)));

  const adoption = adoptionLine(review);
  if (adoption !== undefined) {
    paper.line();
    paper.wrapped(visible(adoption), 0);
  }

  if (blocking.length > 0) {
    paper.heading(review.mode === "drift" ? "Puts users at risk" : "Blocked", "red");
    for (const finding of blocking) writeFinding(paper, finding);
    if (review.mode === "plan") {
      paper.line();
      for (const way of waysToAllow(review)) paper.wrapped(way, 2);
    }
  }

  if (allowed.length > 0) {
    paper.heading("Allowed on purpose", "yellow");
    for (const finding of allowed) {
      writeFinding(paper, finding, [
        ["Reason", `${visible(finding.allowed.reason)} (${allowanceTerms(finding.allowed)})`],
      ]);
    }
  }

  if (notices.length > 0) {
    paper.heading("Worth knowing", "cyan");
    for (const finding of notices) writeFinding(paper, finding);
  }

  const idle = idleAllowances(review);
  if (idle.length > 0) {
    paper.heading("Allowances that did nothing", "yellow");
    for (const allowance of idle) {
      paper.line();
      paper.line(`  ${visible(allowance.address)}${ruleSuffix(allowance.rule)}`);
      paper.wrapped(idleReason(allowance), 4);
      paper.wrapped(`Reason: ${visible(allowance.reason)} (${allowanceTerms(allowance)})`, 4);
    }
  }

  writeChanges(paper, review);

  if (review.outputs.length > 0) {
    paper.heading("Outputs that change");
    paper.line();
    paper.wrapped(review.outputs.map(visible).join(", "), 2);
  }
  const way = wayBack(review);
  if (way !== undefined) {
    paper.line();
    paper.wrapped(way, 0);
  }
  return paper.text();
}

function verdictColor({ mode, verdict, changes }: Review): Color {
  if (verdict === "blocked") return "red";
  return mode === "drift" && changes.length > 0 ? "yellow" : "green";
}

function ruleSuffix(rule: string | undefined): string {
  return rule === undefined ? "" : `  ${visible(rule)}`;
}

function writeFinding(
  paper: Paper,
  finding: Finding,
  more: readonly (readonly [label: string, text: string])[] = [],
): void {
  paper.line();
  paper.line(
    `  ${paper.paint("bold", visible(finding.address))}  ${paper.paint("dim", visible(finding.rule))}`,
  );
  paper.labelled("Cause", visible(finding.cause));
  for (const detail of finding.details) paper.wrapped(`- ${visible(detail)}`, 13, 15);
  paper.labelled("Effect", visible(finding.effect));
  paper.labelled("Instead", visible(finding.instead));
  // As it is: it is pasted.
  for (const line of finding.paste ?? []) paper.line(`      ${visible(line)}`);
  for (const [label, text] of more) paper.labelled(label, text);
}

function writeChanges(paper: Paper, review: Review): void {
  const { changes, mode } = review;
  if (changes.length === 0) {
    const counts = countLine(review);
    if (counts !== "") paper.line(`  ${counts}`);
    return;
  }
  const { before, after } = sides(review);
  paper.heading(
    mode === "drift"
      ? `Changed outside of Terraform (${before} -> ${after}): ${countLine(review)}`
      : `Changes: ${countLine(review)}`,
  );
  paper.line();
  const listed = changes.slice(0, mostResources);
  const column = Math.max(...listed.map(({ kind }) => kindWord(kind, review).length));
  for (const change of listed) {
    const word = kindWord(change.kind, review).padEnd(column);
    paper.line(
      `  ${paper.paint(kindColors[change.kind], word)}  ${visible(change.address)}${movedFrom(change)}`,
    );
    const { listed: attributes, rest } = listedAttributes(change);
    for (const attribute of attributes) {
      paper.wrapped(attributeLine(attribute), column + 6, column + 8);
    }
    if (rest !== undefined) paper.wrapped(rest, column + 6);
  }
  const left = changes.length - listed.length;
  if (left > 0) paper.line(`  … and ${number(left, "resource")} more; --json prints them all.`);
}

function movedFrom({ previousAddress }: ReviewedChange): string {
  return previousAddress === undefined ? "" : `  (was ${visible(previousAddress)})`;
}

function attributeLine({ path, before, after, forcesReplacement }: AttributeChange): string {
  const change = `${visible(path)}: ${shown(before).text} -> ${shown(after).text}`;
  return forcesReplacement ? `${change}  (forces replacement)` : change;
}

/** Lines within a width. */
class Paper {
  private readonly lines: string[] = [];

  constructor(
    private readonly width: number,
    private readonly color: boolean,
  ) {}

  paint(color: Color, text: string): string {
    return this.color ? `\u001b[${colors[color]}m${text}\u001b[0m` : text;
  }

  line(text = ""): void {
    this.lines.push(text);
  }

  heading(text: string, color: Color = "bold"): void {
    this.line();
    this.line(this.paint(color, text));
  }

  /** Words of a finding, after the word for what they are. */
  labelled(label: string, text: string): void {
    this.wrapped(`${label.padEnd(9)}${text}`, 4, 13);
  }

  /** Breaks a text between words; `hanging` is the indent of all lines but the first. */
  wrapped(text: string, indent: number, hanging = indent): void {
    let line = " ".repeat(indent);
    let empty = true;
    // The blanks that lay a label out stay with it.
    for (const [word = ""] of text.matchAll(/\S+\s*/g)) {
      if (!empty && line.length + word.trimEnd().length > this.width) {
        this.line(line.trimEnd());
        line = " ".repeat(hanging);
      }
      line += word;
      empty = false;
    }
    this.line(line.trimEnd());
  }

  text(): string {
    return `${this.lines.join("\n")}\n`;
  }
}
