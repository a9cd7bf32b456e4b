import { setTimeout as sleep } from "node:timers/promises";
import type { Forward } from "../interceptor";
import { failureOf } from "./invocation";
import type { Invocation, QueuedEvent } from "./invocation";
import { readEventInvokeConfiguration } from "./event-invoke-configuration";
import { deliverRecords } from "./invocation-record";

/**
 * Lambda tries an asynchronous event that failed twice more, after one and two minutes
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). Here it is
 * seconds: nobody who looks on waits that long. An event therefore never grows too old.
 */
const RETRY_DELAYS_MILLISECONDS = [1_000, 2_000];

/** One run of a function on a queued event. */
export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  /** By the clock of `performance`. */
  readonly began: number;
  readonly invocation: Invocation;
}

/** How to make {@link AsynchronousInvocations}. */
export interface AsynchronousInvocationsProps {
  /** `undefined` when there is no such function. */
  readonly run: (event: QueuedEvent) => Promise<Invocation | undefined>;
  /** Sends a request through the gateway's interceptors to moto. */
  readonly call: Forward;
  readonly log?: ((message: string) => void) | undefined;
}

/** Lambda's queue of asynchronous events: runs each until it succeeds or was tried often enough. */
export class AsynchronousInvocations {
  private readonly stopping = new AbortController();

  constructor(private readonly props: AsynchronousInvocationsProps) {}

  /** Takes an event and returns at once. */
  enqueue(event: QueuedEvent, onAttempt?: (attempt: Attempt) => void): void {
    this.work(event, onAttempt).catch((error: unknown) => {
      if (this.stopping.signal.aborted) return;
      this.props.log?.(`${event.reference.name} could not be run: ${String(error)}`);
    });
  }

  /** Drops the events that wait to be tried again. */
  stop(): void {
    this.stopping.abort();
  }

  private async work(
    event: QueuedEvent,
    onAttempt: ((attempt: Attempt) => void) | undefined,
  ): Promise<void> {
    const { call, log } = this.props;
    for (let number = 1; ; number += 1) {
      const began = performance.now();
      const invocation = await this.props.run(event);
      if (invocation === undefined || this.stopping.signal.aborted) return;
      onAttempt?.({ number, began, invocation });
      // Read anew each time: a change of the settings counts for events that wait, too.
      const settings = await readEventInvokeConfiguration(call, event);
      const hasFailed = failureOf(invocation) !== undefined;
      const delay = RETRY_DELAYS_MILLISECONDS[number - 1];
      if (!hasFailed || number > settings.maximumRetryAttempts || delay === undefined) {
        await deliverRecords({ event, invocation, settings, attempts: number, call, log });
        return;
      }
      await sleep(delay, undefined, { signal: this.stopping.signal, ref: false });
    }
  }
}
