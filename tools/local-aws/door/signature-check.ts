import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsRequest } from "../interceptor";
import type { AccessKey, AccessKeys } from "./access-keys";
import { areChunksSigned } from "./chunk-signatures";
import type { RefusalReason } from "./refusals";
import { queryOf, type Signature } from "./signature";

/** How far a client's clock may be off: S3 takes fifteen minutes, the others five. */
const SKEW_MILLISECONDS = 5 * 60_000;
const S3_SKEW_MILLISECONDS = 15 * 60_000;

/** A week (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html). */
const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60;

/** Node's hashes as the signer wants them. */
class Sha256 {
  private readonly hash: ReturnType<typeof createHash | typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string | Buffer);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(data as string | Buffer);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("The signer never does this.");
  }
}

/**
 * Verifies a request's signature (Signature Version 4): signs the same request again with the secret
 * of the key that it names, and compares.
 *
 * @returns the key, or why the request is refused.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function checkSignature(
  request: AwsRequest,
  signature: Signature,
  keys: AccessKeys,
  now = new Date(),
): Promise<AccessKey | RefusalReason> {
  const key = keys.find(signature.accessKeyId);
  if (key === undefined) return { kind: "unknown-key" };
  if (key.sessionToken !== signature.sessionToken) return { kind: "wrong-token" };
  if (key.expires !== undefined && key.expires <= now.getTime()) return { kind: "expired-token" };
  const signed = dateOf(signature);
  if (signed === undefined || !coversWhatCounts(request, signature)) return { kind: "malformed" };
  const late = lateness(signature, signed, now);
  if (late !== undefined) return late;

  const signer = new SignatureV4({
    credentials: {
      accessKeyId: signature.accessKeyId,
      secretAccessKey: key.secretAccessKey,
    },
    region: signature.region,
    service: signature.service,
    sha256: Sha256,
    applyChecksum: false,
    // S3 alone takes a path as it is.
    uriEscapePath: signature.service !== "s3",
  });
  const expected = await expectedSignature(signer, request, signature, signed);
  if (!isSame(expected, signature.signature)) return { kind: "wrong-signature" };
  return (await isBodySigned(signer, request, signature, signed)) ? key : { kind: "wrong-body" };
}

/** A host that is not signed could be any; a token that is not signed could be another's. */
function coversWhatCounts(
  { headers }: AwsRequest,
  { signedHeaders, expiresSeconds }: Signature,
): boolean {
  const isSigned = (name: string): boolean => signedHeaders.includes(name);
  if (!isSigned("host") || new Set(signedHeaders).size !== signedHeaders.length) return false;
  if (expiresSeconds !== undefined) {
    // What a presigned URL does not sign, whoever holds it may add.
    return Object.keys(headers).every(
      (name) => !name.startsWith("x-amz-") || isSigned(name) || name === "x-amz-content-sha256",
    );
  }
  return Object.keys(headers).every((name) => !name.startsWith("x-amz-") || isSigned(name));
}

function dateOf({ date, day }: Signature): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date)?.slice(1);
  if (parts === undefined || !date.startsWith(day)) return undefined;
  const [year, month, dayOfMonth, hours, minutes, seconds] = parts;
  const time = new Date(`${year}-${month}-${dayOfMonth}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function lateness(signature: Signature, signed: Date, now: Date): RefusalReason | undefined {
  const age = now.getTime() - signed.getTime();
  const allowed = signature.service === "s3" ? S3_SKEW_MILLISECONDS : SKEW_MILLISECONDS;
  const skewed = { kind: "skewed", signed: signature.date, now } as const;
  const { expiresSeconds } = signature;
  if (expiresSeconds === undefined) return Math.abs(age) > allowed ? skewed : undefined;
  if (age < -allowed) return skewed;
  return expiresSeconds > MAX_EXPIRES_SECONDS || age > expiresSeconds * 1000
    ? { kind: "expired" }
    : undefined;
}

async function expectedSignature(
  signer: SignatureV4,
  request: AwsRequest,
  signature: Signature,
  signingDate: Date,
): Promise<string> {
  const { signedHeaders, service, expiresSeconds } = signature;
  const headers: Record<string, string> = {};
  for (const name of signedHeaders) {
    // Node gives the bytes of a header one by one; they are UTF-8.
    const value = Buffer.from(request.headers[name] ?? "", "latin1").toString("utf8");
    headers[name] = value;
  }
  const path = request.url.split("?", 1)[0] ?? "";
  const toSign = {
    method: request.method,
    protocol: "http:",
    hostname: "localhost",
    path: service === "s3" ? encodedOnce(path) : path,
    query: queryRecord(request.url),
    headers,
    body: request.body,
  };
  if (expiresSeconds === undefined) {
    const signableHeaders = new Set(signedHeaders);
    const signed = await signer.sign(toSign, { signingDate, signableHeaders });
    return signatureIn(signed.headers["authorization"]);
  }
  const presigned = await signer.presign(
    {
      ...toSign,
      // The signature of a presigned URL covers no body but where a header names it.
      headers: { ...headers, "x-amz-content-sha256": payloadOf(request, signature) },
    },
    {
      signingDate,
      expiresIn: expiresSeconds,
      signableHeaders: new Set(signedHeaders),
      unhoistableHeaders: new Set([...signedHeaders, "x-amz-content-sha256"]),
      // Counts as signed only where the client signed it.
      unsignableHeaders: new Set(["x-amz-content-sha256"]),
    },
  );
  return String(presigned.query?.["X-Amz-Signature"]);
}

function payloadOf({ headers, body }: AwsRequest, { service }: Signature): string {
  const named = headers["x-amz-content-sha256"];
  if (named !== undefined) return named;
  return service === "s3" ? "UNSIGNED-PAYLOAD" : sha256Of(body);
}

/** What the header says of the body has to be true of it; without the header, it was signed itself. */
async function isBodySigned(
  signer: SignatureV4,
  { headers, body }: AwsRequest,
  signature: Signature,
  signingDate: Date,
): Promise<boolean> {
  const named = headers["x-amz-content-sha256"];
  if (named === undefined) return true;
  if (/^STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?$/.test(named)) {
    return areChunksSigned({ signer, signature, signingDate, body });
  }
  // Only S3 takes a body that nobody signed.
  if (["UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"].includes(named)) {
    return signature.service === "s3";
  }
  return isSame(sha256Of(body), named);
}

function sha256Of(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}

function queryRecord(url: string): Record<string, string | string[]> {
  // The prototype of an object literal would take `__proto__` for something else.
  const record = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of queryOf(url)) {
    const before = record[name];
    record[name] = before === undefined ? value : [before, value].flat();
  }
  delete record["X-Amz-Signature"];
  return record;
}

/** S3 signs each part of a path encoded once and strictly, however the client sends it. */
function encodedOnce(path: string): string {
  return path
    .split("/")
    .map((part) => {
      try {
        return encodeURIComponent(decodeURIComponent(part)).replace(
          /[!'()*]/g,
          (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
        );
      } catch {
        return part;
      }
    })
    .join("/");
}

function signatureIn(header: string | undefined): string {
  return /Signature=([0-9a-f]+)$/.exec(header ?? "")?.[1] ?? "";
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
