import type { Context } from "aws-lambda";
import { errorEntry } from "../logging/error-entry";

/** What of Lambda's context a handler of batches uses. */
export type BatchContext = Pick<Context, "getRemainingTimeInMillis">;

/** Where it is told what failed. */
export interface BatchLog {
  readonly error: (entry: object) => void;
}

/** What Lambda is to hand over again; the rest is done. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Milliseconds that are left for the answer. */
const reserve = 1000;

/** Ends when the function has to answer. */
export function signalOf(context: BatchContext): AbortSignal {
  return AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - reserve));
}

/** Whether there is time for one more. */
export function hasTime(context: BatchContext): boolean {
  return context.getRemainingTimeInMillis() > reserve;
}

/** Tells what failed, with nothing of the record but what AWS calls it. */
export function tell(log: BatchLog, failure: string, record: string, error: unknown): void {
  log.error({ failure, record, error: errorEntry(error, []) });
}

/** Says from where, or what, Lambda is to hand over again. */
export function again(identifiers: readonly string[]): BatchAnswer {
  return { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) };
}
