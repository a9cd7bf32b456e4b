import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import {
  buildSync,
  formatMessagesSync,
  type BuildFailure,
  type BuildOptions,
  type Loader,
} from "esbuild";
import { bundleAdvice } from "./bundle-advice";
import { inputsOf, keepBundle, keptBundle, nameOfBundle } from "../kept-bundles";

/** A function's code, ready to be packaged. */
export interface Bundle {
  /** The file's name. It exports `handler`, so Lambda's handler setting is `index.handler`. */
  readonly fileName: "index.js" | "index.mjs";
  readonly code: Uint8Array;
  /** What it was made with. */
  readonly bundling: Bundling;
  /** Why it could not be made. Then there is no code. */
  readonly problem?: string;
}

/** A function cannot be bundled. The message is for whoever wrote the function; no stack is needed. */
export class BundleError extends Error {
  override readonly name = "BundleError";
}

/** Modules of the AWS SDK that Lambda has no use for, and what takes their place. */
const SDK_STAND_INS = {
  "@aws-sdk/credential-provider-node": "credential-provider",
  "@aws-sdk/middleware-endpoint-discovery": "endpoint-discovery",
  "@smithy/core/event-streams": "event-streams",
};

/** Packages that copy what Node.js has, for browsers and for Node.js of long ago. */
const BUILT_IN = { "readable-stream": "node:stream" };

const PROJECT = resolve(__dirname, "../..");

/** What a function's bundle is made with beside its sources. */
export interface Bundling {
  /** Packages that are left out. */
  readonly external?: readonly string[] | undefined;
  /** What becomes of files, by extension. */
  readonly loader?: Readonly<Record<string, Loader>> | undefined;
  /** `esm` allows `await` at the top level. Default: `cjs`. */
  readonly format?: "cjs" | "esm" | undefined;
  /** Lambda's name of what it runs on. Default: `nodejs22.x`. */
  readonly runtime?: string | undefined;
}

const defaultRuntime = "nodejs22.x";

const bundles = new Map<string, Bundle>();

function keyOf(entry: string, bundling: Bundling): string {
  const { external = [], loader = {}, format = "cjs", runtime = defaultRuntime } = bundling;
  return JSON.stringify([entry, external, loader, format, runtime]);
}

/**
 * Bundles a function with everything it needs, the AWS SDK included, into one file. The bytes depend
 * on the sources and the lockfile alone, not on where the checkout is or which folder is current.
 * Each folder is bundled once per process, however many environments deploy it, and not again by later
 * ones while its sources are the same.
 *
 * @param folder the function's folder, absolute or relative to the project, with an `index.ts` that
 * exports `handler`.
 * @throws BundleError that names the folder when it has no `index.ts`, or esbuild's messages with file and
 * line when the code cannot be bundled.
 */
export function bundleFunction(folder: string, bundling: Bundling = {}): Bundle {
  const entry = resolve(PROJECT, folder, "index.ts");
  const key = keyOf(entry, bundling);
  const known = bundles.get(key);
  if (known) return known;
  const bundle: Bundle = {
    fileName: bundling.format === "esm" ? "index.mjs" : "index.js",
    code: keptBundle(nameOf(entry, bundling)) ?? bundled(entry, bundling),
    bundling,
  };
  bundles.set(key, bundle);
  return bundle;
}

/**
 * The same code with the names and the lines of its sources: what goes wrong in it can be told in its author's
 * terms. It is not what Lambda runs.
 */
