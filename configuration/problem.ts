import { inspect } from "node:util";

/** One thing wrong with the configuration, in the words of whoever wrote it. */
export interface Problem {
  /** Where: `environments.dev.clients.web.idTokenValidity`. */
  readonly path: string;
  /** What stands there. */
  readonly value: unknown;
  /** What must hold. */
  readonly rule: string;
  /** What to write instead. */
  readonly fix: string;
}

/** The configuration cannot be used. Carries every problem at once. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  constructor(readonly problems: readonly Problem[]) {
    super(report(problems));
  }
}

function report(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [
    `environments.ts has ${count}. Nothing was written.`,
    ...problems.map(
      ({ path, value, rule, fix }) =>
        `  ${shortened(path || "configuration")}\n    value  ${shown(value)}\n    rule   ${shortened(rule, longestSaid)}\n    fix    ${shortened(fix, longestSaid)}`,
    ),
  ].join("\n\n");
}

const longestShown = 120;
/** Some rules list what there is to choose from; a name of the team's may be of any length. */
const longestSaid = 1000;

function shown(value: unknown): string {
  if (value === undefined) return "(missing)";
  return shortened(inspect(value, { breakLength: Infinity, depth: 3 }));
}

function shortened(text: string, longest = longestShown): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
