import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { projectFolder } from "../../project/project";

/** What the project's folder holds, in git's words. */
export interface Commit {
  /** `null` outside of git, or where there is no commit yet. */
  readonly commit: string | null;
  /** Whether there is anything beside it. */
  readonly uncommittedChanges: boolean;
}

/** Which commit is checked out. */
export async function currentCommit(): Promise<Commit> {
  try {
    const commit = await git("rev-parse", "HEAD");
    return { commit, uncommittedChanges: (await git("status", "--porcelain")) !== "" };
  } catch {
    return { commit: null, uncommittedChanges: true };
  }
}

async function git(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", args, { cwd: projectFolder });
  return stdout.trim();
}
