/** Names of characters that a reader cannot see, or takes for others. */
const names: Readonly<Record<number, string>> = {
  0x09: "a tab",
  0x0a: "a line break",
  0x0d: "a line break",
  0x20: "a space",
  0xa0: "a no-break space",
  0xad: "a soft hyphen",
  0x200b: "a zero-width space",
  0x200c: "a zero-width non-joiner",
  0x200d: "a joiner, which holds the parts of an emoji together",
  0x200e: "a mark for the direction of text",
  0x200f: "a mark for the direction of text",
  0x2028: "a line separator",
  0x2029: "a paragraph separator",
  0x202f: "a narrow no-break space",
  0x2060: "a word joiner",
  0xfeff: "a byte order mark",
};

/** A character of a text with its place. */
export interface Character {
  readonly text: string;
  /** In characters as a reader counts them; the first is 1. */
  readonly place: number;
}

/** The first character that is not of a class, or `undefined`. */
export function firstOutside(text: string, allowed: RegExp): Character | undefined {
  let place = 0;
  for (const character of text) {
    place += 1;
    if (!allowed.test(character)) return { text: character, place };
  }
  return undefined;
}

/** `U+00A0 (a no-break space), character 5`. */
export function described({ text, place }: Character): string {
  const code = text.codePointAt(0) ?? 0;
  const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const name = names[code];
  if (name !== undefined) return `${number} (${name}), character ${place}`;
  // What cannot be printed is said by its number alone.
  const shown = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(text)
    ? `${JSON.stringify(text)} (${number})`
    : number;
  return `${shown}, character ${place}`;
}
