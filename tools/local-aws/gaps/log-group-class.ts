import type { Interceptor } from "../interceptor";
import { isJsonObject, readJson, withJson } from "../json-protocol";

/**
 * moto 5.2.1 forgets a log group's class. To Terraform that is another class, and a change of class
 * replaces the group and its logs
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html).
 */
export function logGroupClass(): Interceptor {
  const classes = new Map<string, unknown>();
  return async (request, forward) => {
    if (request.service !== "logs") return undefined;
    const key = (name: unknown): string => `${request.region} ${String(name)}`;
    switch (request.operation) {
      case "CreateLogGroup": {
        const { logGroupName, logGroupClass: wanted } = readJson(request);
        const response = await forward(request);
        if (response.status === 200) classes.set(key(logGroupName), wanted);
        return response;
      }
      case "DescribeLogGroups": {
        const response = await forward(request);
        const answer = readJson(response);
        if (!Array.isArray(answer["logGroups"])) return response;
        const logGroups = answer["logGroups"].filter(isJsonObject).map((group) => ({
          ...group,
          logGroupClass: classes.get(key(group["logGroupName"])) ?? "STANDARD",
        }));
        return withJson(response, { ...answer, logGroups });
      }
      case "DeleteLogGroup":
        classes.delete(key(readJson(request)["logGroupName"]));
        return undefined;
      default:
        return undefined;
    }
  };
}
