import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const project = path.resolve(__dirname, "../..");

/** What is costly to make again, and the same in every copy. */
const shared = ["node_modules", path.join(".local", "providers"), path.join(".local", "venv")];

/**
 * Copies the project's files, as git knows them, into `folder`, with the example's environments:
 * commands can run there without meeting whoever uses the project itself.
 *
 * @returns the file with the environments.
 */
export function copyProject(folder: string): string {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: project,
    encoding: "utf8",
  });
  for (const file of files.split("\n").filter(Boolean)) {
    const from = path.join(project, file);
    if (existsSync(from)) cpSync(from, path.join(folder, file));
  }
  for (const name of shared) {
    const target = path.join(project, name);
    if (!existsSync(target)) continue;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    symlinkSync(target, path.join(folder, name));
  }
  const example = path.join("__tests__", "support", "example-environments");
  writeFileSync(
    path.join(folder, "environments.ts"),
    `export { configuration } from "./${example}";\n`,
  );
  return path.join(folder, `${example}.ts`);
}
