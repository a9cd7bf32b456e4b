import type { Interceptor } from "../interceptor";
import { isJsonObject, readJson, withJson } from "../json-protocol";

/**
 * moto 5.2.1 writes a queue's `RedrivePolicy` with spaces, which SQS does not: every plan would want to take them out.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export function queueAttributes(): Interceptor {
  return async (request, forward) => {
    if (request.service !== "sqs" || request.operation !== "GetQueueAttributes") return undefined;
    const response = await forward(request);
    const { Attributes } = readJson(response);
    if (response.status !== 200 || !isJsonObject(Attributes)) return response;
    const { RedrivePolicy } = Attributes;
    if (typeof RedrivePolicy !== "string") return response;
    return withJson(response, {
      Attributes: { ...Attributes, RedrivePolicy: JSON.stringify(JSON.parse(RedrivePolicy)) },
    });
  };
}
