import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

/** One of the project's npm scripts, run as a user runs it. */
export class RunningCommand {
  stdout = "";
  stderr = "";
  readonly child: ChildProcess;
  /** The exit code, once the command has ended. */
  readonly ended: Promise<number | null>;

  constructor(
    project: string,
    script: string,
    args: readonly string[] = [],
    environment = {},
    [program, ...first]: readonly [string, ...string[]] = ["npm", "run", "--silent", script, "--"],
  ) {
    this.child = spawn(program, [...first, ...args], {
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

/** What is left of a command that has ended. */
export interface EndedCommand {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs one of the project's npm scripts to its end. A shell runs it as npm would, which takes a third of a second by
 * itself: npm is tried where signals are.
 */
export async function ended(
  project: string,
  script: string,
  args: readonly string[] = [],
  environment = {},
): Promise<EndedCommand> {
  const { scripts } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  const command = new RunningCommand(
    project,
    script,
    args,
    // Where npm was called.
    { INIT_CWD: project, ...environment },
    ["sh", "-c", `${scripts[script] ?? "false"} "$@"`, "sh"],
  );
  const exitCode = await command.ended;
  return { exitCode, stdout: command.stdout, stderr: command.stderr };
}
