import { inspect } from "node:util";
import type { Outcome } from "./outcome";
import type { Dropped } from "./sayable";
import { indented } from "./written";

/** All that `npm run adopt` has found. */
export interface AdoptionReport {
  readonly environment: string;
  readonly entry: string;
  readonly extension: string | undefined;
  readonly dropped: readonly Dropped[];
  readonly left: readonly { readonly what: string; readonly why: string }[];
  readonly outcome: Outcome;
  /** What AWS has and the provider does not know. */
  readonly wiped: readonly string[];
}

/** The report for whoever adopts: what to paste, what it keeps, and what the first apply does. */
export function adoptionText(report: AdoptionReport): string {
  const { environment, entry, extension, dropped, left, outcome, wiped } = report;
  const parts = [
    `For \`environments\` in environments.ts:\n\n${indented(entry, 4)}`,
    ...(extension === undefined
      ? []
      : [
          "For the function in extend.ts. It keeps what the pool has otherwise than the entry says. Take a line\n" +
            "out later to let the entry decide:\n\n" +
            `  import { keep } from "./stacks/keep";\n\n${indented(extension, 2)}`,
        ]),
    ...section(
      "The configuration cannot say this, so extend.ts keeps it",
      dropped.map(({ path, value, rule }) => `${path}: ${short(value)}\n  ${rule}`),
    ),
    ...section(
      "Not adopted, and left as it is",
      left.map(({ what, why }) => `${what}: ${why}`),
    ),
    ...section(
      "The next update would take this away, for the AWS provider does not know it",
      wiped,
    ),
    ...section("This would change all the same", outcome.changed),
    `The first apply adopts ${count(outcome.adopted, "resource")}; ${changes(outcome)}.\n` +
      `It makes ${made(outcome)}.`,
    isWhole(report)
      ? `Then: npm run lock -- ${environment}, npm run bootstrap -- ${environment}, npm run plan -- auth-${environment}\n` +
        "Whoever applies it first needs an administrator's rights: deploy roles may touch only what has the\n" +
        "environment's tags. docs/guides/adopt.md says more."
      : "Do not apply this: see above what it would change or take away.",
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Whether nothing of the pool would be changed or lost. */
export function isWhole({ outcome, wiped }: Pick<AdoptionReport, "outcome" | "wiped">): boolean {
  return outcome.changed.length === 0 && wiped.length === 0;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [`${title}:\n\n${lines.map((line) => indented(line, 2)).join("\n")}`];
}

function changes({ changed, protects }: Outcome): string {
  if (changed.length > 0) return `${count(changed.length, "setting")} of them would change`;
  return protects
    ? "nothing of them changes but tags, and deletion protection, which goes on"
    : "nothing of them changes but tags";
}

function made({ made: types }: Outcome): string {
  const words = Object.entries(types).map(([type, many]) => `${many} ${type}`);
  return words.length === 0 ? "nothing" : words.join(", ");
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}

function short(value: unknown): string {
  const text = inspect(value, { breakLength: Infinity, depth: 4 });
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
