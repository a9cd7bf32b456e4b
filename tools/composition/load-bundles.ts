import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { variablesFile } from "../../stacks/lambda/edge-events";
import { projectFolder } from "../project/project";

/** For all functions together, on a busy machine; Lambda gives each 10 seconds. */
const timeoutMilliseconds = 60_000;

/** A function's code, and what it finds where it runs. */
export interface Loadable {
  readonly fileName: string;
  readonly code: Uint8Array;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether they lie in a file beside the code, and not in the environment. */
  readonly inFile: boolean;
  /** Whether layers bring packages that the bundle leaves out. */
  readonly hasLayers: boolean;
}

/** What became of one function when it was loaded. */
export interface Loaded {
  /** The type of its export `handler`. */
  readonly handler: string;
  readonly exports: readonly string[];
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly code?: string;
    /** File, line and column. */
    readonly place?: string;
  };
}

/**
 * Loads bundles, each once, in one process with no credentials.
 *
 * @returns what became of each, in order, up to one that has ended the process, or did not come to an end.
 */
export function loadBundles(all: readonly Loadable[]): readonly (Loaded | undefined)[] {
  const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-load-"));
  try {
    const list = all.map((loadable, index) => written(loadable, path.join(folder, String(index))));
    const input = path.join(folder, "functions.json");
    const output = path.join(folder, "answers");
    writeFileSync(input, JSON.stringify(list));
    writeFileSync(output, "");
    const loader = path.join(__dirname, "load-handlers.mjs");
    spawnSync(process.execPath, ["--enable-source-maps", loader, input, output], {
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

function written({ code, fileName, variables, inFile, hasLayers }: Loadable, taskRoot: string) {
  mkdirSync(taskRoot);
  const file = path.join(taskRoot, fileName);
  writeFileSync(file, code);
  linkPackages(taskRoot, hasLayers);
  const LAMBDA_TASK_ROOT = taskRoot;
  if (!inFile) return { file, variables: { ...variables, LAMBDA_TASK_ROOT } };
  writeFileSync(path.join(taskRoot, variablesFile), JSON.stringify(variables));
  return { file, variables: { LAMBDA_TASK_ROOT } };
}

/** What Lambda brings for Node.js: the AWS SDK. A layer may bring anything, and the project's own stands in for it. */
function linkPackages(taskRoot: string, hasLayers: boolean): void {
  const installed = path.join(projectFolder, "node_modules");
  const linked = path.join(taskRoot, "node_modules");
  if (hasLayers) symlinkSync(installed, linked, "dir");
  else {
    mkdirSync(linked);
    for (const scope of ["@aws-sdk", "@smithy"]) {
      symlinkSync(path.join(installed, scope), path.join(linked, scope), "dir");
    }
  }
}
