import { clipped, visible } from "../visible";

/** Written by GitHub as nothing: parts what it would otherwise make a mention or a link of. */
const gap = "&#8203;";

/**
 * A text from a plan as words of a Markdown paragraph or table cell: on one line, and nothing in it is
 * markup, mentions somebody, links somewhere or refers to an issue. Between backticks it is code.
 *
 * GitHub looks for mentions and issues after it has decoded entities, so those need the gap.
 *
 * @param length characters after which it is cut.
 * @see https://github.github.com/gfm/#autolinks-extension-
 * @see https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function prose(text: string, length = 1000): string {
  return clipped(visible(text), length)
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part) : words(part)))
    .join("");
}

/** A name or a value from a plan as code, of one line, that ends where it ends. */
export function code(text: string, length = 300): string {
  return codeSpan(clipped(visible(text), length));
}

/** Lines from a plan to be copied as they are: nothing in them is markup, and nothing is put in. */
export function preformatted(lines: readonly string[]): string {
  const text = lines.map((line) => visible(line).replace(/[&<>]/g, entity)).join("\n");
  return `<pre>${text}</pre>`;
}

/**
 * Between backticks nothing is markup, but a backtick ends it, a bar ends a table's cell and blanks at
 * the ends are taken off.
 */
function codeSpan(text: string): string {
  return /^[^\s`|\\](?:[^`|\\]*[^\s`|\\])?$/.test(text)
    ? `\`${text}\``
    : `<code>${words(text)}</code>`;
}

function words(text: string): string {
  return (
    text
      .replace(/[\\`*_[\]<>&|~]/g, entity)
      // Two dollar signs would make a formula of what is between them.
      .replace(/\$/g, () => "<span>$</span>")
      .replace(/@/g, `@${gap}`)
      .replace(/#(?=\d)(?<!&#)/g, `#${gap}`)
      .replace(/(GH-)(?=\d)/gi, `$1${gap}`)
      .replace(/(:)(?=\/\/)/g, `$1${gap}`)
      .replace(/(www)(?=\.)/gi, `$1${gap}`)
      .replace(/(mailto|xmpp)(?=:)/gi, `$1${gap}`)
  );
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/**
 * A comment that GitHub shows to nobody and by which the comment of a stack is found again, to update
 * it: the first line of every Markdown report.
 */
export function commentMarker(stack: string | undefined, mode: "plan" | "drift" = "plan"): string {
  const name = (stack ?? "unnamed").replace(/[^\w.-]/g, "_").replace(/--+/g, "-");
  return `<!-- gatehouse-${mode}: ${clipped(name, 100) || "unnamed"} -->`;
}
