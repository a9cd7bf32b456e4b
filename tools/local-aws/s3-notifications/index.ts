import { randomUUID } from "node:crypto";
import { bucketOf } from "../gaps/bucket-subresource";
import type { AwsRequest, AwsResponse, Forward, Interceptor } from "../interceptor";
import type { Functions } from "../lambda/functions";
import { ownRequest } from "../own-request";
import { serviceError } from "../service-error";
import {
  isTold,
  readNotifications,
  withoutFunctions,
  type FunctionNotification,
} from "./configuration";
import { addressOf, fileChanges, type FileChange } from "./file-change";

/** What telling functions of files takes. */
export interface S3NotificationsProps {
  readonly functions: Functions;
  readonly call: Forward;
  readonly now: () => number;
  readonly accountId: string;
  readonly log: ((message: string) => void) | undefined;
}

interface Kept {
  readonly xml: Buffer;
  readonly functions: readonly FunctionNotification[];
}

/**
 * Tells functions of what is written to buckets and deleted from them, where the function's own policy lets the bucket
 * in. moto would start containers; queues and topics it tells itself.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
 */
export function s3Notifications(props: S3NotificationsProps): Interceptor {
  const kept = new Map<string, Kept>();
  return async (request, forward) => {
    const configured = bucketOf(request, "notification");
    if (configured !== undefined) return configure(configured, request, forward, { kept, props });
    const address = kept.size === 0 ? undefined : addressOf(request);
    if (address === undefined) return undefined;
    if (request.method === "DELETE" && address.key === "") kept.delete(address.bucket);
    const functions = kept.get(address.bucket)?.functions ?? [];
    if (functions.length === 0) return undefined;
    const response = await forward(request);
    for (const change of fileChanges(request, response)) {
      const told = functions.filter((one) => isTold(one, change.eventName, change.key));
      // Whoever writes a file does not wait for it.
      void tell(told, change, request.region, props).catch((error: unknown) => {
        props.log?.(`S3 could not tell of ${change.key}: ${String(error)}`);
      });
    }
    return response;
  };
}

async function configure(
  bucket: string,
  request: AwsRequest,
  forward: Forward,
  { kept, props }: { readonly kept: Map<string, Kept>; readonly props: S3NotificationsProps },
): Promise<AwsResponse | undefined> {
  if (request.method === "GET") {
    const response = await forward(request);
    const xml = kept.get(bucket)?.xml;
    return response.status === 200 && xml !== undefined ? { ...response, body: xml } : response;
  }
  if (request.method !== "PUT") return undefined;
  const xml = request.body.toString("utf8");
  const functions = readNotifications(xml);
  const allowed = await Promise.all(
    functions.map(({ functionArn }) =>
      props.functions.allows(functionArn, callerOf(bucket, props)),
    ),
  );
  if (allowed.includes(false)) {
    const message = "Unable to validate the following destination configurations";
    return serviceError(request, { status: 400, code: "InvalidArgument", message });
  }
  const response = await forward({ ...request, body: Buffer.from(withoutFunctions(xml)) });
  if (response.status < 300) kept.set(bucket, { xml: request.body, functions });
  return response;
}

function callerOf(bucket: string, { accountId }: S3NotificationsProps) {
  const sourceArn = `arn:aws:s3:::${bucket}`;
  return { service: "s3.amazonaws.com", sourceArn, sourceAccount: accountId };
}

async function tell(
  told: readonly FunctionNotification[],
  change: FileChange,
  region: string,
  props: S3NotificationsProps,
): Promise<void> {
  for (const { id, functionArn } of told) {
    if (!(await props.functions.allows(functionArn, callerOf(change.bucket, props)))) {
      props.log?.(
        `No aws_lambda_permission of ${functionArn} lets the bucket ${change.bucket} in.`,
      );
      continue;
    }
    const record = await recordOf(change, id, region, props);
    await props.functions.enqueue(functionArn, { Records: [record] });
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
async function recordOf(
  change: FileChange,
  configurationId: string,
  region: string,
  { call, now, accountId }: S3NotificationsProps,
): Promise<object> {
  const { bucket, key, eventName, versionId } = change;
  const time = now();
  const path = encodeURIComponent(key).replaceAll("%2F", "/");
  const written = eventName.startsWith("ObjectCreated")
    ? await call(ownRequest({ service: "s3", region, method: "HEAD", url: `/${bucket}/${path}` }))
    : undefined;
  const header = (name: string) => written?.headers[name];
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: region,
    eventTime: new Date(time).toISOString(),
    eventName,
    userIdentity: { principalId: `AWS:${accountId}` },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: { "x-amz-request-id": randomUUID(), "x-amz-id-2": randomUUID() },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId,
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: accountId },
        arn: `arn:aws:s3:::${bucket}`,
      },
      object: {
        // As forms write it.
        key: path.replaceAll("%20", "+"),
        ...(written && { size: Number(header("content-length") ?? 0) }),
        ...(written && { eTag: (header("etag") ?? "").replaceAll('"', "") }),
        ...(versionId !== undefined && { versionId }),
        sequencer: process.hrtime.bigint().toString(16).toUpperCase().padStart(18, "0"),
      },
    },
  };
}
