import type { Forward } from "../interceptor";
import type { EventInvokeConfiguration } from "./event-invoke-configuration";
import { failureOf, invokedArn } from "./invocation";
import type { Invocation, QueuedEvent } from "./invocation";
import { assumeExecutionRole } from "./role-credentials";
import { sendToTarget } from "./target";
import type { TargetMessage } from "./target";

/** What became of an asynchronous event. */
export interface FinishedEvent {
  readonly event: QueuedEvent;
  /** The last run. */
  readonly invocation: Invocation;
  readonly settings: EventInvokeConfiguration;
  /** How often the function was run. */
  readonly attempts: number;
  readonly call: Forward;
  readonly log: ((message: string) => void) | undefined;
}

/** Lambda cuts the error's message off here, in bytes. */
const ERROR_MESSAGE_LIMIT_BYTES = 1024;

/**
 * Tells the function's dead-letter queue and destinations how an event ended, with the rights of the
 * function's own role. What cannot be told is lost, as with Lambda; here the log says so.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function deliverRecords(finished: FinishedEvent): Promise<void> {
  const { event, invocation, settings, call, log } = finished;
  const { configuration } = invocation;
  const hasFailed = failureOf(invocation) !== undefined;
  const deadLetters = configuration.DeadLetterConfig?.TargetArn;
  const destination = hasFailed ? settings.onFailure : settings.onSuccess;
  const messages = [
    ...(hasFailed && deadLetters !== undefined
      ? [{ target: deadLetters, message: deadLetter(finished) }]
      : []),
    ...(destination === undefined
      ? []
      : [{ target: destination, message: { body: JSON.stringify(record(finished)) } }]),
  ];
  if (hasFailed && messages.length === 0) {
    log?.(
      `${configuration.FunctionName} failed ${times(finished.attempts)} on an asynchronous event; it is dropped.`,
    );
  }
  if (messages.length === 0) return;
  const { Role, FunctionName } = configuration;
  const credentials = await assumeExecutionRole(call, event.region, Role, FunctionName);
  for (const { target, message } of messages) {
    await sendToTarget(call, credentials, target, message).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      log?.(`${FunctionName} could not tell ${target} of an asynchronous event: ${why}`);
    });
  }
}

/** The event as it came, and in the message's attributes what went wrong. */
function deadLetter({ event, invocation }: FinishedEvent): TargetMessage {
  const message = Buffer.from(failureOf(invocation)?.errorMessage ?? "");
  return {
    body: event.event,
    attributes: {
      RequestID: { DataType: "String", StringValue: event.requestId },
      // Of the answer to Invoke, which is 200 also for a function that throws.
      ErrorCode: { DataType: "Number", StringValue: "200" },
      ErrorMessage: {
        DataType: "String",
        StringValue: message.subarray(0, ERROR_MESSAGE_LIMIT_BYTES).toString("utf8"),
      },
    },
  };
}

function record({ event, invocation, attempts }: FinishedEvent): object {
  const { result, configuration } = invocation;
  const failure = failureOf(invocation);
  return {
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: invokedArn(configuration, event.reference.qualifier ?? "$LATEST"),
      condition: failure === undefined ? "Success" : "RetriesExhausted",
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(event.event) as unknown,
    responseContext: {
      statusCode: 200,
      executedVersion: configuration.Version,
      ...(failure && { functionError: "Unhandled" }),
    },
    responsePayload:
      result.outcome === "succeeded" ? (JSON.parse(result.payload) as unknown) : failure,
  };
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
