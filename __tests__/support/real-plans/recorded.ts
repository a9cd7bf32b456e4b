import {
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
} from "node:zlib";

const folder = path.resolve(__dirname, "../../recorded-plans");

/** How much of a hash is in a file's name. */
const HASH_LENGTH = 12;

/** What `terraform show -json` said of a plan of the corpus, as a stream. Throws when there is none. */
export function recordedPlan(name: string): Readable {
  return createReadStream(fileOf(name)).pipe(createBrotliDecompress());
}

/** The same, whole. */
export function recordedText(name: string): string {
  return brotliDecompressSync(readFileSync(fileOf(name))).toString("utf8");
}

/** Whether a plan is recorded of these inputs. */
export function isRecorded(name: string, inputs: string): boolean {
  return recordings(name).includes(recordingOf(name, inputs));
}

/** Keeps a plan, in place of an older one. */
export function keep(name: string, inputs: string, json: string): void {
  const compressed = brotliCompressSync(json, {
    params: {
      // Terraform says most of a plan three times over, far apart.
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: json.length,
    },
  });
  const before = recordings(name);
  mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
  for (const file of before) rmSync(path.join(folder, file));
  writeFileSync(path.join(folder, recordingOf(name, inputs)), compressed);
}

/** Deletes the recordings of plans that are not among `names`. */
export function forgetOthers(names: readonly string[]): void {
  for (const { file, name } of all()) {
    if (!names.includes(name)) rmSync(path.join(folder, file));
  }
}

/** The hash stands in the name, so that a plan and what it was made of cannot part. */
function recordingOf(name: string, inputs: string): string {
  return `${name}.${inputs.slice(0, HASH_LENGTH)}.json.br`;
}

function recordings(name: string): readonly string[] {
  return all().flatMap((recording) => (recording.name === name ? recording.file : []));
}

function all(): readonly { readonly file: string; readonly name: string }[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((entry) => {
    const file = entry.split(path.sep).join("/");
    const [, name] = /^(.+)\.[0-9a-f]+\.json\.br$/.exec(file) ?? [];
    return name === undefined ? [] : { file, name };
  });
}

function fileOf(name: string): string {
  const [file] = recordings(name);
  if (file === undefined) throw new Error(`The plan ${name} is not recorded: \`npm run record\`.`);
  return path.join(folder, file);
}
