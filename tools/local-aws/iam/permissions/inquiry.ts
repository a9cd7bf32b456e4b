import type { AwsRequest, Forward } from "../../interceptor";
import { isJsonObject, readJson, type JsonObject } from "../../json-protocol";
import { ownRequest } from "../../own-request";
import type { ContextValues } from "../role-sessions";

/** One thing that a caller must be allowed to do. */
export interface Permission {
  /** E.g. `dynamodb:PutItem`. */
  readonly action: string;
  /** The ARN that policies have to name. Where AWS has several for one thing, one is enough. */
  readonly resources: readonly [string, ...(readonly string[])];
  /** What conditions may ask about the call. */
  readonly context?: ContextValues;
}

/** A call, and what it takes to tell which permissions it needs. */
export interface Inquiry {
  readonly request: AwsRequest;
  readonly accountId: string;
  /** Asks moto, for what a request does not tell: the key behind an alias. */
  readonly call: Forward;
}

export type Permissions = readonly Permission[] | undefined;

/** The call in its service's words: `PutItem`, `Publish`, or `GET /2015-03-31/functions`. */
export function operationOf(request: AwsRequest): string {
  return (
    request.operation ??
    formOf(request).get("Action") ??
    `${request.method} ${request.url.split("?")[0] ?? ""}`
  );
}

/** The ARN of something of the request's service, Region and this account. */
export function arn({ request, accountId }: Inquiry, resource: string): string {
  return `arn:aws:${request.service}:${request.region}:${accountId}:${resource}`;
}

/** Asks a JSON-protocol service; an error has none of the members that are looked for. */
export async function ask(
  { request, call }: Inquiry,
  target: string,
  input: object,
): Promise<JsonObject> {
  const { service, region } = request;
  return readJson(await call(ownRequest({ service, region, target, body: JSON.stringify(input) })));
}

/** The members of a call in the query protocol; none for the others. */
export function formOf({ headers, body }: AwsRequest): URLSearchParams {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  return new URLSearchParams(isForm ? body.toString("utf8") : "");
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
