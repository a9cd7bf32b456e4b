import type { Interceptor } from "./interceptor";
import { serviceError } from "./service-error";

/**
 * Refuses calls of the JSON protocol whose body is no JSON, in AWS's words, before anything reads it.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function readableBody(): Interceptor {
  return (request) => {
    const { operation, body } = request;
    if (operation === undefined || body.length === 0 || isJson(body)) {
      return Promise.resolve(undefined);
    }
    const refusal = {
      status: 400,
      code: "SerializationException",
      message: "The request's body is not a JSON object.",
    };
    return Promise.resolve(serviceError(request, refusal));
  };
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}
