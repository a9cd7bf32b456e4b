import { bestEffort, required } from "../../functions/shared/pipeline/step";
import { pipeline } from "../../functions/shared/pipeline/pipeline";
import { TimeLimit } from "../../functions/shared/pipeline/time-limit";
import { median } from "./paired-runs";

/** What a pipeline adds to the steps in it. */
export interface PipelineReport {
  /** Of a required step, in milliseconds. */
  readonly requiredStep: number;
  /** Of a best-effort step, which works on a copy of the response, in milliseconds. */
  readonly bestEffortStep: number;
  /** Whether both are under {@link maxMilliseconds}. */
  readonly met: boolean;
}

/** The aim for each step. */
export const maxMilliseconds = 0.1;

const steps = 10;
const events = 200;

interface Event {
  readonly request: object;
  response: { claims: Record<string, string> };
}

/** Times pipelines of steps that do nothing against awaiting the same steps in a loop. */
export async function benchPipeline(rounds: number): Promise<PipelineReport> {
  const nothing = async (): Promise<void> => {
    await Promise.resolve();
  };
  const ofRequired = pipeline<Event>(
    ...Array.from({ length: steps }, () => required<Event>("nothing", nothing)),
  );
  const ofBestEffort = pipeline<Event>(
    ...Array.from({ length: steps }, () => bestEffort<Event>("nothing", nothing)),
  );
  const plain = async (): Promise<void> => {
    for (let step = 0; step < steps; step += 1) await nothing();
  };
  const inPipeline = (run: typeof ofRequired) => async () => {
    const time = new TimeLimit(4000);
    const claims = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`claim-${n}`, "x"]));
    await run({ request: {}, response: { claims } }, { time, onFailure: () => undefined });
    time.clear();
  };
  const perStep = async (task: () => Promise<void>) => {
    await timeOf(task);
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      times.push((await timeOf(task)) - (await timeOf(plain)));
    }
    return median(times) / (steps * events);
  };
  const requiredStep = await perStep(inPipeline(ofRequired));
  const bestEffortStep = await perStep(inPipeline(ofBestEffort));
  const met = requiredStep < maxMilliseconds && bestEffortStep < maxMilliseconds;
  return { requiredStep, bestEffortStep, met };
}

async function timeOf(task: () => Promise<void>): Promise<number> {
  const start = performance.now();
  for (let event = 0; event < events; event += 1) await task();
  return performance.now() - start;
}
