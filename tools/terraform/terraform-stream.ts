import { text } from "node:stream/consumers";
import { BoundProcess } from "../process/bound-process";
import { TerraformError, readableDiagnostics } from "./terraform-error";
import type { ProcessOptions } from "./terraform-process";

/**
 * Runs a command of Terraform's that only reads, and yields what it prints as it prints it, no faster
 * than that is taken. It ends when nobody takes any more, when aborted, and when this process ends.
 *
 * @throws TerraformError after the last bytes when the command fails; the signal's reason when aborted.
 */
export async function* streamTerraformProcess(
  command: string,
  args: readonly string[],
  { folder, environment, signal }: Pick<ProcessOptions, "folder" | "environment" | "signal">,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  const terraform = new BoundProcess(command, args, { cwd: folder, env: environment });
  const kill = () => {
    terraform.kill();
  };
  signal?.addEventListener("abort", kill);
  const errors = text(terraform.errors);
  try {
    for await (const chunk of terraform.output) yield chunk as Uint8Array;
    const { code } = await terraform.ended;
    signal?.throwIfAborted();
    if (code !== 0) {
      const commandLine = [command, ...args].join(" ");
      throw new TerraformError(commandLine, code ?? 1, folder, readableDiagnostics(await errors));
    }
  } finally {
    signal?.removeEventListener("abort", kill);
    kill();
  }
}
