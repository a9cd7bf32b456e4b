/** @functions post-confirmation */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { triggerNames } from "../../configuration/trigger-catalogue";
import type { ConfigurationInput } from "../../configuration";
import { filesOf } from "../../tools/upgrade/project-files";
import * as exampleEnvironments from "./example-environments";

const project = path.resolve(__dirname, "../..");

/** What is costly to make again, and the same in every copy, by where it is here. */
const shared: readonly (readonly [string, string])[] = [
  ["node_modules", "node_modules"],
  [".local/providers", ".local/providers"],
  [".local/venv", ".local/venv"],
  [".local/loaded", ".local/loaded"],
  // Not this project's own: those have read packages from another folder.
  [".local/copies/bundles", ".local/bundles"],
];

/** A configuration of the support folder, and the name of its file. */
export interface Example {
  readonly name: string;
  readonly configuration: ConfigurationInput;
}

/**
 * Copies the project's files, as git knows them, into `folder`, with an example's environments and
 * the triggers that they name: commands can run there without meeting whoever uses the project
 * itself.
 *
 * @returns the file with the environments.
 */
export function copyProject(
  folder: string,
  { name, configuration }: Example = { name: "example-environments", ...exampleEnvironments },
): string {
  // One trigger by default.
  const used = Object.values(configuration.environments).flatMap(
    ({ triggers = ["post-confirmation"] }) => triggers,
  );
  const unused = triggerNames.filter((trigger) => !used.includes(trigger));
  linkOperatedPackages(path.join(folder, "node_modules"));
  copyFiles(folder, (file) => !unused.some((trigger) => file.startsWith(`functions/${trigger}/`)));
  const example = path.join("__tests__", "support", name);
  writeFileSync(
    path.join(folder, "environments.ts"),
    `export { configuration } from "./${example}";\n`,
  );
  // What a team adds and has locked is for environments of its own.
  writeFileSync(path.join(folder, "extend.ts"), "export const extend = () => {};\n");
  writeFileSync(
    path.join(folder, "gatehouse.lock.json"),
    JSON.stringify({ version: 1, environments: {} }),
  );
  return path.join(folder, `${example}.ts`);
}

/** Copies the files of the project, as git knows them, for which `wanted` says so. */
export function copyFiles(folder: string, wanted: (file: string) => boolean = () => true): void {
  for (const file of filesOf(project)) {
    if (wanted(file)) cpSync(path.join(project, file), path.join(folder, file));
  }
  for (const made of [".local/loaded", ".local/copies/bundles"]) {
    mkdirSync(path.join(project, made), { recursive: true, mode: 0o700 });
  }
  for (const [from, link] of shared) {
    const target = path.join(project, from);
    if (!existsSync(target) || existsSync(path.join(folder, link))) continue;
    mkdirSync(path.dirname(path.join(folder, link)), { recursive: true });
    symlinkSync(target, path.join(folder, link));
  }
}

/**
 * Gives a copy the packages that `npm ci --omit=dev` would: whatever a test runs there runs without the tools
 * of development.
 */
function linkOperatedPackages(folder: string): void {
  const installed = path.join(project, "node_modules");
  const { packages, ...rest } = JSON.parse(
    readFileSync(path.join(installed, ".package-lock.json"), "utf8"),
  ) as { packages: Readonly<Record<string, { readonly dev?: boolean }>> };
  const operated = Object.entries(packages).filter(([, { dev }]) => dev !== true);
  for (const [place] of operated) {
    const name = place.slice("node_modules/".length);
    // Those inside of others come along with them.
    if (name.includes("node_modules/")) continue;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    symlinkSync(path.join(installed, name), path.join(folder, name));
  }
  writeFileSync(
    path.join(folder, ".package-lock.json"),
    JSON.stringify({ ...rest, packages: Object.fromEntries(operated) }),
  );
}
