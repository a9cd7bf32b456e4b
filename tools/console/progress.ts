import { Interrupted } from "./command";
import { Listr, ListrLogger, type ListrTask, PRESET_TIMER, ProcessOutput } from "listr2";

/** A step of a command as `--json` reports it. */
export interface StepTime {
  readonly name: string;
  readonly seconds: number;
}

/** What a step is given to tell how far it is. */
export interface StepProgress {
  /** Shown beside the step while it runs. */
  readonly say: (line: string) => void;
  /** Shown beside the step for good. */
  readonly note: (text: string) => void;
}

/** A step of a command: what it is called, and what it does. */
export interface Step {
  readonly name: string;
  readonly run: (progress: StepProgress) => Promise<void>;
}

/**
 * Runs steps one after the other and shows them, with the time each takes, on standard error:
 * standard output belongs to a command's result.
 *
 * @returns how long each step took.
 * @throws what a step throws. What went wrong is for the command to say, once.
 */
export async function runSteps(steps: readonly Step[]): Promise<readonly StepTime[]> {
  const times: StepTime[] = [];
  let failure: unknown;
  const list = new Listr(
    steps.map(({ name, run }): ListrTask => ({
      title: name,
      task: async (_context, task): Promise<void> => {
        const started = performance.now();
        try {
          await run({
            say: (line) => {
              task.output = line;
            },
            note: (text) => {
              task.title = `${name}: ${text}`;
            },
          });
        } catch (error) {
          failure = error;
          throw new Error(error instanceof Interrupted ? "interrupted" : "see below");
        }
        times.push({ name, seconds: Math.round(performance.now() - started) / 1000 });
      },
    })),
    {
      renderer: process.stderr.isTTY ? "default" : "simple",
      rendererOptions: {
        logger: new ListrLogger({
          processOutput: new ProcessOutput(process.stderr, process.stderr),
        }),
        timer: PRESET_TIMER,
        showErrorMessage: false,
      },
      // The command itself answers signals.
      registerSignalListeners: false,
    },
  );
  try {
    await list.run();
  } catch (error) {
    throw failure ?? error;
  }
  return times;
}

/**
 * Tells few of many lines: on a terminal each takes the last one's place, elsewhere each is one more
 * to read.
 *
 * @param terminalMilliseconds the least time between two lines on a terminal.
 */
export function rarely(
  say: (line: string) => void,
  terminalMilliseconds = 0,
): (line: string) => void {
  const interval = process.stderr.isTTY ? terminalMilliseconds : 5000;
  let last = -Infinity;
  return (line) => {
    const now = performance.now();
    if (now - last < interval) return;
    last = now;
    say(line);
  };
}
