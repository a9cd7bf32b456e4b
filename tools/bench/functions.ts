import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { functionsOnDemand, type Subject } from "./functions-on-demand";
import { pairedRuns, type Timing } from "./paired-runs";
import { run } from "./run";

/** One function as it is packaged. */
export type FunctionRow = Timing & { readonly bytes: number };

/** Every function's bundle, side by side with a handler that does nothing. */
export interface FunctionsReport {
  readonly rows: readonly FunctionRow[];
  /** Functions over {@link maxBytes}. */
  readonly tooLarge: readonly string[];
  /** One function with esbuild's default settings, and as packaged. */
  readonly settings: readonly FunctionRow[];
  /** Whether the packaging halves the time that esbuild's default settings need. */
  readonly importMet: boolean;
}

/** Aims of functions that load more than the others do, with what it is. */
const larger: Readonly<Record<string, number>> = {
  // Clients for the pool, its identities, the table and the files, to erase all that is somebody's.
  "admin-users": 450_000,
  // The AWS Encryption SDK, to decrypt codes.
  "custom-email-sender": 550_000,
  "custom-sms-sender": 550_000,
  // A third client, to go on where it stopped; nobody waits for it.
  "reconcile-users": 350_000,
};

/** The aim for the size of a bundle. */
export function maxBytes(name: string): number {
  return larger[name] ?? 260_000;
}

const project = resolve(__dirname, "../..");
const comparedFunction = "post-confirmation";
const exampleKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/example";

/** Prints how long loading a module takes, in milliseconds: the part of a cold start that is ours. */
const timeImport = `
  const start = performance.now();
  require(process.argv[1]);
  process.stdout.write(String(performance.now() - start));`;

/**
 * Times the import of each function in fresh processes.
 *
 * @param output the folder that synth has written to: the bundles and variables are those that would
 *   be deployed.
 */
export function benchFunctions(
  folder: string,
  output: string,
  rounds: number,
  progress: (text: string) => void,
): FunctionsReport {
  const synthesized = synthesizedFunctions(output);
  const onDemand = functionsOnDemand(
    folder,
    synthesized.map(({ name }) => name),
  );
  const functions = [...synthesized, ...onDemand].sort((a, b) => a.name.localeCompare(b.name));
  const compared = functions.find(({ name }) => name === comparedFunction);
  if (compared === undefined) throw new Error(`No environment has ${comparedFunction}.`);
  const empty = written(folder, "empty handler", "exports.handler = async (event) => event;\n");
  const unpackaged = {
    ...written(folder, "esbuild's default settings", withDefaultSettings()),
    environment: compared.environment,
  };
  return {
    ...ofAll(timed([empty, ...functions], rounds, "functions", progress)),
    ...ofSettings(
      timed([unpackaged, { ...compared, name: "as packaged" }], rounds, "settings", progress),
    ),
  };
}

function ofAll(rows: readonly FunctionRow[]): Pick<FunctionsReport, "rows" | "tooLarge"> {
  const tooLarge = rows.filter(({ name, bytes }) => bytes > maxBytes(name));
  return { rows, tooLarge: tooLarge.map(({ name }) => name) };
}

function ofSettings(settings: readonly FunctionRow[]) {
  return { settings, importMet: (settings[1]?.ratio ?? Infinity) <= 0.5 };
}

function timed(
  subjects: readonly Subject[],
  rounds: number,
  what: string,
  progress: (text: string) => void,
): readonly FunctionRow[] {
  const timings = pairedRuns(
    subjects.map(({ name, file, environment }) => ({
      name,
      measure: () => Number(run(["--eval", timeImport, file], { env: environment }).output),
    })),
    rounds,
    (round) => {
      progress(`${what}: round ${round} of ${rounds}`);
    },
  );
  return timings.map((timing, index) => ({ ...timing, bytes: subjects[index]?.bytes ?? 0 }));
}

/** Every function of every environment once, with the variables of the first that has it. */
function synthesizedFunctions(output: string): readonly Subject[] {
  const found = new Map<string, Subject>();
  for (const stackName of readdirSync(join(output, "stacks"))) {
    const folder = join(output, "stacks", stackName);
    const stack = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as Stack;
    for (const { s3_key, environment } of Object.values(stack.resource.aws_lambda_function ?? {})) {
      // One at the edge waits for nobody's start here: its variables are known to Terraform alone.
      if (s3_key === undefined) continue;
      const name = basename(archiveOf(s3_key, stack), ".zip");
      const file = join(folder, "functions", name, "index.js");
      const bytes = readFileSync(file).byteLength;
      const variables = {
        AWS_REGION: "eu-west-1",
        AWS_LAMBDA_FUNCTION_NAME: name,
        ...asDeployed(environment?.variables),
      };
      if (!found.has(name)) found.set(name, { name, file, bytes, environment: variables });
    }
  }
  return [...found.values()];
}

/** Variables as functions see them, who look at an ARN and an address when they are loaded. */
function asDeployed(variables: Blocks<string> = {}): Blocks<string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value
        .replace(/^\$\{aws_kms_key\..+\.arn\}$/, exampleKeyArn)
        .replace("http://local-aws", "http://localhost"),
    ]),
  );
}

/** Blocks by their names. */
type Blocks<T> = Readonly<Record<string, T>>;

interface Stack {
  readonly resource: {
    readonly aws_lambda_function?: Blocks<{
      readonly s3_key?: string;
      readonly environment?: { readonly variables: Readonly<Record<string, string>> };
    }>;
    readonly aws_s3_object?: Blocks<{ readonly source: string }>;
  };
  readonly data?: { readonly archive_file?: Blocks<{ readonly output_path: string }> };
}

/** The function refers to an object in S3, and that to the archive which makes its zip. */
function archiveOf(s3Key: string, { resource, data }: Stack): string {
  const source = referred(s3Key, /aws_s3_object\.([\w-]+)\.key/, resource.aws_s3_object)?.source;
  const archive = referred(source, /archive_file\.([\w-]+)\.output_path/, data?.archive_file);
  if (archive === undefined) throw new Error(`No archive is behind ${s3Key}`);
  return archive.output_path;
}

function referred<T>(reference = "", pattern: RegExp, blocks: Blocks<T> = {}): T | undefined {
  const name = pattern.exec(reference)?.[1];
  return name === undefined ? undefined : blocks[name];
}

function written(folder: string, name: string, code: string | Uint8Array): Subject {
  const file = join(folder, name.replaceAll(/\W/g, "-"), "index.js");
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, code);
  return { name, file, bytes: readFileSync(file).byteLength, environment: {} };
}

function withDefaultSettings(): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [join(project, "functions", comparedFunction, "index.ts")],
    bundle: true,
    platform: "node",
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
