import { Refusal } from "./refusal";
import { GRACE, settledBy } from "./settled-by";
import type { BestEffortStep, RequiredStep, Step, StepContext, StepFunction } from "./step";
import { TimeLimit } from "./time-limit";

/** What a pipeline has beside the event. */
export interface PipelineContext {
  /** The time of all steps together. */
  readonly time: TimeLimit;
  /** Told of each step that failed, and of each that said no. */
  readonly onFailure: (failure: StepFailure) => void;
}

/** A step that could not be done in time, or at all. */
export interface StepFailure {
  readonly step: string;
  readonly kind: Step<never>["kind"];
  readonly error: unknown;
}

/** A required step has failed. Its cause went to `onFailure`, so that nobody logs it twice. */
export class PipelineError extends Error {
  override readonly name = "PipelineError";

  /** @param publicMessage the step's own message for the client, if it has one. */
  constructor(
    step: string,
    readonly publicMessage: string | undefined,
  ) {
    super(`The required step ${step} has failed`);
  }
}

/** Steps as one function. */
export type Pipeline<Event> = (event: Event, context: PipelineContext) => Promise<Event>;

/**
 * Steps that run in order within one function and share its time.
 *
 * @throws PipelineError when a required step fails or outlives the time, and {@link Refusal} when it
 *   says no; the steps after it do not run.
 */
export function pipeline<Event extends { response: object }>(
  ...steps: readonly Step<Event>[]
): Pipeline<Event> {
  return async (event, context) => {
    let current = event;
    for (const step of steps) {
      current = await (step.kind === "required"
        ? runRequired(step, current, context)
        : runBestEffort(step, current, context));
    }
    return current;
  };
}

async function runRequired<Event>(
  { name, kind, run, message }: RequiredStep<Event>,
  event: Event,
  { time, onFailure }: PipelineContext,
): Promise<Event> {
  const { signal, remaining } = time;
  try {
    signal.throwIfAborted();
    return (await settledBy(signal, answer(run, event, { signal, remaining }))) ?? event;
  } catch (error) {
    onFailure({ step: name, kind, error });
    throw error instanceof Refusal ? error : new PipelineError(name, message);
  }
}

async function runBestEffort<Event extends { response: object }>(
  { name, kind, run, cap }: BestEffortStep<Event>,
  event: Event,
  { time, onFailure }: PipelineContext,
): Promise<Event> {
  const share = Math.min(cap ?? time.remaining / 2, time.remaining);
  // The time for the step to say why it stopped is part of its share, not of what comes after.
  const grace = Math.min(GRACE, share / 4);
  const limit = new TimeLimit(share - grace, time.signal);
  // A step that fails halfway, or is left behind and writes later, must not spoil the answer.
  const draft = { ...event, response: structuredClone(event.response) };
  try {
    const { signal, remaining } = limit;
    signal.throwIfAborted();
    return (await settledBy(signal, answer(run, draft, { signal, remaining }), grace)) ?? draft;
  } catch (error) {
    onFailure({ step: name, kind, error });
    return event;
  } finally {
    limit.clear();
  }
}

async function answer<Event>(
  run: StepFunction<Event>,
  event: Event,
  context: StepContext,
): Promise<Event | undefined> {
  return (await run(event, context)) as Event | undefined;
}
