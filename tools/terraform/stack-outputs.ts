import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TerraformBinary } from "./terraform-binary";
import { TerraformError, readableDiagnostics } from "./terraform-error";
import { runTerraformProcess } from "./terraform-process";

/** Which stack's outputs to read, and with what. */
export interface StackOutputsProps {
  readonly binary: TerraformBinary;
  /** The synthesized stack. */
  readonly stackFolder: string;
  /** A folder of the caller's own, where Terraform may work. */
  readonly workFolder: string;
  readonly signal: AbortSignal;
}

interface StackJson {
  readonly terraform: { readonly backend: unknown };
}

/**
 * Reads the outputs of a stack from its state on AWS, with the user's own credentials. Nothing but the
 * stack's backend is handed to Terraform: an output needs no provider, and the AWS provider is a
 * download of hundreds of megabytes.
 *
 * @throws {@link TerraformError} with what Terraform said; the signal's reason when aborted.
 * @see https://developer.hashicorp.com/terraform/cli/commands/output
 */
export async function stackOutputs(props: StackOutputsProps): Promise<Record<string, unknown>> {
  const { stackFolder, workFolder, binary, signal } = props;
  const stack = await readFile(path.join(stackFolder, "cdk.tf.json"), "utf8");
  const { backend } = (JSON.parse(stack) as StackJson).terraform;
  await mkdir(workFolder, { recursive: true });
  await writeFile(
    path.join(workFolder, "backend.tf.json"),
    JSON.stringify({ terraform: { backend } }),
  );
  const run = async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await runTerraformProcess(
      binary.command,
      [...args, "-no-color"],
      { folder: workFolder, environment: usersEnvironment(), signal },
    );
    if (exitCode === 0) return stdout;
    const commandLine = [binary.command, ...args].join(" ");
    throw new TerraformError(commandLine, exitCode, workFolder, readableDiagnostics(stderr));
  };
  await run("init", "-input=false");
  const outputs = JSON.parse(await run("output", "-json")) as Record<string, { value: unknown }>;
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/** Credentials come by profile, SSO, role or variables: whatever the user has set up. */
function usersEnvironment(): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
}
