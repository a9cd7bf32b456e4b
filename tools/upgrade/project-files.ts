import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { git, isClone } from "./git";

/** Never part of a version. */
const notOurs = new Set([".git", "node_modules", ".local", "cdktf.out"]);

/** The paths of a version's files, with `/`: what git has or would take, or all where there is no git. */
export function filesOf(folder: string): ReadonlySet<string> {
  const names = isClone(folder)
    ? git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    : allFiles(folder);
  // One that git knows may be deleted.
  return new Set(names.filter((name) => name !== "" && existsSync(path.join(folder, name))));
}

function allFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !notOurs.has(name))
    .flatMap((name) => {
      const here = path.join(folder, name);
      if (!lstatSync(here).isDirectory()) return [name];
      return allFiles(here).map((file) => `${name}/${file}`);
    });
}

/** What a file holds; `undefined` where there is none. */
export function contentOf(folder: string, file: string): Buffer | undefined {
  try {
    return readFileSync(path.join(folder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whether both have the file with the same content, or neither has it. */
export function isSame(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}
