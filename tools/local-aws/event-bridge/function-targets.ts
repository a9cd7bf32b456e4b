import type { AwsRequest, Interceptor } from "../interceptor";
import {
  isJsonObject,
  readJson,
  requestWithJson,
  withJson,
  type JsonObject,
} from "../json-protocol";

/**
 * moto 5.2.1 fails on every event of a rule that has a function for a target. An API destination it passes over: a
 * function's ARN is kept as the name of one.
 */
const disguise = /^arn:aws:events:[^:]*:\d*:api-destination\/function-([\w-]+)$/;

function hidden(arn: string): string {
  const [, , service, region, account] = arn.split(":");
  if (service !== "lambda") return arn;
  const name = Buffer.from(arn).toString("base64url");
  return `arn:aws:events:${region ?? ""}:${account ?? ""}:api-destination/function-${name}`;
}

function shown(arn: string): string {
  const [, name] = disguise.exec(arn) ?? [];
  return name === undefined ? arn : Buffer.from(name, "base64url").toString("utf8");
}

/** Keeps functions as targets of rules. */
export function functionTargets(): Interceptor {
  return async (request, forward) => {
    if (request.service !== "events") return undefined;
    switch (request.operation) {
      case "PutTargets":
        return forward(requestWithJson(request, withArns(readJson(request), hidden)));
      case "ListRuleNamesByTarget":
        return forward(ofTarget(request));
      case "ListTargetsByRule": {
        const response = await forward(request);
        if (response.status !== 200) return response;
        return withJson(response, withArns(readJson(response), shown));
      }
      default:
        return undefined;
    }
  };
}

function withArns(members: JsonObject, changed: (arn: string) => string): JsonObject {
  const { Targets } = members;
  if (!Array.isArray(Targets)) return members;
  return {
    ...members,
    Targets: Targets.map((target: unknown) =>
      isJsonObject(target) ? { ...target, Arn: changed(String(target["Arn"])) } : target,
    ),
  };
}

function ofTarget(request: AwsRequest): AwsRequest {
  const members = readJson(request);
  return requestWithJson(request, { ...members, TargetArn: hidden(String(members["TargetArn"])) });
}
