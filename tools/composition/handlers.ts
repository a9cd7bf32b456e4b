import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { functionsFolder } from "../../stacks/functions-folder";
import { variablesFile } from "../../stacks/lambda/edge-events";
import { EdgeFunction } from "../../stacks/lambda/edge-function";
import type { NodeFunction } from "../../stacks/lambda/node-function";
import { resolvedValue } from "../../stacks/resolved-block";

/** A function has no handler. The message is for whoever wrote it; no stack is needed. */
export class HandlerError extends Error {
  override readonly name = "HandlerError";
}

/** For all functions together, on a busy machine; Lambda gives each 10 seconds. */
const timeoutMilliseconds = 60_000;

/** What was loaded already is not loaded again: a file for each, named by its hash. */
const loadedFolder = path.join(__dirname, "../../.local/loaded");

/** A function that can be loaded. */
export type Packaged = NodeFunction | EdgeFunction;

interface Loading {
  readonly hash: string;
  readonly folder: string;
  readonly fileName: string;
  readonly code: Uint8Array;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether they lie in a file beside the code, and not in the environment. */
  readonly inFile: boolean;
  /** Whether a variable is not known before the deployment, and an invented one takes its place. */
  readonly isInvented: boolean;
}

/** What `load-handlers.mjs` says of one function. */
interface Loaded {
  readonly handler: string;
  readonly exports: readonly string[];
  readonly error?: { readonly name: string; readonly message: string };
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
    const answers = load(rest);
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
  const entries = Object.entries(known).map(([name, value]) => [name, invented(value)] as const);
  const variables = Object.fromEntries(entries);
  const hash = createHash("sha256")
    .update(bundle.code)
    .update(
      JSON.stringify([bundle.fileName, variables, process.version, target instanceof EdgeFunction]),
    );
  return {
    hash: hash.digest("hex"),
    folder: `functions/${path.relative(functionsFolder, source)}`,
    fileName: bundle.fileName,
    code: bundle.code,
    variables,
    inFile: target instanceof EdgeFunction,
    isInvented: Object.values(known).some((value) => value.includes("${")),
  };
}

/** A value in the form that the real one will have. */
function invented(value: string): string {
  return (
    value
      // The local AWS puts its own address there.
      .replace("http://local-aws/", "http://localhost/")
      .replace(
        /\$\{aws_([a-z]+)_\w+\.[\w-]+\.arn\}/g,
        "arn:aws:$1:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000",
      )
      .replace(/\$\{[^}]*\}/g, "us-east-1_example")
  );
}

function load(functions: readonly Loading[]): readonly (Loaded | undefined)[] {
  const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-load-"));
  try {
    const list = functions.map(({ code, fileName, variables, inFile }, index) => {
      const taskRoot = path.join(folder, String(index));
      mkdirSync(taskRoot);
      const file = path.join(taskRoot, fileName);
      writeFileSync(file, code);
      const LAMBDA_TASK_ROOT = taskRoot;
      if (!inFile) return { file, variables: { ...variables, LAMBDA_TASK_ROOT } };
      writeFileSync(path.join(taskRoot, variablesFile), JSON.stringify(variables));
      return { file, variables: { LAMBDA_TASK_ROOT } };
    });
    const input = path.join(folder, "functions.json");
    const output = path.join(folder, "answers");
    writeFileSync(input, JSON.stringify(list));
    writeFileSync(output, "");
    spawnSync(process.execPath, [path.join(__dirname, "load-handlers.mjs"), input, output], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "none",
        AWS_SECRET_ACCESS_KEY: "none",
        AWS_LAMBDA_FUNCTION_NAME: "example",
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        // Nobody listens there: a function that calls AWS while it is loaded gets no answer.
        AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      },
      stdio: "ignore",
      timeout: timeoutMilliseconds,
      killSignal: "SIGKILL",
    });
    const lines = readFileSync(output, "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Loaded);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function problemOf({ folder, isInvented }: Loading, answer: Loaded | undefined): readonly string[] {
  const file = `${folder}/index.ts`;
  if (answer === undefined) {
    return [
      `${file} does not come to an end while it is loaded, or ends the process: Lambda could not start it.`,
    ];
  }
  const { handler, exports, error } = answer;
  if (error !== undefined) {
    // What it says of an invented variable may not be true of the real one.
    if (isInvented && !["ReferenceError", "SyntaxError", "RouteError"].includes(error.name))
      return [];
    return [`${file} cannot be loaded: ${error.name}: ${error.message}`];
  }
  if (handler === "function") return [];
  const others = exports.filter((name) => name !== "default" && name !== "handler");
  return [
    handler === "undefined"
      ? `${file} has no export \`handler\`: Lambda would fail every call. It exports ${others.length > 0 ? others.map((name) => `\`${name}\``).join(", ") : "nothing"}.`
      : `${file} exports \`handler\`, which is no function.`,
  ];
}

function remember(functions: readonly Loading[]): void {
  try {
    mkdirSync(loadedFolder, { recursive: true });
    for (const { hash } of functions) writeFileSync(path.join(loadedFolder, hash), "");
  } catch {
    // Where nothing can be kept, the next run loads it again.
  }
}
