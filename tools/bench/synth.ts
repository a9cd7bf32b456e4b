import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { pairedRuns, median, type Timing } from "./paired-runs";
import { run } from "./run";

/** Synth of all environments, side by side with an app that has nothing in it. */
export interface SynthReport {
  readonly timings: readonly Timing[];
  /** Median of the first bundling in a process, in milliseconds. */
  readonly bundling: number;
  /** What the aim leaves: twice the empty app, plus bundling, in milliseconds. */
  readonly limit: number;
  readonly met: boolean;
  /** Folder with the last synth's stacks. */
  readonly output: string;
}

const PROJECT = resolve(__dirname, "../..");

/** By file: `--import tsx` would look for it from the current folder. */
const TSX = pathToFileURL(require.resolve("tsx")).href;

/** Times whole processes, from `node` to exit, that write to `folder`. */
export function benchSynth(
  folder: string,
  rounds: number,
  progress: (text: string) => void,
): SynthReport {
  const process = (script: string, outdir: string) =>
    run(["--import", TSX, join(PROJECT, script)], {
      cwd: PROJECT,
      env: { CDKTF_OUTDIR: join(folder, outdir) },
    });
  const timings = pairedRuns(
    [
      { name: "empty cdktf app", measure: () => process("tools/bench/empty-app.ts", "empty").time },
      { name: "all environments", measure: () => process("main.ts", "gatehouse").time },
    ],
    rounds,
    (round) => {
      progress(`synth: round ${round} of ${rounds}`);
    },
  );
  progress("synth: bundling alone");
  const bundling = median(
    Array.from({ length: rounds }, () =>
      Number(process("tools/bench/only-bundling.ts", "none").output),
    ),
  );
  const [empty, all] = timings.map(({ median }) => median) as [number, number];
  const limit = 2 * empty + bundling;
  const output = join(folder, "gatehouse");
  return { timings, bundling, limit, met: all < limit, output };
}
