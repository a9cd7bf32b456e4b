import type { FunctionConfiguration } from "./function-configuration";
import type { FunctionError, HandlerResult, OutputLine } from "./execution-environment";
import { timeoutMessage } from "./invocation-log";
import type { FunctionReference } from "./lambda-request";

/** What a synchronous answer may have, in bytes; Lambda's limit leaves room for its envelope. */
const RESPONSE_LIMIT_BYTES = 6_291_556;

/** One invocation, as `Invoke` wants it. */
export interface InvocationInput {
  readonly region: string;
  readonly reference: FunctionReference;
  /** JSON text. */
  readonly event: string;
  readonly requestId?: string;
  readonly clientContext?: unknown;
  /** How long the caller waits, start and all; default: for as long as it takes. */
  readonly deadlineMilliseconds?: number | undefined;
}

/** An event that waits in Lambda's queue. */
export type QueuedEvent = InvocationInput & { readonly requestId: string };

/** How it ended, as `Invoke` wants it. */
export interface Invocation {
  readonly result: HandlerResult;
  readonly configuration: FunctionConfiguration;
  readonly requestId: string;
  readonly durationMilliseconds: number;
  readonly lines: readonly OutputLine[];
}

/** A function that can be run here. */
export interface Runnable {
  readonly configuration: FunctionConfiguration;
  readonly zip: Buffer;
}

/** Runs a handler once; `undefined` when there is no such function. */
export type Run = (input: InvocationInput) => Promise<Invocation | undefined>;

/** Stands around each run, and may do otherwise. `find` tells the function without running it. */
export type AroundRun = (
  input: InvocationInput,
  run: Run,
  find: () => Promise<Runnable | undefined>,
) => Promise<Invocation | undefined>;

/** What the caller of a function that failed gets for an answer; `undefined` if it did not. */
export function failureOf({ result, ...invocation }: Invocation): FunctionError | undefined {
  switch (result.outcome) {
    case "succeeded":
      return undefined;
    case "failed":
      return result.error;
    case "timed-out":
      return {
        errorType: "Sandbox.Timedout",
        errorMessage: timeoutMessage(invocation.configuration, invocation.requestId),
      };
  }
}

/** The lines of a log as one text. */
export function textOf(lines: readonly OutputLine[]): string {
  return lines.map(({ message }) => `${message}\n`).join("");
}

/** Refuses what is not written for Node.js. */
export function refuseRuntime(configuration: FunctionConfiguration, requestId: string): Invocation {
  const error = {
    errorType: "Runtime.InvalidRuntime",
    errorMessage:
      `The local AWS runs Node.js functions, and ${configuration.FunctionName} has the runtime ` +
      `${configuration.Runtime ?? "of a container image"}. Deploy it to AWS to run it.`,
    trace: [],
  };
  return {
    result: { outcome: "failed", error },
    configuration,
    requestId,
    durationMilliseconds: 0,
    lines: [],
  };
}

/** Refuses an answer that is larger than Lambda lets through. */
export function limitResponse(result: HandlerResult): HandlerResult {
  if (result.outcome !== "succeeded") return result;
  if (Buffer.byteLength(result.payload) <= RESPONSE_LIMIT_BYTES) return result;
  const errorMessage =
    "Response payload size exceeded maximum allowed payload size " +
    `(${RESPONSE_LIMIT_BYTES} bytes).`;
  return {
    outcome: "failed",
    error: { errorType: "Function.ResponseSizeTooLarge", errorMessage },
  };
}

/** The ARN that a function was invoked by: with the version or alias, if one was named. */
export function invokedArn(
  { FunctionArn }: FunctionConfiguration,
  qualifier: string | undefined,
): string {
  const unqualified = FunctionArn.split(":").slice(0, 7).join(":");
  return qualifier === undefined ? unqualified : `${unqualified}:${qualifier}`;
}
