import type { HandlerExecutionContext, Pluggable } from "@smithy/types";
import { count } from "../metrics/signals";

/** The caller's signal ended a call to AWS before AWS had answered it. */
export class DeadlineExceededError extends Error {
  override readonly name = "DeadlineExceededError";

  /**
   * @param attempts requests that were sent.
   * @param lastFailure what the last attempt that ended by itself met, such as a throttle.
   */
  constructor(
    readonly attempts: number,
    lastFailure: unknown,
  ) {
    super("No answer from AWS before the deadline", { cause: lastFailure });
  }
}

interface Attempts {
  count: number;
  lastFailure?: unknown;
}

/**
 * Client middleware for calls that carry an `abortSignal`. Where the signal ends a call, the SDK
 * throws an AbortError that has forgotten why there was a retry at all; this throws
 * {@link DeadlineExceededError} instead, which remembers.
 */
export function deadline<Input extends object, Output extends object>(): Pluggable<Input, Output> {
  const calls = new WeakMap<HandlerExecutionContext, Attempts>();
  return {
    applyToStack(stack) {
      stack.add(
        (next, context) => async (args) => {
          const attempts: Attempts = { count: 0 };
          calls.set(context, attempts);
          try {
            return await next(args);
          } catch (error) {
            if (!isAbort(error)) throw error;
            throw new DeadlineExceededError(attempts.count, attempts.lastFailure);
          }
        },
        { step: "initialize", name: "deadline", override: true },
      );
      // Low priority puts this one inside the SDK's retry middleware: it runs once per attempt.
      stack.add(
        (next, context) => async (args) => {
          const attempts = calls.get(context) ?? { count: 0 };
          attempts.count += 1;
          if (attempts.count > 1) count("Retries");
          try {
            return await next(args);
          } catch (error) {
            if (!isAbort(error)) attempts.lastFailure = error;
            throw error;
          }
        },
        { step: "finalizeRequest", priority: "low", name: "attempts", override: true },
      );
    },
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
