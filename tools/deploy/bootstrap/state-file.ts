import { readFile } from "node:fs/promises";
import { z } from "zod";
import { explainRefusal, type S3State, stateClient, stateKey } from "../state/state-bucket";

const stateObject = z.looseObject({
  lineage: z.string().min(1),
  serial: z.int(),
  resources: z
    .array(
      z.looseObject({
        mode: z.string(),
        type: z.string(),
        name: z.string(),
        instances: z.array(z.looseObject({ status: z.string().optional() })).default([]),
      }),
    )
    .default([]),
});

/** What tells one state from another, and from an older version of itself. */
export interface StateSummary {
  /** The same for as long as a state lives, wherever it is kept. */
  readonly lineage: string;
  /** One more with every change. */
  readonly serial: number;
  /** Addresses of the resources in it: `aws_s3_bucket.state_bucket`. */
  readonly addresses: ReadonlySet<string>;
  /** Those of them whose making was stopped half way: Terraform means to replace them. */
  readonly tainted: readonly string[];
}

/**
 * A state in a file on this computer; `undefined` when it is not there, or empty: Terraform makes the file
 * to lock it, before it has anything to write.
 *
 * @throws Error when the file is damaged, as a killed process may leave it.
 */
export async function readStateFile(file: string): Promise<StateSummary | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  if (text.trim() === "") return undefined;
  const summary = summaryOf(text);
  if (summary !== undefined) return summary;
  throw new Error(
    `${file} is no state of Terraform's: whoever wrote it was stopped half way.\n` +
      "Move it away and run this again: what has been made already is found and taken over.",
  );
}

/**
 * The state of a stack in its bucket; `undefined` when there is none, or no bucket.
 *
 * @throws Error when the object is no state.
 */
export async function readStateObject(
  state: S3State,
  part: string,
  signal: AbortSignal,
): Promise<StateSummary | undefined> {
  const { GetObjectCommand, NoSuchBucket, NoSuchKey } = await import("@aws-sdk/client-s3");
  const client = await stateClient(state);
  const key = stateKey(state, part);
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: state.bucket, Key: key }), {
      abortSignal: signal,
    });
    const summary = summaryOf((await Body?.transformToString()) ?? "");
    if (summary !== undefined) return summary;
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NoSuchBucket) return undefined;
    throw explainRefusal(error, `s3://${state.bucket}/${key}`);
  } finally {
    client.destroy();
  }
  throw new Error(
    `s3://${state.bucket}/${key} is no state of Terraform's.\n` +
      "Restore one of its earlier versions; the bucket keeps them.",
  );
}

/**
 * Puts a state into its bucket, encrypted as Terraform would, unless there is one: S3 decides that, so
 * that of two bootstraps one wins. `terraform state push` gives a state another lineage when it moves into
 * an empty place, and `init -migrate-state -force-copy` writes over whatever is there.
 *
 * @throws Error when there is one.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function createStateObject(
  state: S3State,
  part: string,
  content: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const { PutObjectCommand, S3ServiceException } = await import("@aws-sdk/client-s3");
  const client = await stateClient(state);
  const key = stateKey(state, part);
  const { bucket, kmsKeyId } = state;
  const encryption =
    kmsKeyId === undefined
      ? { ServerSideEncryption: "AES256" as const }
      : { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: kmsKeyId };
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: content,
    ContentType: "application/json",
    IfNoneMatch: "*",
    ...encryption,
  });
  try {
    await client.send(command, { abortSignal: signal });
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status !== 412 && status !== 409) throw explainRefusal(error, `s3://${bucket}/${key}`);
    throw new Error(
      `Meanwhile somebody else has put a state at s3://${bucket}/${key}. Nothing was written over.\n` +
        "Most likely two bootstraps ran at once. Run this again: it says which state is which.",
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}

function summaryOf(text: string): StateSummary | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const state = stateObject.safeParse(json).data;
  if (state === undefined) return undefined;
  const managed = state.resources.filter(({ mode }) => mode === "managed");
  const addressOf = ({ type, name }: (typeof managed)[number]) => `${type}.${name}`;
  return {
    lineage: state.lineage,
    serial: state.serial,
    addresses: new Set(managed.map(addressOf)),
    tainted: managed
      .filter(({ instances }) => instances.some(({ status }) => status === "tainted"))
      .map(addressOf),
  };
}
