import type { AwsRequest, AwsResponse } from "../interceptor";
import { httpJson } from "../json-protocol";
import type { AccessKey } from "./access-keys";
import { matches, type NamedOrigins } from "./named-origins";
import { isGraphqlCall, isPublicCall, isPublishedDocument } from "./public-calls";

/** Where the page is that a browser makes a call for. */
export interface Page {
  /** `undefined`: the browser does not say (an image, a link, an address that somebody typed). */
  readonly origin: string | undefined;
}

/**
 * The page behind a call; `undefined` for a client that is no browser. Every browser says for which
 * page it sends a `POST` (`Origin`), and those of today also with everything else (`Sec-Fetch-Site`).
 * Node's `fetch` sends `Sec-Fetch-Mode`, which therefore says nothing.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function pageBehind({ headers }: Pick<AwsRequest, "headers">): Page | undefined {
  const { origin, referer, "sec-fetch-site": site } = headers;
  return origin === undefined && site === undefined && referer === undefined
    ? undefined
    : { origin };
}

/**
 * Why a page may not make a call; `undefined` when it may. It may what it may on AWS: call Cognito as
 * a user, read a pool's keys, and use S3 with the credentials that an identity pool gave a user. And
 * only where what is deployed names its origin; the origin of the local AWS itself is not among them,
 * for it serves what users upload.
 *
 * @param key that the call is signed with, verified.
 */
export function objectionToPage(
  request: AwsRequest,
  { origin }: Page,
  key: AccessKey | undefined,
  origins: NamedOrigins,
): string | undefined {
  const isUsers = key === undefined ? isPublicCall(request) : isCallOfUser(request, key);
  if (!isUsers) {
    return (
      "A web page may call Cognito, GraphQL and HTTP APIs as a user, and S3 with the credentials of a user. Everything else " +
      "of the local AWS is for programs outside of a browser."
    );
  }
  if (origin === undefined) {
    // An image or a link. No page reads what it gets from another origin that way.
    const isRead = ["GET", "HEAD"].includes(request.method);
    if (isRead && (isPublishedDocument(request) || key !== undefined)) return undefined;
    return "A web page's call has to name its origin.";
  }
  if (origins.names(origin)) return undefined;
  return (
    `Nothing that is deployed names the origin ${origin}. In environments.ts, it belongs into ` +
    "the attachments' allowedOrigins, or its pages into an app client's callbackUrls."
  );
}

function isCallOfUser(request: AwsRequest, { holder }: AccessKey): boolean {
  return holder === "user" && (request.service === "s3" || isGraphqlCall(request));
}

/** A refusal in plain words. No header lets a foreign page read it. */
export function refusePage(message: string): AwsResponse {
  return httpJson({ message }, { status: 403 });
}

/** Whether a browser asks what it may send. */
export function isPreflight({ method, headers }: AwsRequest): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

/** What Cognito's clients send. Signed calls of S3 have rules of their own, their bucket's. */
const cognitoHeaders = [
  "amz-sdk-invocation-id",
  "amz-sdk-request",
  "authorization",
  "cache-control",
  "content-type",
  "x-amz-target",
  "x-amz-user-agent",
];

/** What AppSync's clients send, signed calls included. */
const graphqlHeaders = [
  ...cognitoHeaders,
  "accept",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
  "x-api-key",
];

/** Answers a browser's question for a page whose origin is named: one call, its method, its headers. */
export function answerPreflight(
  request: AwsRequest,
  { origin }: Page,
  origins: NamedOrigins,
): AwsResponse {
  const refusal = refusePage("A web page may not make this call of the local AWS.");
  if (origin === undefined || !origins.names(origin)) return refusal;
  const { headers, url } = request;
  const method = headers["access-control-request-method"] ?? "";
  const asked = (headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const [path = ""] = url.split("?", 1);
  const isOfCognito = path === "/" || path === "/oauth2/token";
  const isOfKeys = isPublishedDocument({ ...request, method });
  const rule = isGraphqlCall({ ...request, method })
    ? { methods: ["POST"], headers: graphqlHeaders }
    : isOfCognito || isOfKeys
      ? { methods: [isOfKeys ? method : "POST"], headers: cognitoHeaders }
      : origins.ruleOf(path.split("/")[1] ?? "", origin, method);
  if (
    rule?.methods.includes(method) !== true ||
    !asked.every((name) => rule.headers.some((pattern) => matches(pattern, name)))
  ) {
    return refusal;
  }
  return {
    status: 204,
    headers: {
      ...headersFor({ origin }),
      "access-control-allow-methods": method,
      ...(asked.length > 0 && { "access-control-allow-headers": asked.join(", ") }),
      // A page from elsewhere that calls this computer asks for that, too.
      "access-control-allow-private-network": "true",
      "access-control-max-age": "600",
    },
    body: Buffer.alloc(0),
  };
}

/** Lets the page read the answer. */
export function headersFor({ origin }: Page): Readonly<Record<string, string>> {
  return origin === undefined
    ? {}
    : {
        "access-control-allow-origin": origin,
        "access-control-expose-headers":
          "ETag, x-amz-request-id, x-amz-version-id, x-amzn-errortype, x-amzn-requestid",
        vary: "Origin",
      };
}
