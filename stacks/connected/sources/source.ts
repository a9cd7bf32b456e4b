import type { ChangeFilter, MessageFilter } from "./filter";
import type { WorkQueue } from "./work-queue";

/** How Lambda gathers what it calls a function with. */
export interface BatchOptions {
  /**
   * How many records a call has at most.
   *
   * @default 100 of a table's changes, 10 of a queue's messages.
   */
  readonly batchSize?: number;
  /**
   * How long Lambda waits for a batch to fill, in seconds: 0 to 300.
   *
   * @default 0: it does not wait.
   */
  readonly windowSeconds?: number;
}

/** How a function is called with the changes of the user table. */
export interface ChangesOptions extends BatchOptions {
  /** Which changes: those that one of the entries describes, 5 at most. Default: all. */
  readonly filter?: readonly ChangeFilter[];
  /**
   * How often a batch that the function has failed on is tried again: 0 to 10,000. No later change is handed over
   * meanwhile. Then it is given up, and a record of it goes to the dead-letter queue.
   *
   * @default 5
   */
  readonly retries?: number;
  /**
   * How old a change may get before it is given up, in seconds: 60 to 86,400, for as long as the stream keeps it.
   *
   * @default as long as the stream keeps it.
   */
  readonly maximumAgeSeconds?: number;
  /**
   * Whether a batch that the function has failed on is cut in two, until the change that is to blame is alone.
   *
   * @default true
   */
  readonly bisect?: boolean;
}

/** How a function is called with the messages of a queue. */
export interface MessagesOptions extends BatchOptions {
  /** Which messages: those that one of the entries describes, 5 at most. Lambda deletes the others. Default: all. */
  readonly filter?: readonly MessageFilter[];
  /**
   * How often a message is tried before it goes to the dead-letter queue: 1 to 1,000. Of a queue by its ARN, its
   * own `RedrivePolicy` says that.
   *
   * @default 5
   */
  readonly tries?: number;
}

/** Which files of the attachments bucket a function is told about. */
export interface FilesOptions {
  /** What their keys begin with: `private/`. Default: all. */
  readonly prefix?: string;
  /** What their keys end in: `.jpg`. Default: all. */
  readonly suffix?: string;
}

/** The changes of the user table, in their order for each user. */
export interface ChangesSource extends ChangesOptions {
  readonly kind: "changes";
}

/** The messages of a queue. */
export interface MessagesSource extends MessagesOptions {
  readonly kind: "messages";
  /** What the function's file calls it: its name or its ARN. */
  readonly named: string;
  readonly queue: QueueToRead;
}

/** Files that come or go in the attachments bucket. */
export interface FilesSource extends FilesOptions {
  readonly kind: "created" | "removed";
}

/** What calls a function beside routes and a schedule. */
export type EventSource = ChangesSource | MessagesSource | FilesSource;

/** Whether S3 tells of it; all else Lambda reads for the function. */
export function isOfFiles(source: EventSource): source is FilesSource {
  return source.kind === "created" || source.kind === "removed";
}

/** A queue of the environment's, or somebody's by its ARN. */
export type QueueToRead =
  { readonly made: WorkQueue } | { readonly arn: string; readonly kmsKeyArn?: string | undefined };
