import { readJson } from "../../json-protocol";
import { readFunctionReference, readLambdaRequest } from "../../lambda/lambda-request";
import { arn, listOf, textOf, type Inquiry, type Permissions } from "./inquiry";

export function lambda(inquiry: Inquiry): Permissions {
  const call = readLambdaRequest(inquiry.request);
  if (call === undefined) return undefined;
  if (call.operation === "ListFunctions")
    return [{ action: "lambda:ListFunctions", resources: ["*"] }];
  // CreateFunction names its function in the body.
  const { FunctionName } = call.functionName === "" ? readJson(inquiry.request) : {};
  const { name, qualifier, region } = readFunctionReference(
    call.functionName === "" ? String(FunctionName) : call.functionName,
  );
  const version = call.qualifier ?? qualifier;
  const place = { ...inquiry.request, region: region ?? inquiry.request.region };
  const resource = arn(
    { ...inquiry, request: place },
    `function:${name}${version === undefined ? "" : `:${version}`}`,
  );
  const action = call.operation === "Invoke" ? "InvokeFunction" : call.operation;
  return [{ action: `lambda:${action}`, resources: [resource] }];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html */
export function logs(inquiry: Inquiry): Permissions {
  const { operation = "" } = inquiry.request;
  const { logGroupName, logStreamName } = readJson(inquiry.request);
  const stream = ["CreateLogStream", "GetLogEvents", "PutLogEvents"].includes(operation);
  const group = ["CreateLogGroup", "DescribeLogStreams", "FilterLogEvents"].includes(operation);
  if (!stream && !group && operation !== "DescribeLogGroups") return undefined;
  const resource = `log-group:${textOf(logGroupName)}:log-stream:${textOf(logStreamName)}`;
  return [{ action: `logs:${operation}`, resources: [arn(inquiry, resource)] }];
}

const xrayActions: Readonly<Record<string, string>> = {
  "/GetSamplingRules": "GetSamplingRules",
  "/SamplingTargets": "GetSamplingTargets",
  "/TelemetryRecords": "PutTelemetryRecords",
  "/TraceSegments": "PutTraceSegments",
};

export function xray({ request }: Inquiry): Permissions {
  const action = xrayActions[request.url.split("?")[0] ?? ""];
  return action === undefined ? undefined : [{ action: `xray:${action}`, resources: ["*"] }];
}

export function events(inquiry: Inquiry): Permissions {
  if (inquiry.request.operation !== "PutEvents") return undefined;
  return listOf(readJson(inquiry.request)["Entries"]).map((entry) => {
    const bus = textOf(entry["EventBusName"]) || "default";
    return {
      action: "events:PutEvents",
      resources: [bus.startsWith("arn:") ? bus : arn(inquiry, `event-bus/${bus}`)],
      context: {
        "events:source": textOf(entry["Source"]),
        "events:detail-type": textOf(entry["DetailType"]),
      },
    };
  });
}
