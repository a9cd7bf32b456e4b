import { readFileSync, statSync } from "node:fs";
import path from "node:path";

/** A file of the project by its path from the top folder on; `undefined` where there is none. */
export function readProjectFile(file: string): Buffer | undefined {
  const full = path.join(__dirname, "..", file);
  return statSync(full, { throwIfNoEntry: false })?.isFile() === true
    ? readFileSync(full)
    : undefined;
}
