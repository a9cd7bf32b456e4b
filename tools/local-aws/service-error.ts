import { randomUUID } from "node:crypto";
import type { AwsRequest, AwsResponse } from "./interceptor";
import { escapeXml } from "./xml";

/** An error as a service reports it. */
export interface ServiceError {
  readonly status: number;
  /** The error's name in the service's API, e.g. `ResourceNotFoundException`. */
  readonly code: string;
  readonly message: string;
}

/** Services that answer in XML: the query protocol (IAM, STS, ...) and REST-XML (S3). */
const queryServices = new Set(["iam", "sts", "sns", "cloudformation", "ec2", "monitoring"]);

/**
 * Writes an error in the protocol of the request's service, so that the caller's SDK throws it
 * under its name, with its message
 * (https://smithy.io/2.0/aws/protocols/index.html).
 */
export function serviceError(request: AwsRequest, error: ServiceError): AwsResponse {
  const requestId = randomUUID();
  if (request.service === "s3") {
    const xml =
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(error.code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message><RequestId>${requestId}</RequestId></Error>`;
    return response(error, "application/xml", xml, { "x-amz-request-id": requestId });
  }
  if (isQuery(request)) {
    const type = error.status < 500 ? "Sender" : "Receiver";
    const xml =
      `<ErrorResponse><Error><Type>${type}</Type><Code>${escapeXml(error.code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error>` +
      `<RequestId>${requestId}</RequestId></ErrorResponse>`;
    return response(error, "text/xml", xml, { "x-amzn-requestid": requestId });
  }
  // The JSON protocols differ in where the code is: in `__type` or in a header. Both do no harm.
  const isRest = request.operation === undefined;
  const json = isRest
    ? { Type: error.status < 500 ? "User" : "Service", Message: error.message }
    : { __type: error.code, message: error.message };
  return response(
    error,
    isRest ? "application/json" : "application/x-amz-json-1.1",
    JSON.stringify(isRest ? { ...json, message: error.message } : json),
    {
      "x-amzn-requestid": requestId,
      "x-amzn-errortype": request.service.startsWith("cognito-") ? `${error.code}:` : error.code,
      ...(request.service.startsWith("cognito-") && {
        "x-amzn-errormessage": headerText(error.message),
      }),
    },
  );
}

/** A message as a header may hold it: in one line, and of ASCII alone. */
function headerText(message: string): string {
  return message.replace(/[^ -~]+/g, " ").trim();
}

/**
 * Whether a service speaks XML in answer to forms. SES signs its newer API, which speaks JSON, by the
 * name of its older one. SQS has both protocols.
 */
export function isQuery({ service, operation, url }: AwsRequest): boolean {
  if (service === "ses") return !url.startsWith("/v2/");
  return queryServices.has(service) || (service === "sqs" && operation === undefined);
}

function response(
  error: ServiceError,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): AwsResponse {
  return {
    status: error.status,
    headers: { ...headers, "content-type": contentType },
    body: Buffer.from(body),
  };
}
