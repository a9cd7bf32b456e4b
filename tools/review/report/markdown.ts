import type { Finding, Review, ReviewedChange, ShownValue } from "../model";
import { code, commentMarker, prose, preformatted } from "./markdown-escapes";
import { asMermaid } from "./mermaid";
import {
  adoptionLine,
  type AllowedFinding,
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

/** How {@link asMarkdown} writes. */
export interface MarkdownOptions {
  /** SHA-256 of the artifact that this is the report of; `npm run apply` asks for it. */
  readonly artifactChecksum?: string;
  /**
   * UTF-8 bytes, 2,000 at least. Default: 60,000, for GitHub takes comments of 65,536 characters and
   * whoever posts one may add a line.
   */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 60_000;

/** Room for the line that says what was left out. */
const leftOutBytes = 600;

/** A part of the report. What does not fit is written shorter, and then left out from the end. */
interface Section {
  /** What its items are, for the line that says how many are missing: `change`. */
  readonly noun: string;
  readonly head: string;
  readonly foot: string;
  readonly items: readonly Item[];
}

/** Writes one item of a section, in full or in one line. */
type Item = (form: "long" | "short") => string;

/**
 * A review for a comment on a pull request, in GitHub's Markdown. Its first line is the
 * {@link commentMarker}. No name or value in it can become markup, mention anybody or link anywhere.
 *
 * What does not fit into `maxBytes` is left out, the least important first (picture, changes, outputs,
 * allowances, notices, what was allowed), and a line says so; what blocks goes last.
 */
export function asMarkdown(
  review: Review,
  { artifactChecksum, maxBytes = defaultMaxBytes }: MarkdownOptions = {},
): string {
  const { blocking, allowed, notices } = divideFindings(review);
  const counts = countLine(review);
  const adoption = adoptionLine(review);
  const opening = [
    commentMarker(review.stack, review.mode),
    `### ${prose(headline(review), 300)}`,
    ...(counts === "" ? [] : [`${prose(counts)}.`]),
    ...(adoption === undefined ? [] : [prose(adoption)]),
  ].join("\n\n");
  const way = wayBack(review);
  const closing = [
    ...(way === undefined ? [] : [`\n\n${prose(way)}`]),
    ...(artifactChecksum === undefined
      ? []
      : [
          `\n\nArtifact, SHA-256: ${code(artifactChecksum)}. \`npm run apply\` takes it as \`--checksum\`.`,
        ]),
  ].join("");

  const ordered = [
    blockingSection(review, blocking),
    allowedSection(allowed),
    noticeSection(notices),
    allowanceSection(review),
    outputSection(review),
    changeSection(review),
    mermaidSection(review),
  ].filter(({ items }) => items.length > 0);

  let room = Math.max(2000, maxBytes) - bytes(opening) - bytes(closing) - leftOutBytes;
  const written: string[] = [];
  const leftOut: string[] = [];
  for (const section of ordered) {
    const { text, missing, shortened } = fitted(section, room);
    written.push(text);
    room -= bytes(text);
    if (missing > 0) leftOut.push(number(missing, section.noun));
    if (shortened > 0) leftOut.push(`details of ${number(shortened, section.noun)}`);
    // What is less important than a part that is cut goes altogether.
    if (missing + shortened > 0) room = 0;
  }
  const notice =
    leftOut.length === 0
      ? ""
      : `\n\n_Too long for a comment. Left out: ${leftOut.join(", ")}._ ` +
        "_All of it is in `report.json` of the artifact, and `--json` prints it._";
  return `${opening}${written.join("")}${notice}${closing}\n`;
}

interface Fitted {
  readonly text: string;
  readonly missing: number;
  readonly shortened: number;
}

/** Writes a section within some bytes: all items if it can be, then in full as many as it can. */
function fitted({ head, foot, items }: Section, bytesLeft: number): Fitted {
  let room = bytesLeft - bytes(head) - bytes(foot);
  const texts: string[] = [];
  for (const item of items) {
    const text = item("short");
    if (bytes(text) > room) break;
    texts.push(text);
    room -= bytes(text);
  }
  const missing = items.length - texts.length;
  let shortened = texts.length;
  for (const [index, short] of texts.entries()) {
    const long = items[index]?.("long") ?? short;
    room -= bytes(long) - bytes(short);
    if (room < 0) break;
    texts[index] = long;
    shortened -= 1;
  }
  return { text: texts.length === 0 ? "" : `${head}${texts.join("")}${foot}`, missing, shortened };
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

/** A part that is closed until somebody opens it. */
function folded(title: string): Pick<Section, "head" | "foot"> {
  return {
    head: `\n\n<details><summary>${title}</summary>\n`,
    foot: "\n\n</details>",
  };
}

/** Lines of one finding. */
const mostDetails = 60;

function blockingSection(review: Review, findings: readonly Finding[]): Section {
  const title = review.mode === "drift" ? "Puts users at risk" : "Blocked";
  const ways = review.mode === "drift" ? [] : waysToAllow(review).map((way) => `\n\n${prose(way)}`);
  return {
    noun: "blocking finding",
    head: `\n\n#### ${title}\n`,
    foot: ways.join(""),
    items: findings.map((finding) => (form) => findingItem(finding, form)),
  };
}

function allowedSection(findings: readonly AllowedFinding[]): Section {
  return {
    noun: "allowed finding",
    head: "\n\n#### Allowed on purpose\n",
    foot: "",
    items: findings.map((finding) => (form) => {
      const reason = `${prose(finding.allowed.reason)} (${prose(allowanceTerms(finding.allowed))})`;
      return `${findingItem(finding, form)}\n  **Reason:** ${reason}<br>`;
    }),
  };
}

function noticeSection(findings: readonly Finding[]): Section {
  return {
    noun: "notice",
    ...folded(`Worth knowing: ${findings.length}`),
    items: findings.map((finding) => (form) => findingItem(finding, form)),
  };
}

/** A list item, of which each line ends in a break. */
function findingItem(finding: Finding, form: "long" | "short"): string {
  const { address, rule, cause, effect, instead, details, paste = [] } = finding;
  const title = `\n- ${code(address, form === "long" ? 500 : 150)} ${code(rule, 100)}<br>`;
  if (form === "short") return `${title}\n  ${prose(cause, 200)}<br>`;
  const listed = details.slice(0, mostDetails);
  const left = details.length - listed.length;
  return [
    title,
    `  **Cause:** ${prose(cause)}<br>`,
    ...listed.map((detail) => `  • ${prose(detail)}<br>`),
    ...(left > 0 ? [`  • … and ${left} more<br>`] : []),
    `  **Effect:** ${prose(effect)}<br>`,
    `  **Instead:** ${prose(instead)}<br>`,
    ...(paste.length > 0 ? [`  ${preformatted(paste).replaceAll("\n", "\n  ")}`] : []),
  ].join("\n");
}

function allowanceSection(review: Review): Section {
  return {
    noun: "allowance",
    head: "\n\n#### Allowances that did nothing\n",
    foot: "",
    items: idleAllowances(review).map((allowance) => () => {
      const { address, rule, reason } = allowance;
      const what = rule === undefined ? code(address) : `${code(address)} ${code(rule, 100)}`;
      const terms = prose(allowanceTerms(allowance));
      return `\n- ${what} ${prose(idleReason(allowance))}. **Reason:** ${prose(reason)} (${terms})`;
    }),
  };
}

function outputSection({ outputs }: Review): Section {
  return {
    noun: "output",
    head: "\n\n**Outputs that change:**",
    foot: "",
    items: outputs.map((name, index) => () => `${index === 0 ? " " : ", "}${code(name)}`),
  };
}

function changeSection(review: Review): Section {
  const { changes, mode } = review;
  const { before, after } = sides(review);
  const title = mode === "drift" ? "Changed outside of Terraform" : "Resources that change";
  const { head, foot } = folded(`${title}: ${changes.length}`);
  return {
    noun: "change",
    head: `${head}\n| what | resource | attribute | ${before} | ${after} |\n| - | - | - | - | - |`,
    foot,
    items: changes.map((change) => (form) => changeRows(change, review, form)),
  };
}

/** A row for the resource, and one for each further attribute. */
function changeRows(change: ReviewedChange, review: Review, form: "long" | "short"): string {
  const { address, previousAddress, attributes, kind } = change;
  const was = previousAddress === undefined ? "" : `<br>was ${code(previousAddress)}`;
  const start = `\n| ${kindWord(kind, review)} | ${code(address)}${was} |`;
  if (attributes.length === 0) return `${start} | | |`;
  if (form === "short") return `${start} ${number(attributes.length, "attribute")} | | |`;
  const { listed, rest } = listedAttributes(change);
  const cells = listed.map(({ path, before, after, forcesReplacement }) => {
    const replaces = forcesReplacement ? " forces replacement" : "";
    return ` ${code(path)}${replaces} | ${cell(before)} | ${cell(after)} |`;
  });
  if (rest !== undefined) cells.push(` ${rest} | | |`);
  return `${start}${cells.join("\n| | |")}`;
}

function cell(value: ShownValue): string {
  const { text, isValue } = shown(value);
  return isValue ? code(text) : `_${text}_`;
}

function mermaidSection(review: Review): Section {
  const chart = asMermaid(review);
  return {
    noun: "picture",
    ...folded("Picture"),
    items: chart === "" ? [] : [() => `\n\`\`\`mermaid\n${chart}\`\`\``],
  };
}
