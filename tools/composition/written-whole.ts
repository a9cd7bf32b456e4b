import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Has files written into a new folder, and then moves each of them to its place in `output`. So whoever reads there
 * meanwhile finds the file of one synthesis or of another, and never a part of one: two may deploy at once.
 *
 * @param write is given the new folder. When it throws, `output` is as it was.
 */
export function writtenWhole(output: string, write: (folder: string) => void): void {
  const made = mkdirSync(output, { recursive: true });
  const folder = mkdtempSync(path.join(output, ".synth-"));
  try {
    write(folder);
    move(folder, output);
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Folders first: a manifest names what is there. */
function move(from: string, to: string): void {
  const entries = readdirSync(from, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    mkdirSync(path.join(to, name), { recursive: true });
    move(path.join(from, name), path.join(to, name));
  }
  for (const { name } of entries.filter((entry) => !entry.isDirectory())) {
    renameSync(path.join(from, name), path.join(to, name));
  }
}
