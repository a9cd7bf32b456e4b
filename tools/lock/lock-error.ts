/** A change that would lose users. */
export interface LockProblem {
  /** Where: environment, address and attribute. */
  readonly where: readonly string[];
  /** What the lock says. */
  readonly before: unknown;
  /** What the configuration or a construct says now. `undefined`: nothing any more. */
  readonly after: unknown;
  /** What would happen to the users. */
  readonly effect: string;
  readonly instead: string;
}

/** The lock refuses, or cannot be read. Its message says it all; no stack is needed. */
export class LockError extends Error {
  override readonly name = "LockError";
}

/**
 * All that the lock refuses, at once.
 *
 * @param additions what is new in locked environments, a line each.
 */
export function lockRefusal(
  problems: readonly LockProblem[],
  additions: readonly string[],
): LockError {
  return new LockError(
    [
      ...(problems.length > 0 ? refused(problems) : []),
      ...(additions.length > 0 ? notLocked(additions, problems.length > 0) : []),
    ].join("\n\n"),
  );
}

function refused(problems: readonly LockProblem[]): readonly string[] {
  const count = problems.length === 1 ? "a change" : `${problems.length} changes`;
  return [
    `gatehouse.lock.json refuses ${count} that would lose users. Nothing was written.`,
    ...problems.map(({ where, before, after, effect, instead }) =>
      [
        `  ${where.join(" · ")}`,
        `    was      ${shown(before)}`,
        `    is       ${shown(after)}`,
        `    effect   ${effect}`,
        `    instead  ${instead}`,
      ].join("\n"),
    ),
  ];
}

function notLocked(additions: readonly string[], isRefused: boolean): readonly string[] {
  const lines = additions.map((addition) => `\n  ${addition}`).join("");
  return [
    isRefused
      ? `New as well, for \`npm run lock\` once nothing is refused any more:${lines}`
      : `gatehouse.lock.json does not have what is new in a locked environment. Run \`npm run lock\` and commit it:${lines}`,
  ];
}

function shown(value: unknown): string {
  if (value === undefined) return "(gone)";
  if (value === null) return "(none)";
  return typeof value === "string" ? value : JSON.stringify(value);
}
