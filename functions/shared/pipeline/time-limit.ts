import type { RemainingTime } from "../aws/time-left";

/**
 * The longest that a trigger may take, in milliseconds. Cognito's 5 s include a cold start, which
 * Lambda's own clock leaves out
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
 */
const BUDGET = 4000;

/** Kept of the function's own time-out to log and throw, in milliseconds. */
const RESERVE = 500;

/**
 * Milliseconds that a delivery has, from now on; 0 where there is no time left.
 *
 * @param budget at most; `Infinity` for a function that nobody waits for.
 */
export function timeFor(context: RemainingTime, budget = BUDGET): number {
  return Math.max(0, Math.min(budget, context.getRemainingTimeInMillis() - RESERVE));
}

/** A share of time, and the signal that says that it has passed. */
export class TimeLimit {
  private readonly controller = new AbortController();
  private readonly ends: number;
  private readonly timer: NodeJS.Timeout;
  private readonly outer: AbortSignal | undefined;

  /**
   * @param milliseconds from now on.
   * @param outer ends this one too.
   */
  constructor(milliseconds: number, outer?: AbortSignal) {
    this.ends = performance.now() + milliseconds;
    this.outer = outer;
    this.timer = setTimeout(this.end, milliseconds);
    if (outer?.aborted) this.end();
    else outer?.addEventListener("abort", this.end);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds, 0 when the time has passed. */
  get remaining(): number {
    return Math.max(0, this.ends - performance.now());
  }

  /** Takes the timer down. Without it a function that has nothing left to do would wait for it. */
  clear(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener("abort", this.end);
  }

  private readonly end = (): void => {
    this.controller.abort(new DOMException("The time for this is over", "TimeoutError"));
  };
}
