import type { AwsResponse } from "../../interceptor";
import { BadRequestError, type AskDataSource } from "./data-source";

interface HttpRequest {
  readonly method: string;
  readonly resourcePath: string;
  readonly params?: {
    readonly query?: Readonly<Record<string, unknown>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** AWS's endpoints, which are the local AWS itself: `https://cognito-idp.eu-west-1.amazonaws.com`. */
const awsEndpoint = /^https:\/\/([a-z0-9-]+)\.(?:([a-z0-9-]+)\.)?amazonaws\.com$/;

const LIMIT_MILLISECONDS = 30_000;

/**
 * Calls an HTTP endpoint. One of AWS's, with a signature, is answered by the local AWS as the data
 * source's role; any other is called as it is.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-http-js.html
 */
export const askHttp: AskDataSource = async (source, request, caller) => {
  const { httpConfig, serviceRoleArn } = source;
  if (httpConfig === undefined) {
    throw new BadRequestError(`The data source ${source.name} has no endpoint.`);
  }
  const { method, resourcePath, params = {} } = request as unknown as HttpRequest;
  if (!methods.includes(method) || typeof resourcePath !== "string") {
    throw new BadRequestError(
      "A request of an HTTP data source needs `method` and `resourcePath`.",
    );
  }
  const { query = {}, headers = {}, body } = params;
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  const url = `${resourcePath}${search === "" ? "" : `?${search}`}`;
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const lowercase = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const endpoint = httpConfig.endpoint.replace(/\/$/, "");
  const [, host] = awsEndpoint.exec(endpoint) ?? [];
  const signing = httpConfig.authorizationConfig?.awsIamConfig;
  if (host === undefined || signing === undefined || serviceRoleArn === undefined) {
    return { result: await callOutside(endpoint + url, method, lowercase, text) };
  }
  const { "content-type": contentType, "x-amz-target": target, ...others } = lowercase;
  const response = await caller.as(serviceRoleArn, {
    service: signing.signingServiceName ?? host,
    region: signing.signingRegion ?? "us-east-1",
    method,
    url,
    ...(target !== undefined && { target }),
    ...(contentType !== undefined && { contentType }),
    ...(text !== undefined && { body: text }),
    headers: others,
  });
  return { result: resultOf(response) };
};

function resultOf({ status, headers, body }: AwsResponse) {
  return { statusCode: status, headers, body: body.toString("utf8") };
}

async function callOutside(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
) {
  const response = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    redirect: "manual",
    signal: AbortSignal.timeout(LIMIT_MILLISECONDS),
  });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}
