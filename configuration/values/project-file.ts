import path from "node:path";
import type { Check } from "./fault";

/** The path of a file in the project, from its top folder on. */
export function projectFile(what: string, extensions: readonly string[]): Check {
  return (value) => {
    const isInside =
      /^[\w@.][\w@ ./-]*$/.test(value) &&
      path.posix.normalize(value) === value &&
      !value.split("/").includes("..");
    return isInside && extensions.includes(path.posix.extname(value).toLowerCase())
      ? undefined
      : {
          rule: `${what} is the path of a file in the project, from its top folder on, that ends in ${extensions.join(", ")}`,
          fix: `write a path such as \`sign-in/page${extensions[0] ?? ""}\``,
        };
  };
}
