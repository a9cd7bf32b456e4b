import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { BoundProcess } from "../process/bound-process";

/** What a finished process left. */
export interface ProcessResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a process ends when its signal is aborted, or this process dies. */
export type OnAbort = "kill" | "interrupt";

/** How to run a process. */
export interface ProcessOptions {
  readonly folder: string;
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the process, as `onAbort` says. */
  readonly signal?: AbortSignal | undefined;
  /**
   * `kill` ends it and all it has started at once. `interrupt` lets it finish what is under way, save
   * its state and release its lock. Default: `kill`.
   */
  readonly onAbort?: OnAbort | undefined;
  /** Goes with `interrupt`: a file that has the process's id for as long as it runs, even after us. */
  readonly processFile?: string | undefined;
  /** Called with each line of standard output as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** The shell's own exit codes, for a command that cannot be run or is not there. */
export const cannotBeRun: readonly number[] = [126, 127];

/**
 * Runs Terraform so that Ctrl-C in the terminal does not reach it, and so that it ends together with
 * its providers: when aborted, or when this process ends, however that ends.
 *
 * By default that is SIGKILL: an interrupted Terraform would first wait for its providers' retries,
 * and what it leaves half done is a local AWS that is thrown away. Where its state is to be kept, it
 * is interrupted and waited for.
 * @throws The signal's reason when aborted.
 */
export async function runTerraformProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const { folder, environment, signal, onLine } = options;
  const interruptible = options.onAbort === "interrupt";
  signal?.throwIfAborted();
  const terraform = new BoundProcess(command, args, {
    cwd: folder,
    env: environment,
    interruptible,
    processFile: options.processFile,
  });
  const end = () => {
    if (interruptible) terraform.interrupt();
    else terraform.kill();
  };
  signal?.addEventListener("abort", end);
  const stdout = linesOf(terraform.output, onLine);
  const stderr = linesOf(terraform.errors);
  const { code, signal: endedBy } = await terraform.ended;
  signal?.removeEventListener("abort", end);
  signal?.throwIfAborted();
  if (code === null) {
    throw new Error(`${command} was ended by ${endedBy ?? "a failure to start it"} in ${folder}.`);
  }
  return { exitCode: code, stdout: stdout.join("\n"), stderr: stderr.join("\n") };
}

/** Collects a stream's lines in the array that it returns. */
function linesOf(stream: Readable, onLine?: (line: string) => void): readonly string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on("line", (line) => {
    lines.push(line);
    onLine?.(line);
  });
  return lines;
}
