import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** Where the functions are, each in a folder of its own. */
export const functionsFolder = path.join(__dirname, "../functions");

/** The names of the folders that hold a function: those with an `index.ts`. */
export function functionsIn(folder: string): readonly string[] {
  return foldersWith("index.ts", folder);
}

/** The names of the folders that declare a function: those with a `function.ts`. */
export function declarationsIn(folder: string): readonly string[] {
  return foldersWith("function.ts", folder);
}

function foldersWith(file: string, folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, file)))
    .map((entry) => entry.name)
    .sort();
}

/** Whether a function says in a `function.ts` of its own what it is, and who calls it. */
export function declaresItself(folder: string, name: string): boolean {
  return existsSync(path.join(folder, name, "function.ts"));
}
