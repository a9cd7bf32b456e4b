import { z } from "zod";
import type { Environment } from "../../../configuration";
import { explainRefusal, type S3State, stateClient, stateKey } from "./state-bucket";
import { TerraformError } from "../../terraform/terraform-error";

/** Whoever holds the lock of a state, as Terraform writes it down. */
export interface LockInfo {
  readonly id: string;
  /** `OperationTypeApply` and its like. */
  readonly operation: string;
  /** `<user>@<host>`. */
  readonly who: string;
  /** When it was taken, as Terraform says it. */
  readonly created: string;
  /** Terraform's version. */
  readonly version: string;
  /** `<bucket>/<key>`, or the name of a file. */
  readonly path: string;
}

/** Terraform's `statemgr.LockInfo`; what is not there is empty. */
const lockObject = z
  .object({
    ID: z.string(),
    Operation: z.string().default(""),
    Who: z.string().default(""),
    Created: z.string().default(""),
    Version: z.string().default(""),
    Path: z.string().default(""),
  })
  .transform(({ ID, Operation, Who, Created, Version, Path }): LockInfo => ({
    id: ID,
    operation: Operation,
    who: Who,
    created: Created,
    version: Version,
    path: Path,
  }));

/** A lock as it was found, and what tells it from a later one. */
export interface FoundLock {
  readonly info: LockInfo;
  readonly eTag: string | undefined;
}

/**
 * Who holds the state's lock, when that is why Terraform has failed.
 *
 * @param error what a command has thrown.
 */
export function lockHolder(error: unknown): LockInfo | undefined {
  if (!(error instanceof TerraformError)) return undefined;
  const text = error.diagnostics;
  if (!text.includes("Error acquiring the state lock")) return undefined;
  const field = (name: string) => new RegExp(`^\\W*${name}:[ \\t]+(.*?)\\s*$`, "m").exec(text)?.[1];
  const found = { ID: field("ID"), Who: field("Who"), Operation: field("Operation") };
  const rest = { Created: field("Created"), Version: field("Version"), Path: field("Path") };
  return lockObject.safeParse({ ...found, ...rest }).data;
}

/**
 * The lock of a stack's state in S3, as it is now; `undefined` when nobody holds it. States on this
 * computer have none that could be read: the operating system keeps it.
 *
 * @throws Error when the object is there and is no lock of Terraform's.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
 */
export async function findLock(
  { state }: Pick<Environment, "state">,
  part: string,
  signal: AbortSignal,
): Promise<FoundLock | undefined> {
  if (state.backend !== "s3") return undefined;
  const { GetObjectCommand, NoSuchBucket, NoSuchKey } = await import("@aws-sdk/client-s3");
  const client = await stateClient(state);
  const place = lockPlace(state, part);
  try {
    const { Body, ETag } = await client.send(new GetObjectCommand(place), { abortSignal: signal });
    const info = lockObject.safeParse(asJson(await Body?.transformToString())).data;
    if (info !== undefined) return { info, eTag: ETag };
    throw new Error(
      `s3://${place.Bucket}/${place.Key} is where Terraform keeps its lock, but it is none.\n` +
        "Look at it, and delete it when no Terraform is at work on this state.",
    );
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NoSuchBucket) return undefined;
    throw explainRefusal(error, `s3://${place.Bucket}/${place.Key}`);
  } finally {
    client.destroy();
  }
}

/** {@link findLock}, for whoever only wants to know who holds it. */
export async function readLock(
  environment: Pick<Environment, "state">,
  part: string,
  signal: AbortSignal,
): Promise<LockInfo | undefined> {
  return (await findLock(environment, part, signal))?.info;
}

/**
 * Releases the very lock that was found, as `terraform force-unlock` does, which wants the stack
 * synthesized and its providers installed first. S3 deletes only what has not changed since.
 *
 * @throws Error when it has.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export async function releaseLock(
  state: S3State,
  part: string,
  { eTag }: FoundLock,
  signal: AbortSignal,
): Promise<void> {
  const { DeleteObjectCommand, S3ServiceException } = await import("@aws-sdk/client-s3");
  const client = await stateClient(state);
  try {
    const condition = eTag === undefined ? {} : { IfMatch: eTag };
    await client.send(new DeleteObjectCommand({ ...lockPlace(state, part), ...condition }), {
      abortSignal: signal,
    });
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status !== 412 && status !== 409) {
      throw explainRefusal(error, `s3://${state.bucket}/${stateKey(state, part)}.tflock`);
    }
    throw new Error("Meanwhile the lock is another one. Nothing was released: look again.", {
      cause: error,
    });
  } finally {
    client.destroy();
  }
}

/** Who holds the lock of a stack's state, since when and for what, and how to release it. */
export function explainLock(info: LockInfo, stack: string): string {
  return (
    `${describeLock(info, stack)}\n` +
    "Wait until that is done. If its process is dead, the lock stays until it is released; this shows how:\n" +
    `  npm run unlock -- ${stack}`
  );
}

/** The first part of {@link explainLock}: who, since when and for what. */
export function describeLock({ id, who, operation, created, version }: LockInfo, stack: string) {
  const what = operation.replace(/^OperationType/, "").toLowerCase();
  return [
    `The state of ${stack} is locked:`,
    `  by         ${who || "somebody who left no name"}`,
    `  since      ${sinceWhen(created)}`,
    `  for        ${what === "" ? "an operation without a name" : `terraform ${what}`} (Terraform ${version || "of unknown version"})`,
    `  lock       ${id}`,
  ].join("\n");
}

/** Terraform writes Go's time: `2026-11-21 13:50:01.123456789 +0000 UTC`, or RFC 3339 in the object. */
function sinceWhen(created: string): string {
  const iso = created.replace(
    /^(\S+) (\d\d:\d\d:\d\d)(?:\.\d+)? \+0000 UTC$/,
    (_all, day: string, time: string) => `${day}T${time}Z`,
  );
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return created || "an unknown time";
  const minutes = Math.floor((Date.now() - time) / 60_000);
  const ago = minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
  return `${new Date(time).toISOString().replace(/\.\d+Z$/, "Z")}, ${ago} ago`;
}

function lockPlace(state: S3State, part: string) {
  return { Bucket: state.bucket, Key: `${stateKey(state, part)}.tflock` };
}

function asJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
