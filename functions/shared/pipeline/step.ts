/** What a step has beside the event. */
export interface StepContext {
  /** Aborted when the step's time is over, for calls to AWS; the step is then left behind. */
  readonly signal: AbortSignal;
  /** Milliseconds until then. */
  readonly remaining: number;
}

/**
 * One thing that a function does. It may change `event.response`, return an event that replaces the
 * one it was given, or only look.
 */
export type StepFunction<Event> = (
  event: Event,
  context: StepContext,
  // Most steps return nothing, and need not be `async` for it.
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type
) => Promise<Event | undefined> | Promise<void> | Event | undefined | void;

/** A step of a pipeline. Made by {@link required} and {@link bestEffort}. */
export type Step<Event> = RequiredStep<Event> | BestEffortStep<Event>;

/** A step without which the user's call must fail. */
export interface RequiredStep<Event> {
  readonly kind: "required";
  /** As it stands in the log. */
  readonly name: string;
  readonly run: StepFunction<Event>;
  /** What the client is told when this step fails. */
  readonly message: string | undefined;
}

/** A step that the user's call does not depend on. */
export interface BestEffortStep<Event> {
  readonly kind: "best-effort";
  /** As it stands in the log. */
  readonly name: string;
  readonly run: StepFunction<Event>;
  /** Milliseconds at most. */
  readonly cap: number | undefined;
}

/**
 * A step that stops the pipeline when it fails or when time is over. It may use all the time that is
 * left.
 *
 * @param message what the client is told then, in place of the pipeline's message: short, and nothing
 *   about the user or the backend.
 */
export function required<Event>(
  name: string,
  run: StepFunction<Event>,
  { message }: { readonly message?: string } = {},
): RequiredStep<Event> {
  return { kind: "required", name, run, message };
}

/**
 * A step whose failure is logged, and the rest goes on as if it had not been there: what it did to
 * `event.response` counts only if it ends well and in time.
 *
 * @param cap milliseconds at most. Default: half of what is left, so that the steps after it keep as
 *   much; `Infinity` for a last step that may use all of it.
 */
export function bestEffort<Event>(
  name: string,
  run: StepFunction<Event>,
  { cap }: { readonly cap?: number } = {},
): BestEffortStep<Event> {
  return { kind: "best-effort", name, run, cap };
}
