import path from "node:path";
import type { Check } from "./fault";

/** Whether a path leads to a place in the project, and is written in the one way that it can be. */
export function isInProject(file: string): boolean {
  return (
    /^[\w@.][\w@ ./-]*$/.test(file) &&
    path.posix.normalize(file) === file &&
    !file.split("/").includes("..")
  );
}

/** The path of a file in the project, from its top folder on. */
export function projectFile(what: string, extensions: readonly string[]): Check {
  return (value) => {
    return isInProject(value) && extensions.includes(path.posix.extname(value).toLowerCase())
      ? undefined
      : {
          rule: `${what} is the path of a file in the project, from its top folder on, that ends in ${extensions.join(", ")}`,
          fix: `write a path such as \`sign-in/page${extensions[0] ?? ""}\``,
        };
  };
}
