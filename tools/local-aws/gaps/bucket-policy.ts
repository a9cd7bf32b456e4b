import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { isJsonObject, type JsonObject } from "../json-protocol";
import { bucketOf } from "./bucket-subresource";

/**
 * moto 5.2.1 applies a bucket policy without looking at its conditions: "deny what comes without TLS"
 * denies everything. The policy is kept here as it was written, and moto gets what has no condition, and
 * what lets S3 write access logs, which moto wants to see before it takes a bucket for them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export function bucketPolicy(): Interceptor {
  const policies = new Map<string, Buffer>();
  return async (request, forward) => {
    const bucket = bucketOf(request, "policy");
    if (bucket === undefined) return undefined;
    switch (request.method) {
      case "PUT": {
        const response = await forward({
          ...request,
          headers: withoutChecksums(request.headers),
          body: withoutConditions(request.body),
        });
        if (succeeded(response)) policies.set(bucket, request.body);
        return response;
      }
      case "GET": {
        const response = await forward(request);
        const body = policies.get(bucket);
        return succeeded(response) && body !== undefined ? { ...response, body } : response;
      }
      case "DELETE":
        policies.delete(bucket);
        return undefined;
      default:
        return undefined;
    }
  };
}

/** What is not a policy goes on as it is: moto refuses it. */
function withoutConditions(body: Buffer): Buffer {
  try {
    const policy: unknown = JSON.parse(body.toString("utf8"));
    if (!isJsonObject(policy) || !Array.isArray(policy["Statement"])) return body;
    const statements: readonly unknown[] = policy["Statement"];
    const Statement = statements.flatMap((statement): readonly unknown[] => {
      if (!isJsonObject(statement) || statement["Condition"] === undefined) return [statement];
      return isForAccessLogs(statement) ? forAccessLogs(statement) : [];
    });
    return Buffer.from(JSON.stringify({ ...policy, Statement }));
  } catch {
    return body;
  }
}

function isForAccessLogs({ Effect, Principal }: JsonObject): boolean {
  return (
    Effect === "Allow" &&
    isJsonObject(Principal) &&
    Principal["Service"] === "logging.s3.amazonaws.com"
  );
}

/** moto looks for one resource, in a statement of its own. */
function forAccessLogs(statement: JsonObject): readonly JsonObject[] {
  const bare = Object.entries(statement).filter(([name]) => name !== "Condition");
  return [statement["Resource"]]
    .flat()
    .map((Resource) => ({ ...Object.fromEntries(bare), Resource }));
}

/** They are of the body as it was. */
function withoutChecksums(headers: AwsRequest["headers"]): AwsRequest["headers"] {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name !== "content-md5" && !name.startsWith("x-amz-checksum-"),
    ),
  );
}

function succeeded({ status }: AwsResponse): boolean {
  return status >= 200 && status < 300;
}
