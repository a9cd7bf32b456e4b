import type { ChangeKind, Review } from "../model";
import { visible } from "../visible";
import { divideFindings, kindsOf, kindWord } from "./wording";

/** More cannot be read, and GitHub refuses to draw far more. */
const mostNodes = 40;

const longestLabel = 80;

/** Colours that can be told apart on light and dark pages, by what is done; words say it too. */
const styles = {
  created: "fill:#d9f2e0,stroke:#1a7f37,color:#12261a",
  changed: "fill:#fdf0c8,stroke:#9a6700,color:#2b2005",
  replaced: "fill:#ffe0cc,stroke:#bc4c00,color:#331702",
  deleted: "fill:#ffd9d9,stroke:#cf222e,color:#330a0d",
  blocked: "fill:#cf222e,stroke:#82071e,color:#ffffff,stroke-width:3px",
} as const;

const classes: Readonly<Record<ChangeKind, keyof typeof styles>> = {
  create: "created",
  import: "created",
  update: "changed",
  move: "changed",
  drift: "changed",
  replace: "replaced",
  delete: "deleted",
  forget: "deleted",
};

/**
 * What changes, as a Mermaid flowchart: a box for each kind of change, the most dangerous first, with
 * its resources, 40 in all; those that block come first. `""` when nothing changes.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function asMermaid(review: Review): string {
  const { changes } = review;
  if (changes.length === 0) return "";
  const blocked = new Set(divideFindings(review).blocking.map(({ address }) => address));
  const kinds = kindsOf(review);
  const ranked = kinds
    .flatMap((kind) => changes.filter((change) => change.kind === kind))
    .map((change) => ({ ...change, isBlocked: blocked.has(change.address) }));
  const listed = [
    ...ranked.filter(({ isBlocked }) => isBlocked),
    ...ranked.filter(({ isBlocked }) => !isBlocked),
  ]
    .slice(0, mostNodes)
    .map((change, index) => ({ ...change, id: `n${index}` }));

  const lines = ["flowchart LR"];
  for (const [index, kind] of kinds.entries()) {
    const ofKind = listed.filter((change) => change.kind === kind);
    if (ofKind.length === 0) continue;
    const all = changes.filter((change) => change.kind === kind).length;
    lines.push(
      `  subgraph k${index}["${kindWord(kind, review)}: ${all}"]`,
      ...ofKind.map(
        ({ id, address, isBlocked }) =>
          `    ${id}["${label(address)}"]:::${isBlocked ? "blocked" : classes[kind]}`,
      ),
      "  end",
    );
  }
  const left = changes.length - listed.length;
  if (left > 0) lines.push(`  more["and ${left} more"]`);
  const used = new Set(
    listed.map(({ kind, isBlocked }) => (isBlocked ? "blocked" : classes[kind])),
  );
  for (const name of used) lines.push(`  classDef ${name} ${styles[name]}`);
  return `${lines.join("\n")}\n`;
}

/** The resource stands at an address's end; modules before it are many and alike. */
function withItsEnd(text: string): string {
  if (text.length <= longestLabel) return text;
  return `…${text.slice(1 - longestLabel).replace(/^[\uDC00-\uDFFF]/, "")}`;
}

/**
 * A name in a quoted label: whatever might mean something to Mermaid, to the HTML that it draws or to a
 * Markdown fence around it is one of Mermaid's entity codes.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
function label(text: string): string {
  return (withItsEnd(visible(text)).trim() || "?").replace(
    /[^A-Za-z0-9 ._-]/gu,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  );
}
