import type { AwsRequest } from "../interceptor";

/** The operations on functions that the local AWS has a part in. */
export type LambdaOperation =
  | "CreateFunction"
  | "DeleteFunction"
  | "GetFunction"
  | "GetFunctionConfiguration"
  | "Invoke"
  | "ListFunctions"
  | "ListVersionsByFunction"
  | "PublishVersion"
  | "UpdateFunctionCode"
  | "UpdateFunctionConfiguration";

/** A call of one of them. */
export interface LambdaRequest {
  readonly operation: LambdaOperation;
  /** Name, partial ARN or ARN, as in the path; empty where the path has none. */
  readonly functionName: string;
  readonly qualifier: string | undefined;
}

/** Method and what follows the function's name, by operation. */
const operations: Readonly<Record<string, LambdaOperation>> = {
  "GET ": "GetFunction",
  "DELETE ": "DeleteFunction",
  "PUT code": "UpdateFunctionCode",
  "GET configuration": "GetFunctionConfiguration",
  "PUT configuration": "UpdateFunctionConfiguration",
  "POST invocations": "Invoke",
  "GET versions": "ListVersionsByFunction",
  "POST versions": "PublishVersion",
};

const collectionOperations: Readonly<Record<string, LambdaOperation>> = {
  GET: "ListFunctions",
  POST: "CreateFunction",
};

/**
 * Tells which operation a request of Lambda's REST API is; `undefined` for all others
 * (https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html).
 */
export function readLambdaRequest(request: AwsRequest): LambdaRequest | undefined {
  if (request.service !== "lambda") return undefined;
  const [path = "", query] = request.url.split("?", 2);
  const match = /^\/2015-03-31\/functions(?:\/([^/]+)(?:\/([^/]+))?)?\/?$/.exec(path);
  if (match === null) return undefined;
  const [, name = "", action = ""] = match;
  const operation =
    name === "" ? collectionOperations[request.method] : operations[`${request.method} ${action}`];
  const qualifier = new URLSearchParams(query).get("Qualifier") ?? undefined;
  return operation && { operation, functionName: decodeURIComponent(name), qualifier };
}

/** A function's name, and the version or alias that it was named with, if any. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
  /** From the ARN; `undefined` for a bare name. */
  readonly region: string | undefined;
}

/**
 * Takes apart what Lambda accepts as a function's name: `name`, `name:qualifier`,
 * `<account>:function:name` or an ARN, each with or without a qualifier
 * (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).
 */
export function readFunctionReference(text: string): FunctionReference {
  const match =
    /^(?:arn:[^:]+:lambda:([^:]+):)?(?:\d{12}:)?(?:function:)?([^:]+)(?::([^:]+))?$/.exec(text);
  return { name: match?.[2] ?? text, qualifier: match?.[3], region: match?.[1] };
}
