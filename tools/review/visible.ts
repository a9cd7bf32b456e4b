/**
 * What no report may pass on as it is: control characters (ANSI escapes among them), line ends, marks
 * that turn the direction of text around, invisible characters, private ones and halves of characters.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text from a plan on one line, in which everything can be seen: what cannot is written as in JSON
 * (`\u001b`). A plan is written by whoever opens a pull request, and its names end up in terminals.
 */
export function visible(text: string): string {
  return text.replace(
    invisible,
    (character) => shortEscapes[character] ?? escapedCodeUnits(character),
  );
}

/** {@link visible} for JSON, in which such characters only stand within strings, or lay it out. */
export function visibleJson(json: string): string {
  return json.replace(invisible, (character) =>
    character === "\n" ? character : escapedCodeUnits(character),
  );
}

/** Cuts a text after so many characters, never within one. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function escapedCodeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
}
