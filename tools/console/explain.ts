/** Why a file cannot be read or written, in the words of whoever has to mend it. */
const fileProblems: Readonly<Record<string, string>> = {
  EACCES: "you may not. Run the command where you may, or give yourself the rights.",
  EPERM: "you may not. Run the command where you may, or give yourself the rights.",
  EROFS: "it is on a disk that can only be read. Work in a copy of the project.",
  ENOSPC: "the disk is full. Free some space, and run the command again.",
  EDQUOT: "your share of the disk is full. Free some space, and run the command again.",
  EMFILE: "too many files are open. Raise the limit (`ulimit -n`), and run the command again.",
};

/** What tsx says of a file that is no TypeScript. */
const notTypeScript = /^Transform failed with \d+ errors?:\n(.+:\d+:\d+): ERROR: (.+)/;

/** The sentence about a file that cannot be used; `undefined` for any other error. */
export function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, place, what] = notTypeScript.exec(error.message) ?? [];
  if (place !== undefined) return `${place} cannot be read: ${what}.`;
  const { code = "", path, syscall = "use" } = error as NodeJS.ErrnoException;
  const why = fileProblems[code];
  if (why === undefined) return fileProblem(error.cause);
  return path === undefined
    ? `A file cannot be used (${syscall}): ${why}`
    : `${path} cannot be used (${syscall}): ${why}`;
}

/** What an error says to whoever has run a command. `DEBUG` adds where it comes from. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (process.env["DEBUG"] !== undefined) return error.stack ?? error.message;
  return fileProblem(error) ?? error.message;
}
