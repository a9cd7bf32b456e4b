import type { Pluggable } from "@smithy/types";
import pThrottle from "p-throttle";

/**
 * Client middleware that lets at most `requestsPerSecond` requests out in any second. Each attempt
 * counts, retries too; those that must wait go in the order in which they came. Clients that share
 * one budget are given the same object.
 */
export function rateBudget<Input extends object, Output extends object>(
  requestsPerSecond: number,
): Pluggable<Input, Output> {
  // Strict: otherwise the end of one second and the start of the next together allow twice as many.
  const turn = pThrottle({ limit: requestsPerSecond, interval: 1000, strict: true })(() =>
    Promise.resolve(),
  );
  return {
    applyToStack(stack) {
      stack.add(
        (next) => async (args) => {
          await turn();
          return next(args);
        },
        // Low priority puts this one inside the SDK's retry middleware: it runs once per attempt.
        { step: "finalizeRequest", priority: "low", name: "rateBudget", override: true },
      );
    },
  };
}
