import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const LONGEST_ANSWER_BYTES = 256 * 1024 * 1024;

/**
 * What git answers in a folder, without the last line break.
 *
 * @throws Error with git's own words.
 */
export function git(folder: string, ...args: readonly string[]): string {
  try {
    return execFileSync("git", args, {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: LONGEST_ANSWER_BYTES,
      stdio: ["ignore", "pipe", "pipe"],
    }).replace(/\n$/, "");
  } catch (error) {
    const { code, stderr = "" } = error as { code?: string; stderr?: string };
    if (code === "ENOENT") throw new Error("There is no git on the PATH. Install it.");
    throw new Error(`git ${args[0] ?? ""}: ${stderr.trim()}`);
  }
}

/** The same; `undefined` where git says no. */
export function askGit(folder: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** Whether a folder is the root of a git clone: not one below it, and not outside of git. */
export const isClone = (folder: string): boolean =>
  askGit(folder, "rev-parse", "--show-prefix") === "";

/** Runs work with the files of a commit in a folder, which is taken away afterwards. */
export async function withCommit<Result>(
  clone: string,
  commit: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const draft = mkdtempSync(path.join(tmpdir(), "gatehouse-upgrade-"));
  const files = path.join(draft, "files");
  try {
    // An index of its own: the clone's stays as it is.
    const env = { ...process.env, GIT_INDEX_FILE: path.join(draft, "index") };
    const options = { cwd: clone, env, stdio: "ignore" } as const;
    execFileSync("git", ["read-tree", commit], options);
    execFileSync("git", ["checkout-index", "--all", `--prefix=${files}/`], options);
    return await work(files);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
