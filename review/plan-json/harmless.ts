/**
 * Characters that a terminal or a page would obey, hide or break a line at: control characters and
 * ANSI escapes, the marks that turn the direction of text, separators of lines, and halves of
 * characters. `\p{Cf}` is what Unicode calls format characters.
 */
const harmful = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * The text with every such character written out, `\u{1b}`: names in a plan come from whoever wrote
 * it, and a report must say what they are.
 */
export function harmless(text: string): string {
  return text.replace(harmful, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
