import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { functionsFolder } from "../../stacks/functions-folder";
import { type Bundle, readableCode } from "../../stacks/lambda/bundle";
import { EdgeFunction } from "../../stacks/lambda/edge-function";
import type { NodeFunction } from "../../stacks/lambda/node-function";
import { resolvedValue } from "../../stacks/resolved-block";
import { localFolder, projectFolder } from "../project/project";
import { circleAdvice, importCircle, isTooEarly } from "./import-circle";
import { inventedVariable } from "./invented-variable";
import { type Loadable, loadBundles, type Loaded } from "./load-bundles";

/** A function has no handler. The message is for whoever wrote it; no stack is needed. */
export class HandlerError extends Error {
  override readonly name = "HandlerError";
}

/** What was loaded already is not loaded again: a file for each, named by its hash. */
const loadedFolder = path.join(localFolder, "loaded");

/** A function that can be loaded. */
export type Packaged = NodeFunction | EdgeFunction;

interface Loading extends Loadable {
  readonly hash: string;
  /** Its folder, as it is told. */
  readonly folder: string;
  readonly source: string;
  readonly bundling: Bundle["bundling"];
  /** Whether a variable is not known before the deployment, and has an invented value of another form. */
  readonly isUnlike: boolean;
}

/**
 * Loads every function's bundle once, in a process of its own, with the function's variables and no
 * credentials: what cannot be loaded, or has no `handler`, would fail at the first sign-in.
 *
 * @throws HandlerError with every function that has none.
 */
export function expectHandlers(functions: readonly Packaged[]): void {
  const all = new Map(functions.map(loadingOf).map((loading) => [loading.hash, loading]));
  const unknown = [...all.values()].filter(
    ({ hash }) => !existsSync(path.join(loadedFolder, hash)),
  );
  const problems: string[] = [];
  for (let rest = unknown; rest.length > 0;) {
    const answers = loadBundles(rest);
    const asked = rest.slice(0, answers.length + 1);
    problems.push(...asked.flatMap((loading, index) => problemOf(loading, answers[index])));
    // One that ends the process takes the word from those after it.
    rest = rest.slice(asked.length);
  }
  if (problems.length > 0) throw new HandlerError([...new Set(problems)].join("\n"));
  remember(unknown);
}

function loadingOf(target: Packaged): Loading {
  const { source, bundle, resource } = target;
  const known = resolvedValue(resource, target.environment) as Readonly<Record<string, string>>;
  const invented = Object.entries(known).map(
    ([name, value]) => [name, inventedVariable(value)] as const,
  );
  const loadable = {
    fileName: bundle.fileName,
    code: bundle.code,
    variables: Object.fromEntries(invented.map(([name, { value }]) => [name, value])),
    inFile: target instanceof EdgeFunction,
    hasLayers: (resource.layersInput ?? []).length > 0,
  };
  const { code, ...rest } = loadable;
  const about = JSON.stringify([rest, process.version]);
  return {
    ...loadable,
    hash: createHash("sha256").update(code).update(about).digest("hex"),
    folder: `functions/${path.relative(functionsFolder, source)}`,
    source,
    bundling: bundle.bundling,
    isUnlike: invented.some(([, { isLike }]) => !isLike),
  };
}

function problemOf(loading: Loading, answer: Loaded | undefined): readonly string[] {
  const file = `${loading.folder}/index.ts`;
  if (answer === undefined) {
    return [
      `${file} does not come to an end while it is loaded, or ends the process: Lambda could not start it.`,
    ];
  }
  const { handler, exports, error } = answer;
  if (error !== undefined) return isInLayer(loading, error) ? [] : failure(file, loading, error);
  if (handler === "function") return [];
  if (handler === "class") {
    return [`${file} exports \`handler\`, which is a class: Lambda calls a function.`];
  }
  const others = exports.filter((name) => name !== "handler").map((name) => `\`${name}\``);
  return [
    handler === "undefined"
      ? `${file} has no export \`handler\`: Lambda would fail every call. It exports ${others.join(", ") || "nothing"}.`
      : `${file} exports \`handler\`, which is no function.`,
  ];
}

type LoadError = NonNullable<Loaded["error"]>;

/** Whether a package is missing that a layer has: what else is wrong with the function only Lambda will tell. */
function isInLayer({ hasLayers }: Loading, { code }: LoadError): boolean {
  return hasLayers && (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND");
}

function failure(file: string, loading: Loading, error: LoadError): readonly string[] {
  // What it says of a variable of another form may not be true of the real one.
  const isCertain = ["ReferenceError", "SyntaxError", "RouteError"].includes(error.name);
  if (loading.isUnlike && !isCertain) return [];
  const [, missing] = /^Cannot find (?:module|package) '(.+?)'/.exec(error.message) ?? [];
  if (missing !== undefined) {
    return [
      `${file} cannot be loaded: \`external\` leaves ${missing} out, and Lambda does not bring it. Name the layer that has it in \`layers\`, or take it out of \`external\`.`,
    ];
  }
  const { name, message, place } = readableError(loading) ?? { ...error, place: undefined };
  const at = place === undefined ? "" : ` (${path.relative(projectFolder, place)})`;
  const circle = isTooEarly(error)
    ? importCircle(
        projectFolder,
        path.join(path.relative(projectFolder, loading.source), "index.ts"),
      )
    : undefined;
  return [
    `${file} cannot be loaded: ${name}: ${message}${at}`,
    ...(circle === undefined ? [] : [circleAdvice(circle)]),
  ];
}

/** The same error with its place and its names: what runs on Lambda has neither. */
function readableError(loading: Loading): LoadError | undefined {
  const code = readableCode(loading.source, loading.bundling);
  return loadBundles([{ ...loading, code }])[0]?.error;
}

function remember(functions: readonly Loading[]): void {
  try {
    mkdirSync(loadedFolder, { recursive: true });
    for (const { hash } of functions) writeFileSync(path.join(loadedFolder, hash), "");
  } catch {
    // Where nothing can be kept, the next run loads it again.
  }
}
