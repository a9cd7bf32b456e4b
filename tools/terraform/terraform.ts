import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProviderLock } from "./provider-lock";
import type { TerraformBinary } from "./terraform-binary";
import { isolatedEnvironment } from "./terraform-environment";
import { TerraformError, readableDiagnostics } from "./terraform-error";
import { type OnAbort, type ProcessResult, runTerraformProcess } from "./terraform-process";
import { streamTerraformProcess } from "./terraform-stream";

/** Where and how Terraform works for one stack. */
export interface TerraformProps {
  readonly binary: TerraformBinary;
  /** The synthesized stack: Terraform reads `cdk.tf.json` there and keeps `.terraform` there. */
  readonly folder: string;
  /** What the run adds to `base`: providers, AWS credentials and endpoint. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it is added to. Default: nothing of the user's own but where programs and folders are. */
  readonly base?: Readonly<Record<string, string>> | undefined;
  /** Ends the running command and its providers; the command rejects with the reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How they end. Default: `kill`, at once; for a state that is kept: `interrupt`, so that Terraform
   * saves it and releases its lock.
   */
  readonly onAbort?: OnAbort | undefined;
  /** Goes with `interrupt`: has the id of the running Terraform, so that a later run can wait for it. */
  readonly processFile?: string | undefined;
  /** Called with each line of progress, e.g. `aws_dynamodb_table.users: Creating...`. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What `terraform plan` found. */
export type Plan =
  { readonly hasChanges: false } | { readonly hasChanges: true; readonly text: string };

/** How to initialize a stack's folder. */
export interface InitOptions {
  /** Whether to connect to the state. Default: true. */
  readonly backend?: boolean;
  /** Connects to the state that the stack names, and leaves alone what was there before. */
  readonly reconfigure?: boolean;
  /** The lock file to install providers by. Default: none, whatever packages are found. */
  readonly lock?: ProviderLock | undefined;
}

/** How to plan into a file. */
export interface PlanOptions {
  /** Plans no change of anything: only to take over into the state what was changed elsewhere. */
  readonly refreshOnly?: boolean;
  /** Plans to delete everything. */
  readonly destroy?: boolean;
  /** Whether to hold the state's lock meanwhile. Default: true. */
  readonly lock?: boolean;
}

interface CommandOptions {
  /** What comes after all options: a file. */
  readonly operands?: readonly string[];
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
  async init(options: InitOptions = {}): Promise<void> {
    const { backend = true, reconfigure, lock } = options;
    const lockFile = join(this.props.folder, ".terraform.lock.hcl");
    // One that an earlier run has left could only refuse the real provider after a stand-in, or the
    // other way round.
    if (lock === undefined) await rm(lockFile, { force: true });
    else await writeFile(lockFile, lock.text);
    const args = [
      ...(backend ? [] : ["-backend=false"]),
      ...(reconfigure === true ? ["-reconfigure"] : []),
      ...(lock?.isComplete === true ? ["-lockfile=readonly"] : []),
    ];
    await this.run(["init", "-input=false", ...args], { report: true });
  }

  /** Writes the lock file of the folder's providers, for these platforms, as the registry has them. */
  async lockProviders(platforms: readonly string[]): Promise<void> {
    await this.run(["providers", "lock", ...platforms.map((platform) => `-platform=${platform}`)]);
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

  /**
   * Plans into `file`. It holds the state and every value of the configuration, secrets included.
   *
   * @returns whether there is anything to apply.
   */
  async planTo(file: string, options: PlanOptions = {}): Promise<boolean> {
    const { refreshOnly, destroy, lock = true } = options;
    const args = [
      `-out=${file}`,
      "-detailed-exitcode",
      ...(refreshOnly === true ? ["-refresh-only"] : []),
      ...(destroy === true ? ["-destroy"] : []),
      ...(lock ? [] : ["-lock=false"]),
    ];
    const { exitCode } = await this.run(["plan", "-input=false", ...args], {
      report: true,
      successes: Object.values(planned),
    });
    return exitCode === planned.changes;
  }

  /**
   * A plan file as JSON, as it comes: a large one is never in memory as a whole. It shows sensitive
   * values as they are.
   * https://developer.hashicorp.com/terraform/cli/commands/show
   */
  showJson(file: string): AsyncIterable<Uint8Array> {
    const { binary, folder, signal } = this.props;
    return streamTerraformProcess(binary.command, ["show", "-json", "-no-color", file], {
      folder,
      environment: this.environment,
      signal,
    });
  }

  /** Does what a plan file says, and nothing else. Fails when the state is another by now. */
  async applyPlan(file: string): Promise<void> {
    await this.run(["apply", "-input=false"], { operands: [file], report: true });
  }

  /** Makes the stack real, without asking. */
  async apply(): Promise<void> {
    await this.run(["apply", "-input=false", "-auto-approve"], { report: true });
  }

  /** Keeps a resource that Terraform means to replace because its making was stopped half way. */
  async untaint(address: string): Promise<void> {
    await this.run(["untaint"], { operands: [address] });
  }

  /** Deletes everything the stack has made, without asking. */
  async destroy(): Promise<void> {
    await this.run(["destroy", "-input=false", "-auto-approve"], { report: true });
  }

  /** The stack's outputs by name, sensitive ones included unless they are left out. */
  async outputs({ sensitive = true } = {}): Promise<Record<string, unknown>> {
    const { stdout } = await this.run(["output", "-json"]);
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown; sensitive: boolean }>;
    return Object.fromEntries(
      Object.entries(outputs)
        .filter(([, output]) => sensitive || !output.sensitive)
        .map(([name, { value }]) => [name, value]),
    );
  }

  /** Whether the stack's state holds anything: one that was never deployed has none. */
  async hasState(): Promise<boolean> {
    try {
      const { stdout } = await this.run(["state", "list"]);
      return stdout.trim() !== "";
    } catch (error) {
      if (error instanceof TerraformError && error.diagnostics.includes("No state file was found"))
        return false;
      throw error;
    }
  }

  private get environment(): Readonly<Record<string, string>> {
    const { base = isolatedEnvironment(process.env), environment } = this.props;
    return { ...base, ...environment };
  }

  private async run(
    args: readonly string[],
    { operands = [], report = false, successes = [0] }: CommandOptions = {},
  ): Promise<ProcessResult> {
    const { binary, folder, signal, onAbort, processFile, onLine } = this.props;
    const result = await runTerraformProcess(binary.command, [...args, "-no-color", ...operands], {
      folder,
      environment: this.environment,
      signal,
      onAbort,
      processFile,
      onLine: report ? onLine : undefined,
    });
    if (!successes.includes(result.exitCode)) {
      throw new TerraformError(
        [binary.command, ...args, ...operands].join(" "),
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
