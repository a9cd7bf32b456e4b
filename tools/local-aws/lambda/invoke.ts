import { randomUUID } from "node:crypto";
import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { serviceError } from "../service-error";
import { failureOf, textOf } from "./invocation";
import type { InvocationInput } from "./invocation";
import { readFunctionReference, readLambdaRequest } from "./lambda-request";
import type { LambdaRequest } from "./lambda-request";
import type { LocalFunctions } from "./local-functions";

/** Lambda's limits on an event, in bytes (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const SYNCHRONOUS_LIMIT_BYTES = 6_291_456;
const ASYNCHRONOUS_LIMIT_BYTES = 1_048_576;

/** `X-Amz-Log-Result` has the last 4 KB of the log. */
const LOG_TAIL_BYTES = 4096;

/**
 * Answers `Invoke` by running the uploaded code; moto would need Docker for it
 * (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).
 */
export function functionInvocations(functions: LocalFunctions): Interceptor {
  return async (request, forward) => {
    const call = readLambdaRequest(request);
    switch (call?.operation) {
      case "Invoke":
        return invoke(functions, request, call);
      case "DeleteFunction": {
        const response = await forward(request);
        const { name } = readFunctionReference(call.functionName);
        if (response.status < 300) functions.retire(request.region, name);
        return response;
      }
      default:
        return undefined;
    }
  };
}

async function invoke(
  functions: LocalFunctions,
  request: AwsRequest,
  call: LambdaRequest,
): Promise<AwsResponse> {
  const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
  const input = readInput(request, call);
  const invalid = validate(request, input.event, type);
  if (invalid !== undefined) return invalid;
  if (type !== "RequestResponse") {
    const found = await functions.find(input.region, input.reference);
    if (found === undefined) return notFound(request, input);
    if (type === "Event") functions.runLater(input);
    return answer(type === "Event" ? 202 : 204, input.requestId, {}, "");
  }
  const invocation = await functions.run(input);
  if (invocation === undefined) return notFound(request, input);
  const failure = failureOf(invocation);
  const payload =
    invocation.result.outcome === "succeeded" ? invocation.result.payload : JSON.stringify(failure);
  const tail = Buffer.from(textOf(invocation.lines)).subarray(-LOG_TAIL_BYTES);
  return answer(
    200,
    input.requestId,
    {
      "x-amz-executed-version": invocation.configuration.Version,
      ...(failure && { "x-amz-function-error": "Unhandled" }),
      ...(request.headers["x-amz-log-type"] === "Tail" && {
        "x-amz-log-result": tail.toString("base64"),
      }),
    },
    payload,
  );
}

type Input = InvocationInput & { readonly requestId: string };

function readInput(request: AwsRequest, call: LambdaRequest): Input {
  const { name, qualifier, region } = readFunctionReference(call.functionName);
  const context = request.headers["x-amz-client-context"];
  return {
    region: region ?? request.region,
    reference: { name, qualifier: call.qualifier ?? qualifier, region },
    event: request.body.length === 0 ? "{}" : request.body.toString("utf8"),
    requestId: randomUUID(),
    ...(context !== undefined && { clientContext: readClientContext(context) }),
  };
}

function readClientContext(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}

function validate(request: AwsRequest, event: string, type: string): AwsResponse | undefined {
  if (!["RequestResponse", "Event", "DryRun"].includes(type)) {
    const message = `Invocation type ${type} is unknown. Use RequestResponse, Event or DryRun.`;
    return serviceError(request, { status: 400, code: "InvalidParameterValueException", message });
  }
  const limit = type === "Event" ? ASYNCHRONOUS_LIMIT_BYTES : SYNCHRONOUS_LIMIT_BYTES;
  if (request.body.length > limit) {
    const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
    return serviceError(request, { status: 413, code: "RequestTooLargeException", message });
  }
  try {
    JSON.parse(event);
    return undefined;
  } catch (error) {
    const message = `Could not parse request body into json: ${String(error)}`;
    return serviceError(request, {
      status: 400,
      code: "InvalidRequestContentException",
      message,
    });
  }
}

function notFound(request: AwsRequest, { reference, region }: Input): AwsResponse {
  const name = [reference.name, reference.qualifier].filter((part) => part !== undefined).join(":");
  return serviceError(request, {
    status: 404,
    code: "ResourceNotFoundException",
    message:
      `Function not found: ${name} in ${region}. The local AWS runs functions whose zip was ` +
      "uploaded to it since it started, in the request or from its S3.",
  });
}

function answer(
  status: number,
  requestId: string,
  headers: Readonly<Record<string, string>>,
  payload: string,
): AwsResponse {
  return {
    status,
    headers: {
      "x-amzn-requestid": requestId,
      ...(payload !== "" && { "content-type": "application/json" }),
      ...headers,
    },
    body: Buffer.from(payload),
  };
}
