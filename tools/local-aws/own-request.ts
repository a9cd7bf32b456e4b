import type { AwsRequest } from "./interceptor";

/** A call that the local AWS itself makes. */
export interface OwnRequest {
  readonly service: string;
  readonly region: string;
  /** Who calls, as an access key id; default: `local`, an administrator. */
  readonly caller?: string;
  /** Default: POST. */
  readonly method?: string;
  /** Default: `/`. */
  readonly url?: string;
  /** For JSON-protocol services: `X-Amz-Target`, e.g. `Logs_20140328.PutLogEvents`. */
  readonly target?: string;
  readonly contentType?: string;
  readonly body?: string;
  /** Further headers, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a role that the call is made as; default: none, the call is AWS's own. */
  readonly credentials?: { readonly accessKeyId: string; readonly sessionToken: string };
}

/**
 * Builds a request as the services inside AWS would make it: on nobody's behalf. moto takes service
 * and Region from the credential scope and does not check the signature.
 */
export function ownRequest(call: OwnRequest): AwsRequest {
  const contentType =
    call.contentType ??
    (call.target === undefined
      ? "application/x-www-form-urlencoded; charset=utf-8"
      : "application/x-amz-json-1.1");
  return {
    service: call.service,
    region: call.region,
    operation: call.target?.split(".").at(-1),
    method: call.method ?? "POST",
    url: call.url ?? "/",
    headers: {
      ...call.headers,
      authorization: scopeFor(call, call.credentials?.accessKeyId ?? call.caller),
      "content-type": contentType,
      ...(call.target !== undefined && { "x-amz-target": call.target }),
      ...(call.credentials && { "x-amz-security-token": call.credentials.sessionToken }),
    },
    body: Buffer.from(call.body ?? ""),
  };
}

/** Whether a call is one that the local AWS itself makes. Nobody outside can sign so. */
export function isOwnRequest({ headers }: Pick<AwsRequest, "headers">): boolean {
  return headers["authorization"]?.endsWith("Signature=none") ?? false;
}

/** Tells moto the service and the Region of a call. Nothing from outside gets in with it. */
export function scopeFor(
  { service, region }: Pick<AwsRequest, "service" | "region">,
  caller = "local",
): string {
  return (
    `AWS4-HMAC-SHA256 Credential=${caller}/20000101/${region}/${service}/aws4_request, ` +
    "SignedHeaders=host, Signature=none"
  );
}
