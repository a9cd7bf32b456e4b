const mostLines = 50;

/** In place of lines that Terraform or the provider calls sensitive. */
export const hiddenDetails: readonly string[] = ["It is marked as sensitive, so it is not shown."];

/** The lines of a finding, 50 of them at most, and how many there are beside. */
export function detailLines(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), `… and ${lines.length - mostLines} more`];
}
