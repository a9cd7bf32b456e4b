import path from "node:path";
import { pathToFileURL } from "node:url";
import { median } from "./paired-runs";
import { run } from "./run";

/** What a configuration can have many of. */
export type Kind = "environments" | "clients" | "groups" | "functions";

const kinds: readonly Kind[] = ["environments", "clients", "groups", "functions"];
const counts = [1, 10, 100] as const;

/** Rounds: a hundred environments take a while, and only ratios matter. */
const maxRounds = 3;

/** At most so much more for one of a hundred than for one of ten. */
export const maxGrowth = 1.5;

/** Synth of a configuration that grows in one respect. */
export interface Growth {
  readonly kind: Kind;
  /** Medians of the processor time for 1, 10 and 100, in milliseconds. */
  readonly times: readonly number[];
  /** What one of the ninety more costs, in that of one of the nine before: 1 where it is linear. */
  readonly ratio: number;
  readonly met: boolean;
}

const project = path.resolve(__dirname, "../..");
const tsx = pathToFileURL(require.resolve("tsx")).href;

/** Times synth of 1, 10 and 100 of each kind, each in a process of its own. */
export function benchGrowth(
  folder: string,
  rounds: number,
  progress: (text: string) => void,
): readonly Growth[] {
  const app = path.join(project, "tools/bench/grown-app.ts");
  return kinds.map((kind) => {
    const times = counts.map((count) => {
      progress(`growth: ${count} ${kind}`);
      const each = Array.from({ length: Math.min(rounds, maxRounds) }, () => {
        const args = ["--import", tsx, app, kind, String(count)];
        const env = { CDKTF_OUTDIR: path.join(folder, `growth-${kind}-${count}`) };
        return Number(run(args, { cwd: project, env }).output);
      });
      return median(each);
    });
    const [one = 0, ten = 0, hundred = 0] = times;
    const ratio = (hundred - ten) / 90 / ((ten - one) / 9);
    return { kind, times, ratio, met: ratio <= maxGrowth };
  });
}
