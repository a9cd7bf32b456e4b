import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import type { Socket } from "node:net";
import path from "node:path";
import type { Duplex, Readable } from "node:stream";

/**
 * Runs a program (its arguments follow) and sees to it that nothing of it outlives us.
 *
 * Standard input is a pipe from our process that nobody ever writes to: it ends when we die, even
 * by SIGKILL, which no handler of ours could catch. Then `read` returns and the whole process group
 * (`0`) is ended. The shell stays the program's parent to the end, and reaps it: in a container
 * whose first process does not reap, an orphan would stay as a zombie.
 *
 * SIGTERM to the shell asks the program to end, SIGHUP ends it by force.
 */
const supervisor = (redirection: "2>&1" | "") => `
exec 9<&0 </dev/null
"$@" 9<&- ${redirection} &
program=$!
trap 'kill -TERM "$program"' TERM
trap 'kill -KILL "$program"' HUP
(
  trap '' TERM
  read -r _ <&9
  kill -TERM 0
  sleep 2
  kill -KILL 0
) >/dev/null 2>&1 &
watchdog=$!
exec 9<&-
# A trapped signal interrupts "wait" while the program is still there.
while wait "$program"; status=$?; kill -0 "$program" 2>/dev/null; do :; done
kill -KILL "$watchdog"
wait "$watchdog" 2>/dev/null
exit "$status"
`;

/** Does the same for a program that has to finish what it is at: it is interrupted, and waited for. */
const interruptible = path.join(__dirname, "interruptible.mjs");

/** How to start a {@link BoundProcess}. */
export interface BoundProcessOptions {
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /**
   * Standard error goes where standard output goes, so that both can be read in the order of
   * writing.
   */
  readonly mergesOutput?: boolean;
  /**
   * Adds a {@link BoundProcess.channel}, which is the program's descriptor 3. A pipe of ours and not
   * Node's IPC: a program that writes nonsense into that one ends us.
   */
  readonly channel?: boolean;
  /**
   * Interrupts the program (SIGINT) where it would be ended otherwise, and lets it finish by itself,
   * even after we have died. For one that saves what it has done. Goes with neither `mergesOutput`
   * nor `channel`.
   */
  readonly interruptible?: boolean;
  /** Goes with `interruptible`: a file that has the program's id for as long as it runs, even after us. */
  readonly processFile?: string | undefined;
}

/**
 * A child process that ends when this process does, however that ends.
 *
 * It leads a process group (and session) of its own, so that a Ctrl-C in the terminal does not
 * reach it: we decide when it stops. POSIX only: it needs `sh`.
 */
export class BoundProcess {
  readonly child: ChildProcess;
  /** What the program writes to standard output. */
  readonly output: Readable;
  /** What it writes to standard error; nothing where that is merged into the output. */
  readonly errors: Readable;
  /** Goes both ways; there is one if it was asked for. */
  readonly channel: Duplex | undefined;
  /** Resolves once the program has ended and its output is read to the end. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;

  constructor(command: string, args: readonly string[], options: BoundProcessOptions) {
    const stdio: StdioOptions = ["pipe", "pipe", "pipe"];
    if (options.channel === true) stdio.push("pipe");
    const script = supervisor(options.mergesOutput === true ? "2>&1" : "");
    const [guard, guardArgs] =
      options.interruptible === true
        ? [process.execPath, [interruptible, options.processFile ?? ""]]
        : ["/bin/sh", ["-c", script, "sh"]];
    this.child = spawn(guard, [...guardArgs, command, ...args], {
      env: options.env,
      detached: true,
      stdio,
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    });
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error("The child process has no output.");
    this.output = stdout;
    this.errors = stderr;
    // The types know of reading and writing ends; one that is made for a child goes both ways.
    this.channel = (this.child.stdio[3] ?? undefined) as Duplex | undefined;
    // The program may have gone before it has read what was sent.
    this.channel?.on("error", () => undefined);
    // The shell's own pipe is still there, and "close" waits until it has been read to its end.
    if (options.mergesOutput === true) stderr.resume();
    // Writing to it never happens, but closing may find the other end gone.
    this.child.stdin?.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once("error", () => {
        resolve({ code: null, signal: null });
      });
      // "exit" comes before the last output is read; "close" waits for whoever else holds the
      // pipes. Ending what the program left behind makes "close" certain.
      this.child.once("exit", () => {
        this.signalGroup("SIGKILL");
      });
      this.child.once("close", (code, signal) => {
        resolve({ code, signal });
      });
    });
  }

  /** Ends the program and everything it started, by force. */
  kill(): void {
    this.child.kill("SIGHUP");
  }

  /** Asks the program to end, and does not wait for it. */
  interrupt(): void {
    this.child.kill("SIGTERM");
  }

  /**
   * Asks the program to end (SIGTERM), and ends it by force after `graceMilliseconds`.
   * Returns when it is gone.
   */
  async stop(graceMilliseconds: number): Promise<void> {
    this.child.kill("SIGTERM");
    const force = setTimeout(() => {
      this.kill();
    }, graceMilliseconds);
    await this.ended;
    clearTimeout(force);
  }

  /** Lets our process end although the program runs; it ends with us. */
  unref(): void {
    this.child.unref();
    for (const pipe of this.child.stdio) (pipe as Socket | null | undefined)?.unref();
  }

  private signalGroup(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // ESRCH: nothing of the group is left, which is what was wanted.
    }
  }
}
