const mostLines = 50;

/** The lines of a finding, 50 of them at most, and how many there are beside. */
export function detailLines(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), `… and ${lines.length - mostLines} more`];
}
