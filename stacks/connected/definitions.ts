import { createRequire } from "node:module";
import path from "node:path";
import type { Functions } from "../../configuration";
import { declarationsIn, declaresItself, functionsIn } from "../functions-folder";
import type { DefinedFunction } from "./define-function";

/** A function that declares itself, as its file has it. */
export interface FoundDefinition {
  readonly name: string;
  readonly defined: DefinedFunction;
}

/** What `functions/` declares, and what of it cannot be read, a sentence each. */
export interface FoundDefinitions {
  readonly found: readonly FoundDefinition[];
  readonly problems: readonly string[];
}

/**
 * The functions with a `function.ts` that an environment is to have. A file is loaded by its folder's name,
 * so that whoever adds a function edits nothing here.
 */
export function definitionsIn(folder: string, functions: Functions): FoundDefinitions {
  const found: FoundDefinition[] = [];
  const problems: string[] = [];
  const withCode = functionsIn(folder);
  for (const name of new Set([...withCode, ...declarationsIn(folder)])) {
    const deploy = Object.hasOwn(functions.each ?? {}, name)
      ? functions.each?.[name]?.deploy
      : undefined;
    if (!declaresItself(folder, name)) {
      if (deploy !== undefined) problems.push(notDeclared(name));
      continue;
    }
    if (deploy === false) continue;
    const fault = faultOfFolder(name, withCode.includes(name));
    if (fault !== undefined) {
      problems.push(fault);
      continue;
    }
    try {
      const defined = definedIn(folder, name);
      if (defined === undefined) {
        problems.push(
          `functions/${name}/function.ts has no default export of \`defineFunction\`: write \`export default defineFunction(…)\``,
        );
      } else if (deploy === true || defined.onlyWhereAsked !== true) {
        found.push({ name, defined });
      }
    } catch (cause) {
      // Node.js adds who has asked for a module that is not there.
      const [why] = messageOf(cause).split("\nRequire stack:");
      problems.push(`functions/${name}/function.ts cannot be loaded: ${why}`);
    }
  }
  return { found, problems };
}

/** The functions that an environment has which says nothing of them. */
export function deployedEverywhere(folder: string): readonly string[] {
  const withCode = functionsIn(folder);
  return declarationsIn(folder).filter(
    (name) => withCode.includes(name) && definedIn(folder, name)?.onlyWhereAsked !== true,
  );
}

/**
 * What the `function.ts` of a folder exports; `undefined` where it is no definition.
 *
 * @throws Error when it cannot be loaded.
 */
export function definedIn(folder: string, name: string): DefinedFunction | undefined {
  const file = path.join(folder, name, "function.ts");
  const { default: defined } = createRequire(__filename)(file) as { readonly default?: unknown };
  return isDefined(defined) ? defined : undefined;
}

/** What was thrown, in words. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function faultOfFolder(name: string, hasCode: boolean): string | undefined {
  // Lambda's, of which the name of the folder is a part.
  if (!/^[\w-]+$/.test(name)) {
    return `functions/${name} has a name that Lambda does not take: rename the folder, with letters, digits, \`-\` and \`_\``;
  }
  return hasCode
    ? undefined
    : `functions/${name}/function.ts declares a function, and there is no functions/${name}/index.ts: create it and export \`handler\` from it`;
}

function notDeclared(name: string): string {
  return `functions.each.${name}.deploy is for functions that declare themselves, and there is no functions/${name}/function.ts: remove \`deploy\`; a trigger is deployed where \`triggers\` names it`;
}

function isDefined(value: unknown): value is DefinedFunction {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<DefinedFunction>).define === "function"
  );
}
