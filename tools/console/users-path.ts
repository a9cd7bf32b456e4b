import path from "node:path";

/**
 * A path as the user means it: npm runs a script in the project's folder, wherever the user is.
 *
 * @see https://docs.npmjs.com/cli/v11/commands/npm-run-script
 */
export function usersPath(file: string): string {
  return path.resolve(process.env["INIT_CWD"] ?? process.cwd(), file);
}
