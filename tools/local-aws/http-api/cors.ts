import type { AwsRequest, AwsResponse } from "../interceptor";
import type { Cors } from "./model";

/**
 * Answers a browser's question what a page may send. API Gateway does so itself for an API with CORS, before
 * it looks at routes and tokens; for an origin that the API does not name it answers without a word.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function answerPreflight(request: AwsRequest, cors: Cors): AwsResponse {
  const headers = corsHeaders(request, cors);
  const isAllowed = headers["access-control-allow-origin"] !== undefined;
  return {
    status: 204,
    headers: {
      ...headers,
      ...(isAllowed && {
        "access-control-allow-methods": cors.allowMethods.join(","),
        "access-control-allow-headers": cors.allowHeaders.join(","),
        ...(cors.maxAge !== undefined && { "access-control-max-age": String(cors.maxAge) }),
      }),
    },
    body: Buffer.alloc(0),
  };
}

/** What lets a page read an answer; nothing for a page whose origin the API does not name. */
export function corsHeaders(
  { headers: { origin } }: AwsRequest,
  { allowOrigins, exposeHeaders, allowCredentials }: Cors,
): Readonly<Record<string, string>> {
  if (origin === undefined) return {};
  const isOpen = allowOrigins.includes("*");
  if (!isOpen && !allowOrigins.includes(origin)) return {};
  return {
    "access-control-allow-origin": isOpen ? "*" : origin,
    ...(allowCredentials && { "access-control-allow-credentials": "true" }),
    ...(exposeHeaders.length > 0 && { "access-control-expose-headers": exposeHeaders.join(",") }),
    ...(!isOpen && { vary: "Origin" }),
  };
}
