import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { isJsonObject, readJson } from "../json-protocol";
import { readLambdaRequest } from "../lambda/lambda-request";
import { serviceError } from "../service-error";

/** Bytes of a function's variables, written as JSON. */
const most = 4096;

/**
 * moto 5.2.1 takes variables of any size. Lambda takes 4 KB
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
export function functionVariables(): Interceptor {
  return (request) => Promise.resolve(refusalOf(request));
}

function refusalOf(request: AwsRequest): AwsResponse | undefined {
  const operation = readLambdaRequest(request)?.operation;
  if (operation !== "CreateFunction" && operation !== "UpdateFunctionConfiguration") {
    return undefined;
  }
  const { Environment } = readJson(request);
  const variables = isJsonObject(Environment) ? JSON.stringify(Environment["Variables"] ?? {}) : "";
  if (Buffer.byteLength(variables) <= most) return undefined;
  return serviceError(request, {
    status: 400,
    code: "InvalidParameterValueException",
    message:
      "Lambda was unable to configure your environment variables because the environment " +
      `variables you have provided exceeded the 4KB limit. String measured: ${variables}`,
  });
}
