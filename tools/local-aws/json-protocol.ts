import { randomUUID } from "node:crypto";
import type { AwsRequest, AwsResponse, Forward } from "./interceptor";

/** The members of a JSON request or response. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads a JSON body. An empty one, or one that is no object, has no members. */
export function readJson(message: { readonly body: Buffer }): JsonObject {
  if (message.body.length === 0) return {};
  const parsed: unknown = JSON.parse(message.body.toString("utf8"));
  return isJsonObject(parsed) ? parsed : {};
}

/** Whether a JSON value is an object with members: neither a list nor `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Writes a successful answer of a JSON-protocol service. */
export function jsonResponse(members: JsonObject): AwsResponse {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
    body: Buffer.from(JSON.stringify(members)),
  };
}

/** An answer of plain HTTP, for what is no service's JSON protocol. */
export function httpJson(
  value: unknown,
  { status = 200, headers = {} }: Partial<Pick<AwsResponse, "status" | "headers">> = {},
): AwsResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** The same answer with another body. */
export function withJson(response: AwsResponse, members: JsonObject): AwsResponse {
  return { ...response, body: Buffer.from(JSON.stringify(members)) };
}

/** The same request with another body. */
export function requestWithJson(request: AwsRequest, members: JsonObject): AwsRequest {
  return { ...request, body: Buffer.from(JSON.stringify(members)) };
}

/**
 * Calls another operation of a JSON-protocol service on a caller's behalf: same Region and
 * credentials, other operation and members.
 */
export function callSibling(
  request: AwsRequest,
  forward: Forward,
  operation: string,
  members: JsonObject,
): Promise<AwsResponse> {
  const target = request.headers["x-amz-target"] ?? "";
  return forward({
    ...request,
    operation,
    headers: {
      ...request.headers,
      "x-amz-target": `${target.slice(0, target.lastIndexOf(".") + 1)}${operation}`,
    },
    body: Buffer.from(JSON.stringify(members)),
  });
}
