/**
 * Whose a file is, and so what an upgrade does with it.
 *
 * - `team`: never touched.
 * - `example`: ships, and is the team's to change: follows the new version as long as nobody has.
 * - `both`: the new version's changes are merged into the team's.
 * - `library`: replaced.
 */
export type Owner = "team" | "example" | "both" | "library";

const owners: readonly (readonly [RegExp, Owner])[] = [
  [/^(environments|extend)\.ts$/, "team"],
  [/^gatehouse\.lock\.json$/, "team"],
  [/^__tests__\/environments\/.*\.snap$/, "team"],
  // Taken from the new version, and completed by npm.
  [/^package-lock\.json$/, "team"],
  [/^functions\/shared\//, "library"],
  [/^__tests__\/functions\/shared\//, "library"],
  [/^(functions|graphql|__tests__\/functions|__tests__\/environments)\//, "example"],
  // What stands beside the folders, and what GitHub reads, teams adapt: README, editor, CI.
  [/^[^/]+$/, "both"],
  [/^(\.github|\.vscode)\//, "both"],
];

/** @param file its path in the project, with `/`. */
export function ownerOf(file: string): Owner {
  return owners.find(([pattern]) => pattern.test(file))?.[1] ?? "library";
}

/** What is kept or replaced together: a function of the team's is one thing, however many files it has. */
export function unitOf(file: string): string {
  return /^(__tests__\/)?functions\/[^/]+\//.exec(file)?.[0] ?? file;
}

/** The function that a unit has the tests of: they are of one version. */
export function testedBy(unit: string): string | undefined {
  return unit.startsWith(`${tests}functions/`) ? unit.slice(tests.length) : undefined;
}

const tests = "__tests__/";
