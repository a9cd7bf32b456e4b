/** Text with wildcards, in pieces: `*`, `?`, a character each, or a whole `${variable}`. */
export type Pattern = readonly string[];

/**
 * Takes a pattern apart. `*` stands for any characters, `?` for one.
 *
 * @param hasVariables whether `${…}` is a policy variable: then it is one piece, of which nobody
 *   knows what it stands for.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parsePattern(text: string, hasVariables: boolean): Pattern {
  const pieces = text.match(hasVariables ? /\$\{[^}]*\}|[^]/gu : /[^]/gu);
  return inOneOrder(pieces ?? []);
}

/** Text in which nothing is a wildcard: that of `StringEquals`. Variables are variables there too. */
export function literalPattern(text: string, hasVariables: boolean): Pattern | undefined {
  const pieces = parsePattern(text, hasVariables);
  return pieces.some((piece) => piece === "*" || piece === "?") ? undefined : pieces;
}

/**
 * Whether `outer` matches all that `inner` matches. It may say no where a closer look would say yes,
 * and never yes where it is no.
 */
export function contains(outer: Pattern, inner: Pattern): boolean {
  // Matches `inner` as if it were a text: only `*` takes a `*` or a variable, `?` takes a `?` too.
  let position = 0;
  let lastStar = -1;
  let afterStar = 0;
  for (let index = 0; index < inner.length;) {
    const wanted = outer[position];
    if (wanted === "*") {
      lastStar = position++;
      afterStar = index;
    } else if (wanted === inner[index] || (wanted === "?" && isOneCharacter(inner[index]))) {
      position++;
      index++;
    } else if (lastStar >= 0) {
      position = lastStar + 1;
      index = ++afterStar;
    } else {
      return false;
    }
  }
  return outer.slice(position).every((piece) => piece === "*");
}

/** The parts of an ARN between its colons: six, or fewer if it ends early. */
export type ArnPattern = readonly ArnPart[];

interface ArnPart {
  readonly pieces: Pattern;
  /** The same for equal pieces. */
  readonly key: string;
  readonly hasWildcard: boolean;
}

/** `arn:partition:service:region:account:resource`; the resource may have colons of its own. */
export function arnPattern(pattern: Pattern): ArnPattern {
  const parts: string[][] = [[]];
  for (const piece of pattern) {
    if (piece === ":" && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(piece);
  }
  return parts.map((pieces) => ({
    pieces,
    key: pieces.join("\n"),
    hasWildcard: pieces.includes("*") || pieces.includes("?"),
  }));
}

/**
 * {@link contains} for ARNs, whose wildcards stay within a part, the last one of a part aside.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnContains(outer: ArnPattern, inner: ArnPattern): boolean {
  if (outer.length === 1 && outer[0]?.key === "*") return true;
  if (outer.length > inner.length) return false;
  return outer.every((part, index) => {
    const other = inner[index];
    // `arn:aws:s3:*` goes on past the colons.
    if (index === outer.length - 1 && outer.length < inner.length) return part.key === "*";
    if (part.key === other?.key) return true;
    // Most comparisons end here: policies name many resources and few patterns.
    return part.hasWildcard && other !== undefined && contains(part.pieces, other.pieces);
  });
}

function isOneCharacter(piece: string | undefined): boolean {
  return piece !== "*" && piece?.length === 1;
}

/** `*?*` and `?**` match the same: of neighbours, each `?` comes first, then one `*`. */
function inOneOrder(pieces: readonly string[]): Pattern {
  const ordered: string[] = [];
  for (const piece of pieces) {
    if (ordered.at(-1) !== "*" || (piece !== "*" && piece !== "?")) ordered.push(piece);
    else if (piece === "?") ordered.splice(-1, 0, piece);
  }
  return ordered;
}
