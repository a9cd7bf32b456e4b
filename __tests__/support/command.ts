import { type ChildProcess, spawn } from "node:child_process";

/** One of the project's npm scripts, run as a user runs it. */
export class RunningCommand {
  stdout = "";
  stderr = "";
  readonly child: ChildProcess;
  /** The exit code, once the command has ended. */
  readonly ended: Promise<number | null>;

  constructor(project: string, script: string, args: readonly string[] = [], environment = {}) {
    this.child = spawn("npm", ["run", "--silent", script, "--", ...args], {
      cwd: project,
      // As a person runs it, wherever the tests run.
      env: { ...process.env, CI: undefined, GITHUB_ACTIONS: undefined, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (data: Buffer) => (this.stdout += data.toString()));
    this.child.stderr?.on("data", (data: Buffer) => (this.stderr += data.toString()));
    this.ended = new Promise((resolve) => {
      this.child.once("close", (exitCode) => {
        resolve(exitCode);
      });
    });
  }
}
