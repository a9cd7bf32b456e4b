import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { AroundRun, Invocation, InvocationInput, Run } from "../lambda/invocation";

/** How long Cognito waits for a function, for callers that do not say how long they do. */
const PATIENCE_MILLISECONDS = 5_000;

/** An event that is about to be given to a function. */
export interface FaultableInvocation {
  /** The function's name. */
  readonly functionName: string;
  /** The event, parsed. */
  readonly event: unknown;
}

/** What goes wrong with an invocation. */
export type InvocationFault =
  /** The function fails, before or, with `takesEffect`, after it has done its work. */
  | { readonly fault: "throws"; readonly message?: string; readonly takesEffect?: boolean }
  | {
      /**
       * The answer takes longer than its caller waits. With `isInstant` nobody really waits: the caller
       * is told at once that its time is up.
       */
      readonly fault: "stalls";
      readonly isInstant?: boolean;
      readonly takesEffect?: boolean;
    }
  /** Once more when the first is through; the caller gets the second answer. */
  | { readonly fault: "delivered-twice" }
  /** Two at the same time, in two environments; the caller gets the first one's answer. */
  | { readonly fault: "delivered-twice-at-once" }
  /** The caller gets another answer than the function gave. */
  | { readonly fault: "answers"; readonly answer: (payload: unknown) => unknown };

/** Decides on each invocation; `undefined` lets it pass. */
export type ChooseInvocationFault = (
  invocation: FaultableInvocation,
) => InvocationFault | undefined;

/** Lets invocations go wrong, whoever makes them: Cognito, `Invoke`, or an asynchronous event. */
export function invocationFaults(choose: ChooseInvocationFault, signal: AbortSignal): AroundRun {
  return async (input, run, find) => {
    const functionName = input.reference.name;
    const chosen = choose({ functionName, event: JSON.parse(input.event) });
    switch (chosen?.fault) {
      case undefined:
        return run(input);
      case "delivered-twice":
        await run(input);
        return run(again(input));
      case "delivered-twice-at-once": {
        const [first] = await Promise.all([run(input), run(again(input))]);
        return first;
      }
      case "answers": {
        const invocation = await run(input);
        if (invocation?.result.outcome !== "succeeded") return invocation;
        const payload = JSON.stringify(
          chosen.answer(JSON.parse(invocation.result.payload)) ?? null,
        );
        return { ...invocation, result: { outcome: "succeeded", payload } };
      }
      case "throws": {
        const errorMessage = chosen.message ?? "A fault was injected.";
        const invocation = await ranOrNot(input, run, find, chosen.takesEffect);
        const error = { errorType: "Error", errorMessage, trace: [] };
        return invocation && { ...invocation, result: { outcome: "failed", error } };
      }
      case "stalls": {
        const began = performance.now();
        const invocation = await ranOrNot(input, run, find, chosen.takesEffect);
        const patience = 1 + (input.deadlineMilliseconds ?? PATIENCE_MILLISECONDS);
        if (chosen.isInstant !== true) {
          const rest = patience - (performance.now() - began);
          await sleep(rest, undefined, { signal, ref: false }).catch(() => undefined);
        }
        return (
          invocation && {
            ...invocation,
            durationMilliseconds: patience,
            result: { outcome: "timed-out", by: "caller" },
          }
        );
      }
    }
  };
}

/** What has happened when a fault shows: the function's work, or nothing. */
async function ranOrNot(
  input: InvocationInput,
  run: Run,
  find: Parameters<AroundRun>[2],
  takesEffect = false,
): Promise<Invocation | undefined> {
  if (takesEffect) return run(input);
  const runnable = await find();
  return (
    runnable && {
      configuration: runnable.configuration,
      requestId: input.requestId ?? randomUUID(),
      durationMilliseconds: 0,
      lines: [],
      // Put in its place by whoever asks.
      result: { outcome: "timed-out", by: "caller" },
    }
  );
}

/** Each delivery is an invocation of its own, with an id of its own. */
function again(input: InvocationInput): InvocationInput {
  return { ...input, requestId: randomUUID() };
}
