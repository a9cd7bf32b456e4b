import { existsSync } from "node:fs";
import { mkdir, open, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { unzipSync } from "fflate";
import { PlanError } from "../../review/model";
import { projectMirror } from "../../project/project";
import { prepareProviders } from "../../terraform/providers";
import { requiredProvider } from "../../terraform/required-provider";
import { Terraform } from "../../terraform/terraform";
import { type TerraformBinary, findTerraform } from "../../terraform/terraform-binary";
import { usersEnvironment } from "../../terraform/terraform-environment";

/** How a file begins that somebody has given as a plan. */
type Beginning = "zip" | "text" | "empty";

/** A plan that was made elsewhere, in a file of `terraform plan -out`. */
export interface ForeignPlanProps {
  readonly file: string;
  /** A folder of the run's own. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Told what takes long. */
  readonly say: (line: string) => void;
}

/**
 * A plan as `terraform show -json` has written it, as it is read.
 *
 * @param file `-` is standard input.
 * @throws {@link PlanError} when there is nothing like it.
 */
export async function planJson(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === "-") {
    if (process.stdin.isTTY) {
      throw new PlanError(
        "Standard input is a terminal: pipe the plan in, as in `terraform show -json FILE | npm run --silent plan -- --plan-json -`.",
      );
    }
    return process.stdin;
  }
  if ((await beginningOf(file)) === "zip") {
    throw new PlanError(
      `${file} is a plan as \`terraform plan -out\` writes it, not JSON: give it with --plan.`,
    );
  }
  return (await open(file)).createReadStream();
}

/**
 * Lets Terraform show a plan file of any project. It needs the schemas of the plan's providers and
 * nothing else: no configuration, no state, no credentials. They are those of the folder that the
 * file is in, if that is initialized; else they are installed as the plan's own lock file says.
 *
 * @throws {@link PlanError} when the file is no plan; Error when its providers are nowhere to be had.
 */
export async function showForeignPlan(props: ForeignPlanProps): Promise<AsyncIterable<Uint8Array>> {
  const { file, signal } = props;
  const beginning = await beginningOf(file);
  if (beginning !== "zip") {
    const what =
      beginning === "empty" ? "empty" : "not a plan that `terraform plan -out` has written";
    throw new PlanError(
      `${file} is ${what}.${beginning === "text" ? " If it is one as JSON, give it with --plan-json." : ""}`,
    );
  }
  const lock = lockFileIn(file, await readFile(file));
  const binary = await findTerraform(process.env);
  const project = path.dirname(file);
  if (existsSync(path.join(project, ".terraform", "providers"))) {
    const base = usersEnvironment(process.env);
    return new Terraform({ binary, folder: project, environment: {}, base, signal }).showJson(file);
  }
  return (await terraformWithProviders(lock, binary, props)).showJson(file);
}

async function terraformWithProviders(
  lock: string,
  binary: TerraformBinary,
  { folder, signal, say }: ForeignPlanProps,
): Promise<Terraform> {
  const required = providersIn(lock, binary.registryHost);
  const project = path.join(folder, "plan");
  await mkdir(project);
  await writeFile(
    path.join(project, "main.tf.json"),
    JSON.stringify({
      terraform: {
        required_providers: Object.fromEntries(
          required.map(({ address, version }, index) => [
            `provider${index}`,
            { source: address, version },
          ]),
        ),
      },
    }),
  );
  const providers = await prepareProviders({
    terraform: binary,
    required,
    projectMirror,
    runFolder: path.join(folder, "terraform"),
    userEnvironment: process.env,
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new Error(
      `${error instanceof Error ? error.message : String(error)}\n` +
        "Or let Terraform show the plan where it was made: terraform show -json FILE > plan.json, then --plan-json plan.json.",
      { cause: error },
    );
  });
  const terraform = new Terraform({
    binary,
    folder: project,
    environment: providers.environment,
    signal,
    onLine: say,
  });
  await terraform.init({ backend: false });
  return terraform;
}

async function beginningOf(file: string): Promise<Beginning> {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (found.isDirectory()) throw new PlanError(`${file} is a folder, not a plan.`);
  // A pipe, as a shell's <(…) is, can be read only once.
  if (!found.isFile()) return "text";
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead === 0) return "empty";
    return buffer.toString("latin1") === "PK\u0003\u0004" ? "zip" : "text";
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, error: unknown): PlanError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return new PlanError(`There is no file ${file}.`);
  return new PlanError(`${file} cannot be read: ${code ?? String(error)}.`);
}

/** The dependency lock file that Terraform keeps in a plan; empty where nothing was locked. */
function lockFileIn(file: string, plan: Uint8Array): string {
  const name = ".terraform.lock.hcl";
  let names: readonly string[] = [];
  let lock: Uint8Array | undefined;
  try {
    const seen: string[] = [];
    lock = unzipSync(plan, {
      filter: (entry) => {
        seen.push(entry.name);
        return entry.name === name;
      },
    })[name];
    names = seen;
  } catch {
    throw new PlanError(
      `${file} is a damaged plan: not all of it is there, or it has been changed.`,
    );
  }
  if (!names.includes("tfplan")) {
    throw new PlanError(
      `${file} is a zip, but not a plan that \`terraform plan -out\` has written.`,
    );
  }
  return Buffer.from(lock ?? []).toString("utf8");
}

/**
 * The providers that a lock file names. Terraform writes it, in one form only.
 * https://developer.hashicorp.com/terraform/language/files/dependency-lock
 */
function providersIn(lock: string, registryHost: string) {
  const blocks = lock.matchAll(/^provider "([^"]+)" \{\n\s*version\s*=\s*"([^"]+)"/gm);
  return Array.from(blocks, ([, address = "", version = ""]) =>
    requiredProvider(address, version, registryHost),
  );
}
