import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { bundleFunction } from "../stacks/lambda/bundle";
import { pairedRuns, type Timing } from "./paired-runs";
import { run } from "./run";

/** The function's bundle, side by side with esbuild's default settings and with nothing. */
export interface FunctionReport {
  readonly rows: readonly (Timing & { readonly bytes: number })[];
  /** At most {@link MAX_BYTES}. */
  readonly sizeMet: boolean;
  /** At most half the time of esbuild's default settings. */
  readonly importMet: boolean;
}

/** The aim for the size of a bundle. */
export const MAX_BYTES = 230_000;

const PROJECT = resolve(__dirname, "..");
const FUNCTION = "functions/post-confirmation";

/** What the function's module reads when it is loaded. */
const ENVIRONMENT = { AWS_REGION: "eu-west-1", USER_TABLE_NAME: "users", DEFAULT_GROUP: "Users" };

/** Prints how long loading a module takes, in milliseconds: the part of a cold start that is ours. */
const TIME_IMPORT = `
  const start = performance.now();
  require(process.argv[1]);
  process.stdout.write(String(performance.now() - start));`;

/** Times the import of each bundle in fresh processes. */
export function benchFunction(
  folder: string,
  rounds: number,
  progress: (text: string) => void,
): FunctionReport {
  const bundles = [
    { name: "esbuild's default settings", code: withDefaultSettings() },
    { name: "as packaged", code: bundleFunction(FUNCTION).code },
    { name: "empty handler", code: Buffer.from("exports.handler = async (event) => event;\n") },
  ].map(({ name, code }, index) => {
    const file = join(folder, `bundle-${index}`, "index.js");
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, code);
    return { name, bytes: code.byteLength, file };
  });
  const timings = pairedRuns(
    bundles.map(({ name, file }) => ({
      name,
      measure: () => Number(run(["--eval", TIME_IMPORT, file], { env: ENVIRONMENT }).output),
    })),
    rounds,
    (round) => {
      progress(`function: round ${round} of ${rounds}`);
    },
  );
  const rows = timings.map((timing, index) => ({ ...timing, bytes: bundles[index]?.bytes ?? 0 }));
  const [, packaged] = rows;
  return {
    rows,
    sizeMet: packaged !== undefined && packaged.bytes <= MAX_BYTES,
    importMet: packaged !== undefined && packaged.ratio <= 0.5,
  };
}

function withDefaultSettings(): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [join(PROJECT, FUNCTION, "index.ts")],
    bundle: true,
    platform: "node",
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
