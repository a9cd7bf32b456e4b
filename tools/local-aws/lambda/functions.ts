/** How one invocation of a function on the local AWS ended, in Lambda's own terms. */
export type InvocationResult =
  /** The handler returned; `payload` is what it returned, parsed from JSON. */
  | { readonly outcome: "succeeded"; readonly payload: unknown; readonly log: string }
  /** The handler threw, or the runtime could not load or run it (`FunctionError: Unhandled`). */
  | {
      readonly outcome: "failed";
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
      readonly log: string;
    }
  /** The function's own timeout, or the caller's deadline, ran out. For the caller's, the function goes on. */
  | {
      readonly outcome: "timed-out";
      readonly by: "function" | "caller";
      /** How long the handler had run: less than its caller waited when it had to be started first. */
      readonly afterMilliseconds: number;
      readonly log: string;
    }
  /** No function of that name, or its code was never uploaded. */
  | { readonly outcome: "not-found" };

/** The principal that Lambda checks against a function's resource-based policy. */
export interface Caller {
  /** A service principal, e.g. `cognito-idp.amazonaws.com`. */
  readonly service: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** One run of a function on an asynchronous event. */
export interface AsynchronousAttempt {
  /** Counted from 1. */
  readonly number: number;
  /** By the clock of `performance`. */
  readonly began: number;
  readonly result: InvocationResult;
}

/** The functions of the local AWS, as a service that calls them sees them. */
export interface Functions {
  /** Runs the uploaded zip. `deadlineMilliseconds` is how long the caller waits; default: for ever. */
  invoke(
    functionNameOrArn: string,
    payload: unknown,
    deadlineMilliseconds?: number,
  ): Promise<InvocationResult>;
  /**
   * Hands over an event that nobody waits for: Lambda runs the function on it, up to three times, and
   * at last tells its dead-letter queue or its destination. `onAttempt` is told of each run.
   *
   * @returns whether there is such a function.
   */
  enqueue(
    functionNameOrArn: string,
    payload: unknown,
    onAttempt?: (attempt: AsynchronousAttempt) => void,
  ): Promise<boolean>;
  /** Whether the function's resource-based policy lets `caller` invoke it. */
  allows(functionNameOrArn: string, caller: Caller): Promise<boolean>;
}
