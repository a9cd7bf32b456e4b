import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TerraformBinary } from "./terraform-binary";
import { isolatedEnvironment } from "./terraform-environment";
import { TerraformError, readableDiagnostics } from "./terraform-error";
import { type ProcessResult, runTerraformProcess } from "./terraform-process";

/** Where and how Terraform works for one stack. */
export interface TerraformProps {
  readonly binary: TerraformBinary;
  /** The synthesized stack: Terraform reads `cdk.tf.json` there and keeps `.terraform` there. */
  readonly folder: string;
  /** What the run adds to the isolated environment: providers, AWS credentials and endpoint. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the running command and its providers at once; the command rejects with the reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each line of progress, e.g. `aws_dynamodb_table.users: Creating...`. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What `terraform plan` found. */
export type Plan =
  { readonly hasChanges: false } | { readonly hasChanges: true; readonly text: string };

interface CommandOptions {
  /** Whether what the command prints is progress, for `onLine`. */
  readonly report?: boolean;
  /** Exit codes that are no failure. Default: 0. */
  readonly successes?: readonly number[];
}

/** Exit codes of `terraform plan -detailed-exitcode`. */
const planned = { noChanges: 0, changes: 2 };

/**
 * Runs Terraform's commands for one synthesized stack, never asking anything. Every method throws a
 * {@link TerraformError} when its command fails.
 * https://developer.hashicorp.com/terraform/cli/commands
 */
export class Terraform {
  constructor(private readonly props: TerraformProps) {}

  /** Installs the stack's providers and, unless `backend` is `false`, connects to its state. */
  async init({ backend = true }: { readonly backend?: boolean } = {}): Promise<void> {
    // Generated next to exact versions, the lock could only refuse the real provider after a
    // stand-in, or the other way round.
    await rm(join(this.props.folder, ".terraform.lock.hcl"), { force: true });
    await this.run(["init", "-input=false", ...(backend ? [] : ["-backend=false"])], {
      report: true,
    });
  }

  /** Checks the stack against its providers' schemas. Needs `init`, but neither AWS nor state. */
  async validate(): Promise<void> {
    await this.run(["validate"]);
  }

  /** Compares the stack with its state and with what is there. */
  async plan(): Promise<Plan> {
    const { exitCode, stdout } = await this.run(["plan", "-input=false", "-detailed-exitcode"], {
      report: true,
      successes: Object.values(planned),
    });
    if (exitCode === planned.noChanges) return { hasChanges: false };
    return { hasChanges: true, text: withoutProgress(stdout) };
  }

  /** Makes the stack real, without asking. */
  async apply(): Promise<void> {
    await this.run(["apply", "-input=false", "-auto-approve"], { report: true });
  }

  /** Deletes everything the stack has made, without asking. */
  async destroy(): Promise<void> {
    await this.run(["destroy", "-input=false", "-auto-approve"], { report: true });
  }

  /** The stack's outputs by name, sensitive ones included. */
  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await this.run(["output", "-json"]);
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  private async run(
    args: readonly string[],
    { report = false, successes = [0] }: CommandOptions = {},
  ): Promise<ProcessResult> {
    const { binary, folder, environment, signal, onLine } = this.props;
    const result = await runTerraformProcess(binary.command, [...args, "-no-color"], {
      folder,
      environment: { ...isolatedEnvironment(process.env), ...environment },
      signal,
      onLine: report ? onLine : undefined,
    });
    if (!successes.includes(result.exitCode)) {
      throw new TerraformError(
        [binary.command, ...args].join(" "),
        result.exitCode,
        folder,
        readableDiagnostics(result.stderr),
      );
    }
    return result;
  }
}

/** A plan's text without the lines that only say what Terraform is reading. */
function withoutProgress(stdout: string): string {
  return stdout
    .split("\n")
    .filter((line) => !/: (Refreshing state|Reading|Still reading|Read complete)\b/.test(line))
    .join("\n")
    .trim();
}
