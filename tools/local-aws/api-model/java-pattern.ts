/**
 * A pattern of an API's model as Java reads it, which AWS's front door is written in: the whole value
 * has to match, and `\s` means the six ASCII spaces alone. A no-break space is none, nor a letter.
 */
export function javaPattern(pattern: string): RegExp {
  const dotAll = pattern.startsWith("(?s)");
  const source = (dotAll ? pattern.slice(4) : pattern)
    .replaceAll("[\\S]", "[^ \\t\\n\\v\\f\\r]")
    .replaceAll("\\s", " \\t\\n\\v\\f\\r");
  return new RegExp(`^(?:${source})$`, dotAll ? "su" : "u");
}
