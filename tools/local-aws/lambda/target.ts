import type { AwsRequest, Forward } from "../interceptor";
import { ownRequest } from "../own-request";
import type { RoleCredentials } from "./role-credentials";

/** What Lambda tells a queue or a topic about an event. */
export interface TargetMessage {
  readonly body: string;
  readonly attributes?: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue: string }>
  >;
}

/**
 * Sends a message to an SQS queue, an SNS topic or a Lambda function.
 *
 * @throws Error when the target is of another kind, or refuses.
 */
export async function sendToTarget(
  call: Forward,
  credentials: RoleCredentials,
  targetArn: string,
  message: TargetMessage,
): Promise<void> {
  const request = requestTo(targetArn, message, credentials);
  if (request === undefined) {
    throw new Error("The local AWS delivers to SQS, SNS and Lambda only.");
  }
  const response = await call(request);
  if (response.status < 300) return;
  throw new Error(`${response.status}: ${response.body.toString("utf8")}`);
}

function requestTo(
  targetArn: string,
  { body, attributes }: TargetMessage,
  credentials: RoleCredentials,
): AwsRequest | undefined {
  const [, , service = "", region = "", account = "", name = ""] = targetArn.split(":");
  const by = { service, region, credentials };
  switch (service) {
    case "sqs":
      return ownRequest({
        ...by,
        target: "AmazonSQS.SendMessage",
        contentType: "application/x-amz-json-1.0",
        body: JSON.stringify({
          QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
          MessageBody: body,
          ...(attributes && { MessageAttributes: attributes }),
        }),
      });
    case "sns":
      return ownRequest({
        ...by,
        body: publishForm(targetArn, { body, attributes: attributes ?? {} }),
      });
    case "lambda":
      return asEvent(
        ownRequest({
          ...by,
          url: `/2015-03-31/functions/${encodeURIComponent(targetArn)}/invocations`,
          contentType: "application/json",
          body,
        }),
      );
    default:
      return undefined;
  }
}

function asEvent(request: AwsRequest): AwsRequest {
  return { ...request, headers: { ...request.headers, "x-amz-invocation-type": "Event" } };
}

function publishForm(topicArn: string, { body, attributes }: Required<TargetMessage>): string {
  const form = new URLSearchParams({
    Action: "Publish",
    Version: "2010-03-31",
    TopicArn: topicArn,
    Message: body,
  });
  for (const [index, [name, value]] of Object.entries(attributes).entries()) {
    const entry = `MessageAttributes.entry.${index + 1}`;
    form.set(`${entry}.Name`, name);
    form.set(`${entry}.Value.DataType`, value.DataType);
    form.set(`${entry}.Value.StringValue`, value.StringValue);
  }
  return form.toString();
}
