/** Characters; GitHub refuses a longer comment. */
const maxCommentLength = 65_536;

const marker = /^<!-- gatehouse-(?:plan|drift): [\w.-]+ -->$/;

/**
 * The line by which the comment of a stack is found again: the first of a report in Markdown.
 *
 * @param file what the error calls the report.
 * @throws Error when the text is no report, or too long for a comment.
 */
export function markerOf(report: string, file: string): string {
  const line = firstLine(report);
  if (!marker.test(line)) {
    throw new Error(
      `${file} is no report: its first line is not Gatehouse's marker. Take report.md of an artifact, or\n` +
        "what `npm run --silent plan -- <stack> --markdown` prints.",
    );
  }
  if (report.length > maxCommentLength) {
    throw new Error(
      `${file} has ${report.length} characters, and GitHub takes comments of ${maxCommentLength}.\n` +
        "Reports of `npm run plan` are shorter: take one of a single stack, as it was written.",
    );
  }
  return line;
}

/** What a comment has on its first line. GitHub may end its lines with `\r\n`. */
export function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}
