import type { AwsRequest, AwsResponse } from "../interceptor";
import { isJsonObject } from "../json-protocol";
import type { DeployedApi } from "./model";
import type { RouteMatch } from "./route-match";

/** What an event is made of. */
export interface ProxyEventProps {
  readonly api: DeployedApi;
  readonly accountId: string;
  readonly request: AwsRequest;
  /** Of the API: without what leads to it here. */
  readonly path: string;
  readonly query: string;
  readonly match: RouteMatch;
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  readonly requestId: string;
  readonly time: Date;
}

/**
 * The event of a function behind an HTTP API, payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function proxyEvent(props: ProxyEventProps): unknown {
  const { api, accountId, request, path, query, match, claims, requestId, time } = props;
  const { cookie, ...headers } = request.headers;
  const { routeKey, authorizationScopes } = match.route;
  const scopes = authorizationScopes ?? [];
  const isText = isTextual(headers["content-type"]);
  const parameters = queryParameters(query);
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(parameters && { queryStringParameters: parameters }),
    requestContext: {
      accountId,
      apiId: api.apiId,
      ...(claims && {
        authorizer: {
          jwt: {
            claims: Object.fromEntries(
              Object.entries(claims).map(([name, value]) => [name, claimText(value)]),
            ),
            scopes: scopes.length > 0 ? scopes : null,
          },
        },
      }),
      domainName: headers["host"] ?? "",
      domainPrefix: api.apiId,
      http: {
        method: request.method,
        path,
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey,
      stage: "$default",
      time: clfTime(time),
      timeEpoch: time.getTime(),
    },
    ...(match.pathParameters && { pathParameters: match.pathParameters }),
    ...(request.body.length > 0 && { body: request.body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** What a function's answer is over HTTP; `undefined` when it is none. */
export function proxyAnswer(payload: unknown): AwsResponse | undefined {
  if (!isJsonObject(payload) || payload["statusCode"] === undefined) {
    // Any other value is the body of a 200.
    const body = typeof payload === "string" ? payload : JSON.stringify(payload ?? null);
    const headers = { "content-type": "application/json" };
    return { status: 200, headers, body: Buffer.from(body) };
  }
  const { statusCode, headers, body, isBase64Encoded, cookies } = payload;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const text = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
  const own = isJsonObject(headers) ? headers : {};
  return {
    status,
    headers: {
      "content-type": "text/plain;charset=UTF-8",
      ...Object.fromEntries(
        Object.entries(own).flatMap(([name, value]) =>
          // Those of CORS are the API's own.
          name.toLowerCase().startsWith("access-control-")
            ? []
            : [[name.toLowerCase(), String(value)]],
        ),
      ),
      ...(Array.isArray(cookies) && { "set-cookie": cookies.join(", ") }),
    },
    body: Buffer.from(text, isBase64Encoded === true ? "base64" : "utf8"),
  };
}

/** API Gateway hands every claim over as text: a list as `[Admins Users]`. */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(String).join(" ")}]`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function queryParameters(query: string): Readonly<Record<string, string>> | undefined {
  const all = new URLSearchParams(query);
  const names = [...new Set(all.keys())];
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, all.getAll(name).join(",")]));
}

/** What is no text comes in Base64; a form does, too. */
function isTextual(contentType = "text/plain"): boolean {
  return /^(?:text\/|application\/(?:json|xml|javascript|[\w.-]+\+(?:json|xml))(?:;|$))/i.test(
    contentType,
  );
}

/** `12/Mar/2020:19:03:58 +0000`. */
function clfTime(time: Date): string {
  const [, day = "", month = "", year = "", clock = ""] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(time.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
