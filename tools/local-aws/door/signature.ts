import { decoded } from "../decoded";
import type { AwsRequest } from "../interceptor";

/** What a signed request says about its signature (Signature Version 4). */
export interface Signature {
  readonly accessKeyId: string;
  /** `YYYYMMDD`, of the credential scope. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** `YYYYMMDDTHHMMSSZ`; may be missing or malformed. */
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** How long a presigned URL is good for; `undefined` for a header. */
  readonly expiresSeconds: number | undefined;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * Reads the signature of a request, from its `Authorization` header or its query string.
 *
 * @returns `undefined` for a request that carries none, `"malformed"` for one that cannot be read in
 *   one way only.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
 */
export function readSignature({
  headers,
  url,
}: Pick<AwsRequest, "headers" | "url">): Signature | "malformed" | undefined {
  const header = headers["authorization"];
  const query = queryOf(url);
  const isPresigned = query.some(([name]) =>
    /^x-amz-(algorithm|credential|signature)$/i.test(name),
  );
  const isSigned = header !== undefined && /aws4-|credential=/i.test(header);
  if (isPresigned && isSigned) return "malformed";
  if (isPresigned) return readQuery(query);
  return isSigned ? readHeader(header, headers) : undefined;
}

/** Names and values of a query string, decoded as Signature Version 4 wants it: a plus is a plus. */
export function queryOf(url: string): readonly (readonly [string, string])[] {
  const question = url.indexOf("?");
  const query = question < 0 ? "" : url.slice(question + 1);
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const equals = part.indexOf("=");
      const [name, value] =
        equals < 0 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
      return [decoded(name), decoded(value)] as const;
    });
}

function readHeader(
  header: string,
  headers: Readonly<Record<string, string>>,
): Signature | "malformed" {
  const parts =
    /^AWS4-HMAC-SHA256 +Credential=([^,\s]+) *, *SignedHeaders=([^,\s]+) *, *Signature=([0-9a-f]+)$/.exec(
      header.trim(),
    );
  if (parts === null) return "malformed";
  const [, credential = "", signedHeaders = "", signature = ""] = parts;
  return assemble(credential, {
    date: headers["x-amz-date"] ?? "",
    signedHeaders: signedHeaders.split(";"),
    signature,
    sessionToken: headers["x-amz-security-token"],
    expiresSeconds: undefined,
  });
}

function readQuery(query: readonly (readonly [string, string])[]): Signature | "malformed" {
  const values = new Map<string, string>();
  for (const [name, value] of query) {
    if (values.has(name) && name.toLowerCase().startsWith("x-amz-")) return "malformed";
    values.set(name, value);
  }
  if (values.get("X-Amz-Algorithm") !== ALGORITHM) return "malformed";
  const expires = values.get("X-Amz-Expires") ?? "";
  if (!/^\d{1,6}$/.test(expires)) return "malformed";
  return assemble(values.get("X-Amz-Credential") ?? "", {
    date: values.get("X-Amz-Date") ?? "",
    signedHeaders: (values.get("X-Amz-SignedHeaders") ?? "").split(";"),
    signature: values.get("X-Amz-Signature") ?? "",
    sessionToken: values.get("X-Amz-Security-Token"),
    expiresSeconds: Number(expires),
  });
}

function assemble(
  credential: string,
  rest: Omit<Signature, "accessKeyId" | "day" | "region" | "service">,
): Signature | "malformed" {
  const [accessKeyId, day, region, service, end, ...more] = credential.split("/");
  if (!accessKeyId || !day || !region || !service || end !== "aws4_request" || more.length > 0) {
    return "malformed";
  }
  return { ...rest, accessKeyId, day, region, service };
}
