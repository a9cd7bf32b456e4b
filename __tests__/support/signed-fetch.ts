import { createHash, createHmac } from "node:crypto";
import { administrator } from "./administrator";

/** A call of AWS by hand, for services that no SDK is installed for. */
export interface SignedCall {
  readonly service: string;
  readonly region: string;
  /** Default: POST. */
  readonly method?: string;
  /** Path and query, encoded; default: `/`. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default: the administrator's. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
  /** Default: now. */
  readonly at?: Date;
}

/**
 * The headers of a signed call, `host` among them: Signature Version 4 written from its description,
 * beside the library that the local AWS verifies with.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(endpoint: string, call: SignedCall): Record<string, string> {
  const { service, region, method = "POST", url = "/", body = "" } = call;
  const { accessKeyId, secretAccessKey, sessionToken } = (call.credentials ??
    administrator) as NonNullable<SignedCall["credentials"]>;
  const date = (call.at ?? new Date()).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const headers: Record<string, string> = {
    ...call.headers,
    host: new URL(endpoint).host,
    "x-amz-date": date,
    "x-amz-content-sha256": sha256(body),
    ...(sessionToken !== undefined && { "x-amz-security-token": sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const [path = "", query = ""] = url.split("?", 2);
  // S3 encodes a path once, however it was sent; the others encode what was sent.
  const encode = (part: string) =>
    encodeURIComponent(service === "s3" ? decodeURIComponent(part) : part);
  const canonicalPath = path.split("/").map(encode).join("/");
  const pairs = [...new URLSearchParams(query)].map((pair) =>
    pair.map(encodeURIComponent).join("="),
  );
  const canonical = [
    method,
    canonicalPath,
    pairs.sort().join("&"),
    ...names.map((name) => `${name}:${headers[name] ?? ""}`),
    "",
    names.join(";"),
    sha256(body),
  ].join("\n");
  const scope = [date.slice(0, 8), region, service, "aws4_request"];
  const text = ["AWS4-HMAC-SHA256", date, scope.join("/"), sha256(canonical)].join("\n");
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${hmac(key, text).toString("hex")}`,
  };
}

/** Sends it. */
export function signedFetch(endpoint: string, call: SignedCall): Promise<Response> {
  const { method = "POST", url = "/", body } = call;
  const headers = new Headers(signedHeaders(endpoint, call));
  // The same, and not for us to set.
  headers.delete("host");
  return fetch(endpoint + url, { method, headers, ...(body !== undefined && { body }) });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/**
 * For the code of functions: `signedFetch(service, headers, body)` posts to the local AWS with the
 * credentials that the function has.
 */
export const signedFetchSource = `
const crypto = require("crypto");
function signedFetch(service, more, body) {
  const sha256 = (text) => crypto.createHash("sha256").update(text).digest("hex");
  const hmac = (key, text) => crypto.createHmac("sha256", key).update(text).digest();
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const date = new Date().toISOString().replace(/[-:]|\\.\\d{3}/g, "");
  const headers = { ...more, host: new URL(AWS_ENDPOINT_URL).host, "x-amz-date": date, "x-amz-security-token": AWS_SESSION_TOKEN };
  const names = Object.keys(headers).sort();
  const canonical = ["POST", "/", "", ...names.map((name) => name + ":" + headers[name]), "", names.join(";"), sha256(body)].join("\\n");
  const scope = [date.slice(0, 8), AWS_REGION, service, "aws4_request"];
  const text = ["AWS4-HMAC-SHA256", date, scope.join("/"), sha256(canonical)].join("\\n");
  const signature = hmac(scope.reduce(hmac, "AWS4" + AWS_SECRET_ACCESS_KEY), text).toString("hex");
  headers.authorization = "AWS4-HMAC-SHA256 Credential=" + AWS_ACCESS_KEY_ID + "/" + scope.join("/") +
    ", SignedHeaders=" + names.join(";") + ", Signature=" + signature;
  delete headers.host;
  return fetch(AWS_ENDPOINT_URL, { method: "POST", headers, body });
}
`;
