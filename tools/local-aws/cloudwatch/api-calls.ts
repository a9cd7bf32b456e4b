import type { AwsRequest, AwsResponse } from "../interceptor";

/** What an API counts of a call. */
export interface ApiCount {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Where APIs are in the local AWS, and the names under which theirs count. */
const apis = [
  { path: /^\/http-api\/([a-z0-9]+)/, namespace: "AWS/ApiGateway", id: "ApiId", name: "xx" },
  {
    path: /^\/graphql\/([a-z0-9]+)/,
    namespace: "AWS/AppSync",
    id: "GraphQLAPIId",
    name: "XXError",
  },
] as const;

/**
 * What API Gateway or AppSync counts of an answer with 4xx or 5xx; `undefined` of what is no call of an
 * API, or went well.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html
 */
export function apiCount({ url }: AwsRequest, { status }: AwsResponse): ApiCount | undefined {
  for (const { path, namespace, id, name } of apis) {
    const [, apiId] = path.exec(url) ?? [];
    if (apiId === undefined || status < 400) continue;
    const dimensions = { [id]: apiId };
    return { namespace, name: `${Math.floor(status / 100)}${name}`, dimensions };
  }
  return undefined;
}

/** Whether a call is one of an API's users. */
export function isApiCall({ url }: AwsRequest): boolean {
  return apis.some(({ path }) => path.test(url));
}
