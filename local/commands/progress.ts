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
 * Runs steps and shows them, with the time each takes, on standard error: standard output belongs to
 * a command's result. An inner list of steps runs at once, the others one after the other.
 *
 * @returns how long each step took, in the order they ended.
 * @throws what a step throws.
 */
export async function runSteps(
  steps: readonly (Step | readonly Step[])[],
): Promise<readonly StepTime[]> {
  const times: StepTime[] = [];
  const task = ({ name, run }: Step): ListrTask => ({
    title: name,
    task: async (_context, wrapper): Promise<void> => {
      const started = performance.now();
      await run({
        say: (line) => {
          wrapper.output = line;
        },
        note: (text) => {
          wrapper.title = `${name}: ${text}`;
        },
      });
      const seconds = Math.round(performance.now() - started) / 1000;
      times.push({ name, seconds });
    },
  });
  const options = {
    logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
    timer: PRESET_TIMER,
  };
  await new Listr(
    steps.map((step) =>
      "run" in step
        ? task(step)
        : {
            title: "Prepare",
            task: (_context, wrapper) => wrapper.newListr(step.map(task), { concurrent: true }),
          },
    ),
    {
      renderer: process.stderr.isTTY ? "default" : "simple",
      rendererOptions: { ...options, collapseSubtasks: false, collapseErrors: false },
      // The command itself answers signals.
      registerSignalListeners: false,
    },
  ).run();
  return times;
}
