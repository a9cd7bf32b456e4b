import type {
  AsynchronousAttempt,
  Caller,
  Functions,
  InvocationResult,
} from "../../tools/local-aws/lambda/functions";

/** What a fake function does with its event. */
export type Behaviour = (event: never, attempt: number) => InvocationResult;

/** One call of a fake function. */
export interface Invocation {
  readonly functionArn: string;
  /** The event, typed by the test that looks at it. */
  readonly payload: unknown;
  readonly deadlineMilliseconds: number | undefined;
}

/** Functions without code: each does what its test says, and all calls are kept. */
export class FakeFunctions implements Functions {
  readonly invocations: Invocation[] = [];
  /** Who asked for permission, and for which function. */
  readonly callers: (Caller & { readonly functionArn: string })[] = [];

  private readonly behaviours = new Map<string, Behaviour>();
  private readonly refused = new Set<string>();

  /** Gives the function its behaviour; without one it does not exist. */
  define(functionArn: string, behaviour: Behaviour): void {
    this.behaviours.set(functionArn, behaviour);
  }

  /** Takes every permission away from the function. */
  refuse(functionArn: string): void {
    this.refused.add(functionArn);
  }

  /** The calls of one function, in order. */
  of(functionArn: string): readonly Invocation[] {
    return this.invocations.filter((invocation) => invocation.functionArn === functionArn);
  }

  invoke(
    functionArn: string,
    payload: unknown,
    deadlineMilliseconds?: number,
  ): Promise<InvocationResult> {
    // A copy, as over the wire: what the caller does to its event later is not what was sent.
    const sent: unknown = structuredClone(payload);
    this.invocations.push({ functionArn, payload: sent, deadlineMilliseconds });
    const behaviour = this.behaviours.get(functionArn);
    const attempt = this.of(functionArn).length;
    return Promise.resolve(
      behaviour?.(structuredClone(payload) as never, attempt) ?? { outcome: "not-found" },
    );
  }

  /** Runs the function at once, and once only. */
  async enqueue(
    functionArn: string,
    payload: unknown,
    onAttempt?: (attempt: AsynchronousAttempt) => void,
  ): Promise<boolean> {
    if (!this.behaviours.has(functionArn)) return false;
    const began = performance.now();
    const result = await this.invoke(functionArn, payload);
    onAttempt?.({ number: 1, began, result });
    return true;
  }

  allows(functionArn: string, caller: Caller): Promise<boolean> {
    this.callers.push({ ...caller, functionArn });
    return Promise.resolve(!this.refused.has(functionArn));
  }
}

/** The function returns this. */
export function returns(payload: unknown): InvocationResult {
  return { outcome: "succeeded", payload, log: "" };
}

/** The function throws an error with this message. */
export function throws(errorMessage: string): InvocationResult {
  return { outcome: "failed", errorType: "Error", errorMessage, trace: [], log: "" };
}

/** The function, or its caller's patience, ran out of time. */
export function timesOut(by: "function" | "caller", afterMilliseconds: number): InvocationResult {
  return { outcome: "timed-out", by, afterMilliseconds, log: "" };
}
