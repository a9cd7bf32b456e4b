import type { AwsRequest, AwsResponse } from "../interceptor";
import { isQuery, serviceError } from "../service-error";

/** Why a call does not get in. */
export type RefusalReason =
  | { readonly kind: "unsigned" }
  | { readonly kind: "malformed" }
  | { readonly kind: "unknown-key" }
  | { readonly kind: "wrong-token" }
  | { readonly kind: "expired-token" }
  | { readonly kind: "wrong-signature" }
  | { readonly kind: "wrong-body" }
  /** The clocks are too far apart, or the request is old. */
  | { readonly kind: "skewed"; readonly signed: string; readonly now: Date }
  /** A presigned URL whose time is over. */
  | { readonly kind: "expired" };

interface Wording {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** By protocol: JSON named by `X-Amz-Target`, REST with JSON (Lambda), the query protocol, and S3. */
type Protocol = "json" | "rest" | "query" | "s3";

const mismatch =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const s3Mismatch =
  "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
const unknown = "The security token included in the request is invalid.";
const tokenOver = "The security token included in the request is expired";
const incomplete =
  "Authorization header or query string is no whole Signature Version 4: it requires existence of one 'Credential', 'SignedHeaders' and 'Signature', and the date.";

/**
 * The words of AWS's services. The names differ by protocol; S3's are its own.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html the query protocol
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html JSON
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList S3
 * @see https://github.com/aws/aws-sdk-js/issues/254 "Signature expired" in JSON
 * @see https://github.com/aws/aws-cli/issues/6676 the same in the query protocol
 */
function wordingOf(reason: RefusalReason, protocol: Protocol): Wording {
  const isS3 = protocol === "s3";
  const isQuery = protocol === "query";
  const status = protocol === "json" ? 400 : 403;
  const named = (code: string, message: string): Wording => ({
    status,
    // The JSON protocols name all their errors so.
    code: isS3 || isQuery ? code : `${code}Exception`,
    message,
  });
  switch (reason.kind) {
    case "unsigned":
      if (isS3) return named("AccessDenied", "Access Denied");
      return named(
        "MissingAuthenticationToken",
        isQuery ? "Request is missing Authentication Token" : "Missing Authentication Token",
      );
    case "malformed":
      return isS3
        ? { status: 400, code: "AuthorizationHeaderMalformed", message: incomplete }
        : { ...named("IncompleteSignature", incomplete), status: isQuery ? 400 : status };
    case "unknown-key":
      if (isS3) {
        const message = "The AWS Access Key Id you provided does not exist in our records.";
        return named("InvalidAccessKeyId", message);
      }
      return named(isQuery ? "InvalidClientTokenId" : "UnrecognizedClient", unknown);
    case "wrong-token":
      if (isS3) {
        const message = "The provided token is malformed or otherwise invalid.";
        return { status: 400, code: "InvalidToken", message };
      }
      return named(isQuery ? "InvalidClientTokenId" : "UnrecognizedClient", unknown);
    case "expired-token":
      return isS3
        ? { status: 400, code: "ExpiredToken", message: "The provided token has expired." }
        : named("ExpiredToken", tokenOver);
    case "wrong-signature":
      if (isS3) return named("SignatureDoesNotMatch", s3Mismatch);
      return named(isQuery ? "SignatureDoesNotMatch" : "InvalidSignature", mismatch);
    case "wrong-body":
      if (isS3) {
        const message =
          "The provided 'x-amz-content-sha256' header does not match what was computed.";
        return { status: 400, code: "XAmzContentSHA256Mismatch", message };
      }
      return named(isQuery ? "SignatureDoesNotMatch" : "InvalidSignature", mismatch);
    case "skewed":
      if (isS3) {
        const message =
          "The difference between the request time and the current time is too large.";
        return named("RequestTimeTooSkewed", message);
      }
      return named(isQuery ? "SignatureDoesNotMatch" : "InvalidSignature", skew(reason));
    case "expired":
      if (isS3) return named("AccessDenied", "Request has expired");
      return isQuery
        ? { status: 400, code: "RequestExpired", message: "Request has expired." }
        : named("InvalidSignature", "Signature expired.");
  }
}

function skew({ signed, now }: { readonly signed: string; readonly now: Date }): string {
  const [today, limit] = [basic(now), basic(new Date(now.getTime() - 5 * 60_000))];
  return signed < today
    ? `Signature expired: ${signed} is now earlier than ${limit} (${today} - 5 min.)`
    : `Signature not yet current: ${signed} is still later than ${today} + 5 min.`;
}

/** `20260101T120000Z`. */
function basic(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/** Refuses a call in the words and the protocol of its service. */
export function refuse(request: AwsRequest, reason: RefusalReason): AwsResponse {
  const [protocol, asked] = protocolOf(request);
  return serviceError(asked, wordingOf(reason, protocol));
}

/** An unsigned call names no service; the way it is made tells the protocol. */
function protocolOf(request: AwsRequest): readonly [Protocol, AwsRequest] {
  const { operation, service, headers, url, body } = request;
  if (operation !== undefined) {
    return ["json", service === "s3" ? { ...request, service: "json" } : request];
  }
  if (isQuery(request)) return ["query", request];
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  if (isForm && /(?:^|&)Action=/.test(body.toString("latin1"))) {
    return ["query", { ...request, service: "sts" }];
  }
  // `/2015-03-31/functions/...`
  const isDated = /^\/20\d\d-\d\d-\d\d\//.test(url);
  if (service === "s3")
    return isDated ? ["rest", { ...request, service: "lambda" }] : ["s3", request];
  return ["rest", request];
}
