import type { AwsRequest, AwsResponse } from "../interceptor";
import { isJsonObject, readJson, withJson, type JsonObject } from "../json-protocol";
import { serviceError } from "../service-error";

/** What API Gateway has and the local AWS has not is refused by its name, not deployed and then ignored. */
const supported: readonly {
  readonly path: RegExp;
  readonly member: string;
  readonly values: readonly string[];
  readonly what: string;
}[] = [
  {
    path: /^\/v2\/apis$/,
    member: "protocolType",
    values: ["HTTP"],
    what: "an API of the protocol",
  },
  {
    path: /^\/v2\/apis\/[^/]+\/authorizers(\/[^/]+)?$/,
    member: "authorizerType",
    values: ["JWT"],
    what: "an authorizer of the type",
  },
  {
    path: /^\/v2\/apis\/[^/]+\/routes(\/[^/]+)?$/,
    member: "authorizationType",
    values: ["JWT", "NONE"],
    what: "a route with the authorization",
  },
  {
    path: /^\/v2\/apis\/[^/]+\/integrations(\/[^/]+)?$/,
    member: "integrationType",
    values: ["AWS_PROXY"],
    what: "an integration of the type",
  },
  {
    path: /^\/v2\/apis\/[^/]+\/integrations(\/[^/]+)?$/,
    member: "payloadFormatVersion",
    values: ["2.0"],
    what: "events in the format",
  },
];

/** Why a call cannot be had here; `undefined` when it can. */
export function unsupported(request: AwsRequest, path: string): AwsResponse | undefined {
  if (request.method !== "POST" && request.method !== "PATCH") return undefined;
  const body = readJson(request);
  const one = supported.find(
    ({ path: pattern, member, values }) =>
      pattern.test(path) &&
      typeof body[member] === "string" &&
      body[member] !== "" &&
      !values.includes(body[member]),
  );
  if (one === undefined) return undefined;
  const message = `The local AWS has no ${one.what.replace(/^an? /, "")} ${String(body[one.member])}, only ${one.values.join(", ")}.`;
  return serviceError(request, { status: 400, code: "BadRequestException", message });
}

/** The same answer with the address at which an API is to be had here. */
export function withEndpoints(response: AwsResponse, endpoint: string): AwsResponse {
  const here = (api: unknown): unknown =>
    isJsonObject(api) && typeof api["apiId"] === "string" && "apiEndpoint" in api
      ? { ...api, apiEndpoint: `${endpoint}/http-api/${api["apiId"]}` }
      : api;
  const body = readJson(response);
  if (Array.isArray(body["items"])) {
    return withJson(response, { ...body, items: body["items"].map(here) });
  }
  return withJson(response, here(body) as JsonObject);
}
