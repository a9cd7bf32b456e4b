import type { S3Event, S3EventRecord } from "aws-lambda";
import { signalOf, type BatchContext } from "./batch";

/** A file that was written or deleted. */
export interface FileEvent {
  readonly kind: "created" | "removed";
  readonly bucket: string;
  readonly key: string;
  /** Whose it is, where it is a user's own: the identity id in `private/<identity id>/…`. */
  readonly identityId?: string;
  /** Of a deleted file, that of its delete marker. */
  readonly versionId?: string;
  /** Bytes of what was written. */
  readonly size?: number;
  readonly at: Date;
}

/**
 * Makes the handler of a function with `attachments.created()` or `attachments.removed()`. When it throws, Lambda
 * tries the file twice more, and puts it into the dead-letter queue then. A file may come twice, and files do not come
 * in their order.
 *
 * @param handle is given a signal that ends when the function has to answer.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function filesHandler(
  handle: (file: FileEvent, signal: AbortSignal) => Promise<void> | void,
) {
  return async ({ Records }: S3Event, context: BatchContext): Promise<void> => {
    const signal = signalOf(context);
    // S3 sends one at a time.
    for (const record of Records) await handle(fileOf(record), signal);
  };
}

function fileOf({ eventName, eventTime, s3 }: S3EventRecord): FileEvent {
  // S3 writes keys as forms do: a space is a plus sign.
  const key = decodeURIComponent(s3.object.key.replaceAll("+", " "));
  const [, identityId] = /^private\/([^/]+)\//.exec(key) ?? [];
  // The delete marker of a versioned bucket has a version, and no size.
  const { versionId, size } = s3.object as Partial<S3EventRecord["s3"]["object"]>;
  return {
    kind: eventName.startsWith("ObjectCreated") ? "created" : "removed",
    bucket: s3.bucket.name,
    key,
    ...(identityId !== undefined && { identityId }),
    ...(versionId !== undefined && { versionId }),
    ...(size !== undefined && { size }),
    at: new Date(eventTime),
  };
}
