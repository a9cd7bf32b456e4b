/** A Terraform command that failed, with what Terraform said about it. */
export class TerraformError extends Error {
  override readonly name = "TerraformError";

  constructor(
    /** The command line, e.g. `terraform apply -auto-approve`. */
    readonly commandLine: string,
    readonly exitCode: number,
    /** The folder it ran in. */
    readonly folder: string,
    /** Terraform's own standard error, without frames and runs of empty lines. */
    readonly diagnostics: string,
  ) {
    super(`"${commandLine}" failed with exit code ${exitCode} in ${folder}:\n${diagnostics}`);
  }
}

/** Takes Terraform's frame (`╷ │ ╵`) and surplus empty lines away from its error output. */
export function readableDiagnostics(stderr: string): string {
  return stderr
    .replace(/^[╷│╵] ?/gm, "")
    .replace(/\n\s*\n(\s*\n)+/g, "\n\n")
    .trim();
}
