import type { Forward } from "../interceptor";
import { readJson, type JsonObject } from "../json-protocol";
import type { RoleCredentials } from "../lambda/role-credentials";
import { ownRequest } from "../own-request";

/** Who reads, and where. */
export interface Reading {
  readonly call: Forward;
  readonly region: string;
  /** Of the function's role; default: the call is AWS's own. */
  readonly credentials?: RoleCredentials;
}

/** Asks DynamoDB Streams. @throws Error with what it says when it refuses. */
export function streams(of: Reading, operation: string, members: JsonObject): Promise<JsonObject> {
  return ask(of, { service: "dynamodb", target: `DynamoDBStreams_20120810.${operation}` }, members);
}

/** Asks SQS. @throws Error with what it says when it refuses. */
export function queues(of: Reading, operation: string, members: JsonObject): Promise<JsonObject> {
  return ask(of, { service: "sqs", target: `AmazonSQS.${operation}` }, members);
}

/** What SQS calls a queue, by its ARN. */
export function queueUrl(arn: string): string {
  const [, , , region = "", account = "", name = ""] = arn.split(":");
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}

async function ask(
  { call, region, credentials }: Reading,
  by: { readonly service: string; readonly target: string },
  members: JsonObject,
): Promise<JsonObject> {
  const response = await call(
    ownRequest({
      ...by,
      region,
      contentType: "application/x-amz-json-1.0",
      body: JSON.stringify(members),
      ...(credentials && { credentials }),
    }),
  );
  if (response.status === 200) return readJson(response);
  const { message } = readJson(response);
  throw new Error(typeof message === "string" ? message : response.body.toString("utf8"));
}
