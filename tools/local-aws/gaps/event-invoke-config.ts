import type { AwsRequest, AwsResponse, Forward, Interceptor } from "../interceptor";
import { readJson } from "../json-protocol";

/**
 * moto 5.2.1 keeps every configuration of a function's asynchronous events, and goes by the first: a
 * change has no effect. An update should change what it names alone, a put replace everything.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html
 */
export function eventInvokeConfig(): Interceptor {
  return async (request, forward) => {
    if (request.service !== "lambda" || !path.test(request.url)) return undefined;
    switch (request.method) {
      case "PUT":
        return put(request, forward);
      case "POST": {
        const current = await forward(withoutBody(request, "GET"));
        if (current.status !== 200) return current;
        const { DestinationConfig, MaximumEventAgeInSeconds, MaximumRetryAttempts } =
          readJson(current);
        const members = {
          DestinationConfig,
          MaximumEventAgeInSeconds,
          MaximumRetryAttempts,
          ...readJson(request),
        };
        const body = Buffer.from(JSON.stringify(members));
        return put({ ...request, method: "PUT", body }, forward);
      }
      default:
        return undefined;
    }
  };
}

const path = /^\/2019-09-25\/functions\/[^/]+\/event-invoke-config\/?(?:\?|$)/;

/** Twice: what moto refuses must not take away what was there. */
async function put(request: AwsRequest, forward: Forward): Promise<AwsResponse> {
  const response = await forward(request);
  if (response.status !== 200) return response;
  await forward(withoutBody(request, "DELETE"));
  return forward(request);
}

function withoutBody(request: AwsRequest, method: string): AwsRequest {
  return { ...request, method, body: Buffer.alloc(0) };
}
