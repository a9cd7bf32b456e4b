import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * The difference of some files between two folders, as a patch for `git apply`.
 *
 * @param files their paths in both.
 */
export function differenceOf(files: readonly string[], before: string, after: string): string {
  const draft = mkdtempSync(path.join(tmpdir(), "gatehouse-difference-"));
  try {
    for (const [side, folder] of [
      ["a", before],
      ["b", after],
    ] as const) {
      for (const file of files) {
        const from = path.join(folder, file);
        if (existsSync(from)) cpSync(from, path.join(draft, side, file));
      }
    }
    const args = ["diff", "--no-index", "--no-color", "--no-prefix", "a", "b"];
    return spawnSync("git", args, { cwd: draft, encoding: "utf8" }).stdout;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
