import type { Status } from "./status";

const marks = { ALARM: "✗", INSUFFICIENT_DATA: "?", OK: "✓" } as const;

/** A status for the terminal: what is wrong with its text, then the rest, then the numbers of the day. */
export function statusText({ environment, alarms, functions }: Status): string {
  const wrong = alarms.filter(({ state }) => state === "ALARM");
  const others = alarms.filter(({ state }) => state !== "ALARM");
  const counts = Object.entries(functions);
  return [
    headline(environment, alarms.length, wrong.length),
    ...wrong.map(
      ({ name, since, text }) =>
        `\n  ${marks.ALARM} ${name}${since === undefined ? "" : `, since ${since}`}\n${indented(text)}`,
    ),
    ...(others.length > 0 ? [""] : []),
    ...others.map(({ name, state }) => `  ${marks[state]} ${name}`),
    "",
    counts.length === 0 ? "No function was called in the last 24 hours." : "The last 24 hours:",
    ...counts.map(
      ([name, numbers]) =>
        `  ${name}: ${Object.entries(numbers)
          .map(([what, number]) => `${what} ${number}`)
          .join(", ")}`,
    ),
    "",
  ].join("\n");
}

function headline(environment: string, all: number, wrong: number): string {
  if (all === 0) {
    return `${environment} has no alarms: \`alarms: { enabled: true }\` in environments.ts makes them.`;
  }
  if (wrong === 0) return `${environment}: none of ${all} alarms is on.`;
  return `${environment}: ${wrong} of ${all} alarms ${wrong === 1 ? "is" : "are"} on.`;
}

function indented(text: string): string {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => `    ${line}`)
    .join("\n");
}