export function readableCode(folder: string, bundling: Bundling): Uint8Array {
  const { outputFiles } = buildSync({
    ...options(),
    ...extraOptions(bundling),
    minify: false,
    sourcemap: "inline",
    sourceRoot: `${PROJECT}/`,
    entryPoints: [resolve(PROJECT, folder, "index.ts")],
    outfile: "index.js",
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

function nameOf(entry: string, bundling: Bundling): string | undefined {
  return nameOfBundle(entry, { ...options(), ...extraOptions(bundling) });
}

/**
 * The same, but a function that cannot be bundled has a `problem`: so all of them can be told at once.
 *
 * @param folder as for {@link bundleFunction}.
 */
export function triedBundle(folder: string, bundling: Bundling = {}): Bundle {
  try {
    return bundleFunction(folder, bundling);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return { fileName: "index.js", code: new Uint8Array(), bundling, problem: error.message };
  }
}

/**
 * Bundles several functions in one go, so that {@link bundleFunction} has them already. Each file is
 * the same as on its own; what they share, the AWS SDK above all, is read once. Where one of them
 * cannot be bundled nothing is kept, and {@link bundleFunction} says why.
 *
 * @param folders as for {@link bundleFunction}.
 */
export function bundleTogether(folders: readonly string[]): void {
  const all = folders.map((folder) => resolve(PROJECT, folder, "index.ts"));
  const entries = all.filter((entry) => {
    const code = keptBundle(nameOf(entry, {}));
    if (code !== undefined)
      bundles.set(keyOf(entry, {}), { fileName: "index.js", code, bundling: {} });
    return code === undefined;
  });
  if (entries.length === 0) return;
  const named = Object.fromEntries(entries.map((entry, index) => [String(index), entry]));
  try {
    const { outputFiles, metafile } = buildSync({
      ...options(),
      ...extraOptions({}),
      entryPoints: named,
      outdir: PROJECT,
    });
    for (const { path, contents } of outputFiles) {
      const entry = entries[Number(basename(path, ".js"))];
      if (entry === undefined) continue;
      bundles.set(keyOf(entry, {}), { fileName: "index.js", code: contents, bundling: {} });
      keepBundle(nameOf(entry, {}), inputsOf(relative(PROJECT, entry), metafile), contents);
    }
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
  }
}

function bundled(entry: string, bundling: Bundling): Uint8Array {
  const source = relative(PROJECT, entry);
  if (!existsSync(entry)) {
    throw new BundleError(
      `No function at ${source}: create it and export \`handler\` from it, or take the trigger out of the environment`,
    );
  }
  try {
    const { outputFiles, metafile } = buildSync({
      ...options(),
      ...extraOptions(bundling),
      entryPoints: [entry],
      outfile: "index.js",
    });
    const [output] = outputFiles;
    if (!output) throw new Error(`esbuild wrote no code for ${source}`);
    keepBundle(nameOf(entry, bundling), inputsOf(source, metafile), output.contents);
    return output.contents;
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const messages = formatMessagesSync(error.errors, { kind: "error" });
    const name = basename(dirname(entry));
    const fixes = new Set(error.errors.flatMap(({ text }) => bundleAdvice(text, name)));
    const fix = [...fixes].map((each) => `\n\n  ${each}`).join("");
    throw new BundleError(`${source} cannot be bundled:\n${messages.join("").trim()}${fix}`);
  }
}

function extraOptions(bundling: Bundling) {
  const { external = [], loader = {}, format = "cjs", runtime = defaultRuntime } = bundling;
  return {
    target: runtime.replace(/^nodejs(\d+)\.x$/, "node$1"),
    external: [...external],
    loader,
    format,
    ...(format === "esm" && {
      // Packages in CommonJS ask for Node.js's own modules by `require`, which ES modules lack.
      banner: {
        js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
      },
    }),
  } satisfies BuildOptions;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/typescript-package.html */
function options() {
  return {
    absWorkingDir: PROJECT,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    // The SDK's ES modules: unlike its CommonJS files, esbuild can leave out what is not used.
    mainFields: ["module", "main"],
    alias: {
      ...BUILT_IN,
      ...Object.fromEntries(
        Object.entries(SDK_STAND_INS).map(([name, file]) => [
          name,
          join(__dirname, "sdk-stand-ins", `${file}.ts`),
        ]),
      ),
    },
    minify: true,
    legalComments: "none",
    // The compiler options of the project are for type checks; they must not change a function.
    tsconfigRaw: "{}",
    logLevel: "silent",
    write: false,
    metafile: true,
  } as const satisfies BuildOptions;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  // Not by its class: it may come from the thread that esbuild works in.
  return typeof error === "object" && error !== null && "errors" in error;
}
