import type { ContextValues } from "./role-sessions";

/** Text with wildcards: `any` for `*`, `one` for `?`, and what stands for itself. */
export type Pattern = readonly (typeof any | typeof one | string)[];

const any = Symbol("*");
const one = Symbol("?");

/**
 * Takes a pattern apart, and puts in what its policy variables stand for. `${*}`, `${?}` and `${$}` are
 * those characters themselves.
 *
 * @param context what variables stand for; `undefined` where there are none: in actions, and in policies of
 *   the version of 2008.
 * @returns `undefined` when a variable stands for nothing, or for several values: then nothing matches.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parsePattern(
  text: string,
  context: ContextValues | undefined,
): Pattern | undefined {
  const pieces = text.match(context === undefined ? /[^]/gu : /\$\{[^}]*\}|[^]/gu) ?? [];
  const pattern: Pattern[number][] = [];
  for (const piece of pieces) {
    if (piece === "*") pattern.push(any);
    else if (piece === "?") pattern.push(one);
    else if (context === undefined || !piece.startsWith("${")) pattern.push(piece);
    else {
      const value = variable(piece.slice(2, -1), context);
      if (value === undefined) return undefined;
      pattern.push(...Array.from(value));
    }
  }
  return pattern;
}

/** `<key>`, or `<key>, '<what it stands for where the request does not have it>'`. */
function variable(text: string, context: ContextValues): string | undefined {
  if (["*", "?", "$"].includes(text)) return text;
  const { key = text, standIn } =
    /^(?<key>[^,]*?)\s*,\s*'(?<standIn>.*)'$/.exec(text)?.groups ?? {};
  const value = valuesOf(context, key.trim());
  if (value.length === 0) return standIn;
  return value.length === 1 ? value[0] : undefined;
}

/** The values of a key in a request, whose names know no case. */
export function valuesOf(context: ContextValues, key: string): readonly string[] {
  const wanted = key.toLowerCase();
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return found === undefined ? [] : [found].flat();
}

/** Whether a text fits a pattern as a whole. */
export function patternMatches(pattern: Pattern | undefined, text: string): boolean {
  if (pattern === undefined) return false;
  const characters = Array.from(text);
  // As it goes on; where it does not fit, the last `*` takes one character more.
  let position = 0;
  let lastAny = -1;
  let taken = 0;
  for (let index = 0; index < characters.length;) {
    const wanted = pattern[position];
    if (wanted === any) {
      lastAny = position++;
      taken = index;
    } else if (wanted === one || wanted === characters[index]) {
      position++;
      index++;
    } else if (lastAny >= 0) {
      position = lastAny + 1;
      index = ++taken;
    } else {
      return false;
    }
  }
  return pattern.slice(position).every((piece) => piece === any);
}

/**
 * Whether an ARN fits a pattern, part by part: wildcards stay within a part, and the last one goes on to
 * the end. `*` alone is every resource.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnMatches(
  patternText: string,
  arn: string,
  context: ContextValues | undefined,
): boolean {
  if (/^\*+$/.test(patternText)) return true;
  const pattern = parsePattern(patternText, context);
  if (pattern === undefined) return false;
  const parts: Pattern[number][][] = [[]];
  for (const piece of pattern) {
    if (piece === ":" && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(piece);
  }
  const found = arn.split(":");
  // `arn:aws:s3:*`: what ends early goes on past the colons, if it ends in a wildcard.
  const length = parts.length < 6 && parts.at(-1)?.at(-1) !== any ? 6 : parts.length;
  if (parts.length < length || found.length < parts.length) return false;
  const joined = [...found.slice(0, parts.length - 1), found.slice(parts.length - 1).join(":")];
  return parts.every((part, index) => patternMatches(part, joined[index] ?? ""));
}
