import type { Interceptor } from "../interceptor";
import { bucketOf } from "./bucket-subresource";

/**
 * moto 5.2.1 forgets how many noncurrent versions a rule keeps. Terraform waits for S3 to know the
 * rules as they were written, and gives up after three minutes. They are kept here as they were.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 */
export function bucketLifecycle(): Interceptor {
  const configurations = new Map<string, Buffer>();
  return async (request, forward) => {
    const bucket = bucketOf(request, "lifecycle");
    if (bucket === undefined) return undefined;
    const response = await forward(request);
    if (response.status < 200 || response.status >= 300) return response;
    const body = configurations.get(bucket);
    if (request.method === "PUT") configurations.set(bucket, request.body);
    if (request.method === "DELETE") configurations.delete(bucket);
    return request.method === "GET" && body !== undefined ? { ...response, body } : response;
  };
}
