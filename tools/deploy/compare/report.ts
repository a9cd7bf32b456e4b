import type { Difference, EnvironmentComparison } from "./comparison";

/** For a terminal: differences by stack and address, then what was expected. */
export function asText(comparison: EnvironmentComparison): string {
  const [one, other] = comparison.environments;
  const headings = new Set(comparison.differences.map(heading));
  const lines = [...headings].flatMap((text) => [
    "",
    `  ${text}`,
    ...comparison.differences
      .filter((difference) => heading(difference) === text)
      .map((difference) => `    ${change(difference, one, other)}`),
  ]);
  const expected = comparison.expected.map(
    ({ path, reason, differences }) =>
      `  ${path}  ${counted(differences.length, "place")}: ${reason}`,
  );
  const unused = comparison.unused.map(({ path, reason }) => `  ${path}: ${reason}`);
  return [
    headline(comparison),
    ...lines,
    ...(expected.length > 0 ? ["", "Expected by environments.ts:", ...expected] : []),
    ...(unused.length > 0 ? ["", "Expected by environments.ts, and not there:", ...unused] : []),
    "",
  ].join("\n");
}

/** For a pull request or a job's summary. */
export function asMarkdown(comparison: EnvironmentComparison): string {
  const [one, other] = comparison.environments;
  const rows = comparison.differences.map(
    ({ path, before, after }) => `| ${code(path)} | ${cell(before)} | ${cell(after)} |`,
  );
  const expected = comparison.expected.map(
    ({ path, reason, differences }) =>
      `- ${code(path)}, ${counted(differences.length, "place")}: ${plain(reason)}`,
  );
  const unused = comparison.unused.map(({ path, reason }) => `- ${code(path)}: ${plain(reason)}`);
  return [
    `### ${headline(comparison)}`,
    ...(rows.length > 0 ? ["", `| | ${one} | ${other} |`, "| --- | --- | --- |", ...rows] : []),
    ...(expected.length > 0 ? ["", "Expected by `environments.ts`:", "", ...expected] : []),
    ...(unused.length > 0
      ? ["", "Expected by `environments.ts`, and not there:", "", ...unused]
      : []),
    "",
  ].join("\n");
}

function headline({ environments, differences, expected }: EnvironmentComparison): string {
  const places = new Set(expected.flatMap((one) => one.differences)).size;
  const found =
    differences.length === 0
      ? "no difference that is not expected"
      : counted(differences.length, "difference");
  return `${environments.join(" and ")}: ${found}${places > 0 ? `, ${places} expected` : ""}`;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function heading({ part, address }: Difference): string {
  return `${part}  ${address}`;
}

function change({ path, address, before, after }: Difference, one: string, other: string): string {
  // A whole resource says nothing that its address does not.
  if (path === address) return `only in ${before === null ? other : one}`;
  const attribute = path.slice(address.length).replace(/^\./, "");
  return `${attribute}  ${before ?? "(none)"} → ${after ?? "(none)"}`;
}

/** Longer values make a table that nobody can read. */
const longestCell = 200;

function cell(value: string | null): string {
  if (value === null) return "";
  return code(value.length > longestCell ? `${value.slice(0, longestCell)}…` : value);
}

/** As code: nothing in it is taken for Markdown, and a bar does not end the cell. */
function code(text: string): string {
  const flat = text.replace(/\s+/g, " ").replaceAll("|", "\\|");
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${flat}${fence}` : `${fence} ${flat} ${fence}`;
}

function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&").replace(/\s+/g, " ");
}
