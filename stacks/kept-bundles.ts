import { createHash, type Hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { version, type Metafile } from "esbuild";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";

const PROJECT = resolve(__dirname, "..");

const FOLDER = join(PROJECT, ".local", "bundles");

/** What decides how files are found and what of them is left out, beside the files themselves. */
const ALWAYS = ["package.json", "package-lock.json"];

/**
 * What is bundled, and how, as the name of a file: the same in every checkout. `undefined` for what is not
 * of this project, of which nothing is kept.
 *
 * @param entry the file that is bundled, absolute.
 * @param how all that the code depends on beside the files that are read.
 */
export function nameOfBundle(entry: string, how: unknown): string | undefined {
  if (inProject(entry) === entry) return undefined;
  const about = JSON.stringify([version, entry, how]).replaceAll(PROJECT, "");
  return createHash("sha256").update(about).digest("hex");
}

/**
 * The code that an earlier run has bundled under this name, where every file that went into it is still
 * the same, and no file has come into their folders. `undefined` where it has to be bundled.
 */
export function keptBundle(name: string | undefined): Buffer | undefined {
  if (name === undefined) return undefined;
  try {
    const kept = readFileSync(join(FOLDER, name));
    const end = kept.indexOf("\n");
    const { inputs, digest } = JSON.parse(kept.subarray(0, end).toString()) as {
      readonly inputs: readonly string[];
      readonly digest: string;
    };
    return digest === digestOf(inputs) ? kept.subarray(end + 1) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps a bundle for later runs.
 *
 * @param inputs every file that was read for it, absolute.
 */
export function keepBundle(
  name: string | undefined,
  inputs: readonly string[],
  code: Uint8Array | string,
): void {
  if (name === undefined) return;
  try {
    const sorted = inputs.map(inProject).sort();
    const about = JSON.stringify({ inputs: sorted, digest: digestOf(sorted) });
    const draft = join(FOLDER, `${name}.${process.pid}`);
    // What is written beside it later holds keys and states: for this user alone.
    mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
    writeFileSync(draft, Buffer.concat([Buffer.from(`${about}\n`), Buffer.from(code)]));
    renameSync(draft, join(FOLDER, name));
  } catch {
    // Where nothing can be kept, the next run bundles again.
  }
}

/**
 * Every file that esbuild has read for an entry, absolute.
 *
 * @param folder where esbuild has worked.
 * @param entry as esbuild names it.
 */
export function inputsOf(
  entry: string,
  { inputs }: Metafile,
  folder: string = PROJECT,
): readonly string[] {
  const found = new Set([entry]);
  for (const file of found) {
    for (const { path, external } of inputs[file]?.imports ?? []) {
      if (external !== true) found.add(path);
    }
  }
  return [...found].map((file) => resolve(folder, file));
}

/** A file by its path from the project's folder on; one that is elsewhere as it is. */
function inProject(file: string): string {
  const path = relative(PROJECT, file);
  return path.startsWith("..") || isAbsolute(path) ? file : path;
}

function digestOf(inputs: readonly string[]): string {
  const hash = createHash("sha256");
  const packages = new Set<string>();
  const folders = new Set<string>();
  for (const input of inputs) {
    add(hash, input);
    const [, ofPackage] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (ofPackage === undefined) folders.add(dirname(input));
    else packages.add(`${ofPackage}/package.json`);
  }
  for (const file of [...ALWAYS, ...packages]) add(hash, file);
  // A file that has come may be found in the place of another.
  for (const folder of folders)
    hash.update(`${readdirSync(resolve(PROJECT, folder)).join("\0")}\n`);
  return hash.digest("hex");
}

function add(hash: Hash, file: string): void {
  hash.update(`${file}\0${hashOf(file)}\n`);
}

const hashes = new Map<string, string>();

/** Each file is read once in a process: functions share most of theirs. */
function hashOf(file: string): string {
  const known = hashes.get(file);
  if (known !== undefined) return known;
  const found = createHash("sha256").update(contentOf(file)).digest("hex");
  hashes.set(file, found);
  return found;
}

function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(resolve(PROJECT, file));
  } catch {
    // What esbuild has made up, such as a file that a package replaces by nothing.
    return new Uint8Array();
  }
}
