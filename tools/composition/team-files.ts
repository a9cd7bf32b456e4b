import { createRequire, findSourceMap } from "node:module";
import path from "node:path";
import { types } from "node:util";
import type { ConfigurationInput } from "../../configuration";
import type * as environmentsFile from "../../environments";
import type * as extendFile from "../../extend";
import type { Extension } from "../../stacks/environment-stacks";
import { fileProblem } from "../console/explain";
import { projectFolder } from "../project/project";
import { circleAdvice, importCircle, isTooEarly } from "./import-circle";

/** A file of the team's cannot be loaded. The message is for whoever wrote it; no stack is needed. */
export class TeamFileError extends Error {
  override readonly name = "TeamFileError";
}

/**
 * What `environments.ts` exports.
 *
 * @param folder the project's.
 * @throws TeamFileError when it cannot be loaded, or exports no `configuration`.
 */
export function teamConfiguration(folder: string = projectFolder): ConfigurationInput {
  const { configuration } = loaded(
    folder,
    "environments.ts",
    "configuration",
  ) as typeof environmentsFile;
  return configuration;
}

/**
 * What `extend.ts` exports.
 *
 * @param folder the project's.
 * @throws TeamFileError when it cannot be loaded, or exports no function `extend`.
 */
export function teamExtension(folder: string = projectFolder): Extension {
  const { extend } = loaded(folder, "extend.ts", "extend") as typeof extendFile;
  if (typeof extend === "function") return extend;
  throw new TeamFileError(
    "extend.ts exports `extend`, which is no function: write `export const extend: Extension = () => { … };`.",
  );
}

function loaded(folder: string, file: string, name: string): object {
  const exported = load(folder, file);
  if (Object.hasOwn(exported, name)) return exported;
  const others = Object.keys(exported).map((each) => `\`${each}\``);
  throw new TeamFileError(
    `${file} has no export \`${name}\`. It exports ${others.length > 0 ? others.join(", ") : "nothing"}.`,
  );
}

function load(folder: string, file: string): object {
  // Only of these files: for all others it costs a quarter of synth.
  const { sourceMapsEnabled } = process;
  process.setSourceMapsEnabled(true);
  try {
    return createRequire(__filename)(path.join(folder, file)) as object;
  } catch (error) {
    // It says by itself where the file is no TypeScript, or cannot be read.
    if (fileProblem(error) !== undefined) throw error;
    throw new TeamFileError(failure(folder, file, error), { cause: error });
  } finally {
    process.setSourceMapsEnabled(sourceMapsEnabled);
  }
}

function failure(folder: string, file: string, error: unknown): string {
  if (!types.isNativeError(error)) return `${file} cannot be loaded: it throws ${String(error)}.`;
  const missing = missingModule(folder, file, error);
  if (missing !== undefined) return missing;
  const place = placeOf(error);
  const said = `${file} cannot be loaded: ${error.message}${place === undefined ? "" : ` (${place})`}`;
  const circle = isTooEarly(error) ? importCircle(folder, file) : undefined;
  return circle === undefined ? said : `${said}\n${circleAdvice(circle)}`;
}

function missingModule(folder: string, file: string, error: Error): string | undefined {
  const [, wanted] = /^Cannot find (?:module|package) '(.+?)'/.exec(error.message) ?? [];
  if (wanted === undefined) return undefined;
  const [importer = ""] =
    (error as { readonly requireStack?: readonly string[] }).requireStack ?? [];
  if (wanted === path.join(folder, file)) {
    return `There is no ${file}: bring it back, \`git checkout -- ${file}\`.`;
  }
  const from = ofTheTeam(importer) ?? file;
  if (/^[./]/.test(wanted)) {
    return `${from} imports ${wanted}, and there is no such file: correct the path.`;
  }
  const [, name = wanted] = /^((?:@[^/]+\/)?[^/]+)/.exec(wanted) ?? [];
  return `${from} imports ${wanted}, which is not installed: correct its name, or \`npm install --save-exact ${name}\`.`;
}

/** Where in a file of the team's an error comes from: `extend.ts:12:5`. */
export function placeOf({ stack = "" }: Error): string | undefined {
  for (const [, file = "", line = "", column = ""] of stack.matchAll(
    /(?:\(|at )(?:file:\/\/)?(\/[^()\n]+?):(\d+):(\d+)\)?$/gm,
  )) {
    const name = ofTheTeam(file);
    if (name === undefined) continue;
    if (process.sourceMapsEnabled) return `${name}:${line}:${column}`;
    const { originalLine, originalColumn } = (findSourceMap(file)?.findEntry(
      Number(line) - 1,
      Number(column) - 1,
    ) ?? {}) as { readonly originalLine?: number; readonly originalColumn?: number };
    return originalLine === undefined
      ? name
      : `${name}:${originalLine + 1}:${(originalColumn ?? 0) + 1}`;
  }
  return undefined;
}

/** What Gatehouse brings, and what npm installs. */
const others =
  /^(?:\.\.|node_modules|configuration|stacks|tools|__tests__|functions\/shared|main\.ts)(?:\/|$)/;

/** A file's name in the project, if it is the team's. */
function ofTheTeam(file: string): string | undefined {
  const name = path.relative(projectFolder, file);
  return name === "" || others.test(name) ? undefined : name;
}
