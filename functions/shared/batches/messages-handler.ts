import type { SQSEvent, SQSRecord } from "aws-lambda";
import { parsed } from "../json";
import {
  again,
  hasTime,
  signalOf,
  tell,
  type BatchAnswer,
  type BatchContext,
  type BatchLog,
} from "./batch";

/** A message of a queue. */
export interface Message {
  readonly id: string;
  /** What its JSON says; `undefined` where it is none. */
  readonly body: unknown;
  readonly text: string;
  /** Attributes that are texts or numbers. */
  readonly attributes: Readonly<Record<string, string>>;
  /** How often it has come, this time included. */
  readonly tries: number;
}

/**
 * Makes the handler of a function with `queue(…).messages()`: it is called with all messages of a batch at once, or
 * one after the other where the queue is first-in-first-out. A message for which it throws comes again, and goes to
 * the dead-letter queue at last; the others are done. A message may come twice.
 *
 * @param handle is given a signal that ends when the function has to answer.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function messagesHandler(
  handle: (message: Message, signal: AbortSignal) => Promise<void> | void,
  log: BatchLog = console,
) {
  return async ({ Records }: SQSEvent, context: BatchContext): Promise<BatchAnswer> => {
    const signal = signalOf(context);
    const work = async (record: SQSRecord): Promise<boolean> => {
      try {
        await handle(messageOf(record), signal);
        return true;
      } catch (error) {
        tell(log, "message", record.messageId, error);
        return false;
      }
    };
    if (Records[0]?.eventSourceARN.endsWith(".fifo") !== true) {
      const done = await Promise.all(Records.map(work));
      return again(Records.filter((_, index) => done[index] !== true).map(idOf));
    }
    for (const [index, record] of Records.entries()) {
      // What comes after one that failed has to wait for it.
      if (!hasTime(context) || !(await work(record))) return again(Records.slice(index).map(idOf));
    }
    return again([]);
  };
}

const idOf = ({ messageId }: SQSRecord): string => messageId;

function messageOf(record: SQSRecord): Message {
  const attributes = Object.entries(record.messageAttributes).flatMap(([name, { stringValue }]) =>
    stringValue === undefined ? [] : [[name, stringValue] as const],
  );
  return {
    id: record.messageId,
    body: parsed(record.body),
    text: record.body,
    attributes: Object.fromEntries(attributes),
    tries: Number(record.attributes.ApproximateReceiveCount),
  };
}
