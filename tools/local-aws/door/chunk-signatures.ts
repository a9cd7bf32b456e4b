import { createHash } from "node:crypto";
import type { SignatureV4 } from "@smithy/signature-v4";
import type { Signature } from "./signature";

const EMPTY_SHA256 = createHash("sha256").digest("hex");

/** A body of S3 that is signed chunk by chunk. */
export interface ChunkedBody {
  readonly signer: SignatureV4;
  /** Of the request: the chunks' signatures follow from it, one from the other. */
  readonly signature: Signature;
  readonly signingDate: Date;
  readonly body: Buffer;
}

/**
 * Verifies each chunk of a body, and the trailer where there is one.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function areChunksSigned(chunked: ChunkedBody): Promise<boolean> {
  const { body, signature } = chunked;
  let previous = signature.signature;
  for (let at = 0; ;) {
    const end = body.indexOf("\r\n", at);
    const head = /^([0-9a-f]+);chunk-signature=([0-9a-f]{64})$/i.exec(
      body.toString("latin1", at, end < 0 ? at : end),
    );
    if (head === null) return false;
    const [length, given] = [Number.parseInt(head[1] ?? "", 16), head[2] ?? ""];
    const start = end + 2;
    const data = body.subarray(start, start + length);
    const hashed = createHash("sha256").update(data).digest("hex");
    const expected = await sign(chunked, "PAYLOAD", [previous, EMPTY_SHA256, hashed]);
    if (data.length !== length || expected !== given) return false;
    previous = given;
    at = start + length;
    if (length === 0) return isTrailerSigned(chunked, previous, body.subarray(at));
    at += 2;
  }
}

/** `<name>:<value>\n` of each header in it, then its signature. Without a trailer, nothing follows. */
async function isTrailerSigned(
  chunked: ChunkedBody,
  previous: string,
  rest: Buffer,
): Promise<boolean> {
  const lines = rest
    .toString("latin1")
    .split("\r\n")
    .filter((line) => line !== "");
  const [given] = lines.splice(lines.length - 1, 1);
  if (given === undefined) return true;
  const content = lines.map((line) => `${line.replace(/\n$/, "")}\n`).join("");
  const hashed = createHash("sha256").update(content).digest("hex");
  const expected = await sign(chunked, "TRAILER", [previous, hashed]);
  return given === `x-amz-trailer-signature:${expected}`;
}

function sign(
  { signer, signature, signingDate }: ChunkedBody,
  kind: "PAYLOAD" | "TRAILER",
  parts: readonly string[],
): Promise<string> {
  const { date, day, region, service } = signature;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = [`AWS4-HMAC-SHA256-${kind}`, date, scope, ...parts].join("\n");
  return signer.sign(text, { signingDate });
}
