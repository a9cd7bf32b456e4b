import { explain } from "./explain";

/** Conventional exit codes: 128 and the signal's number. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * npm passes a Ctrl-C on that the terminal has given to everybody already: one press, two signals at
 * once. Nobody presses it twice within this time.
 */
const ECHO_MILLISECONDS = 500;

/** The user, or the system, wants the command to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(readonly signalName: keyof typeof exitCodes) {
    super(`Interrupted by ${signalName}.`);
  }
}

/**
 * Runs a command to its end: an error becomes its message on standard error and exit code 1; Ctrl-C,
 * SIGTERM and a closed terminal abort `signal`, and the command tidies up and ends. A second Ctrl-C
 * does not wait for that; what the command has started ends with it all the same.
 */
export async function runCommand(command: (signal: AbortSignal) => Promise<void>): Promise<void> {
  // The SDK's notice of when it drops Node 20 is for whoever upgrades the SDK, not for this run.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  const interruption = new AbortController();
  let interruptedAt = -Infinity;
  for (const name of Object.keys(exitCodes) as (keyof typeof exitCodes)[]) {
    process.on(name, () => {
      if (interruption.signal.aborted) {
        if (performance.now() - interruptedAt < ECHO_MILLISECONDS) return;
        process.exit(exitCodes[name]);
      }
      interruptedAt = performance.now();
      process.stderr.write("\nStopping …\n");
      interruption.abort(new Interrupted(name));
    });
  }
  // Whoever reads the result may have read enough (`| head`): what was found counts all the same.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  // npm that is killed takes nobody with it; whoever asked for this command is gone with it.
  const { ppid } = process;
  const orphanCheck = setInterval(() => {
    if (process.ppid !== ppid) interruption.abort(new Interrupted("SIGHUP"));
  }, 500).unref();
  try {
    await command(interruption.signal);
  } catch (error) {
    const reason: unknown = interruption.signal.aborted ? interruption.signal.reason : error;
    if (reason instanceof Interrupted) {
      process.exitCode = exitCodes[reason.signalName];
    } else {
      process.exitCode = 1;
      process.stderr.write(`\n${explain(reason)}\n`);
    }
  } finally {
    clearInterval(orphanCheck);
  }
}
