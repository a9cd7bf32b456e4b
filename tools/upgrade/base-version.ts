import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { askGit, isClone } from "./git";

const manifest = z.looseObject({
  version: z.string(),
  /** What the last upgrade has written down. */
  gatehouse: z.object({ commit: z.string() }).optional(),
});

/** What `package.json` says of the version that a folder holds. */
export function manifestOf(folder: string): z.output<typeof manifest> {
  try {
    return manifest.parse(JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")));
  } catch {
    throw new Error(`${folder} is no clone of Gatehouse: its package.json says no version.`);
  }
}

/** A commit, and a clone that has it. */
export interface KnownCommit {
  readonly clone: string;
  readonly commit: string;
}

/**
 * Finds the version that a team's project began with, or was last upgraded to: what the last upgrade has
 * written down, else the newest commit that both have, else the tag of the version that `package.json` names.
 *
 * @param clones where commits are looked for: the team's, and the new version's if it is one.
 * @param next the commit of the new version, where it has one.
 * @throws Error when none of it is there.
 */
export function baseVersion(
  project: string,
  clones: readonly string[],
  next: string | undefined,
): KnownCommit {
  const { version, gatehouse } = manifestOf(project);
  for (const name of [gatehouse?.commit, commonCommit(project, clones, next), `v${version}`]) {
    if (name === undefined) continue;
    const found = knownCommit(name, clones);
    if (found !== undefined) return found;
  }
  throw new Error(
    `Nothing says which version of Gatehouse this project began with: there is no commit that both have, and no tag v${version}.\n` +
      "Name it: `--base <commit>`, where that commit holds Gatehouse as you took it.",
  );
}

/** The clone that has a commit of this name. */
export function knownCommit(name: string, clones: readonly string[]): KnownCommit | undefined {
  for (const clone of clones) {
    const commit = askGit(clone, "rev-parse", "--verify", "--quiet", `${name}^{commit}`);
    if (commit !== undefined) return { clone, commit };
  }
  return undefined;
}

/** The newest commit of the team's history that the new version's has as well. */
function commonCommit(
  project: string,
  clones: readonly string[],
  next: string | undefined,
): string | undefined {
  if (next === undefined) return undefined;
  const theirs = new Set(clones.flatMap((clone) => history(clone, next)));
  return history(project, "HEAD").find((commit) => theirs.has(commit));
}

/** Newest first. */
const history = (clone: string, commit: string): readonly string[] =>
  askGit(clone, "rev-list", commit)?.split("\n") ?? [];

/** Whether a folder's files are those of a commit. */
export const hasChanges = (folder: string): boolean =>
  isClone(folder) && askGit(folder, "status", "--porcelain") !== "";
