import type { AwsRequest } from "../interceptor";

/** The bucket whose subresource a request is about: `/<bucket>?policy`. */
export function bucketOf({ service, url }: AwsRequest, subresource: string): string | undefined {
  if (service !== "s3") return undefined;
  const { pathname, searchParams } = new URL(url, "http://localhost");
  return searchParams.has(subresource) ? pathname.split("/")[1] : undefined;
}
