import { randomUUID } from "node:crypto";
import type { Interceptor } from "../interceptor";
import { type JsonObject, jsonResponse, readJson } from "../json-protocol";

/**
 * moto 5.2.1 has no saved queries of CloudWatch Logs. They are kept here as they were written; nothing
 * runs them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
 */
export function queryDefinitions(): Interceptor {
  const kept = new Map<string, { readonly region: string; readonly definition: JsonObject }>();
  return (request) => {
    if (request.service !== "logs") return Promise.resolve(undefined);
    const { region } = request;
    const input = readJson(request);
    const id =
      typeof input["queryDefinitionId"] === "string" ? input["queryDefinitionId"] : undefined;
    switch (request.operation) {
      case "PutQueryDefinition": {
        const queryDefinitionId = id ?? randomUUID();
        kept.set(queryDefinitionId, {
          region,
          definition: { ...input, queryDefinitionId, lastModified: Date.now() },
        });
        return Promise.resolve(jsonResponse({ queryDefinitionId }));
      }
      case "DescribeQueryDefinitions": {
        const prefix =
          typeof input["queryDefinitionNamePrefix"] === "string"
            ? input["queryDefinitionNamePrefix"]
            : "";
        const queryDefinitions = [...kept.values()]
          .filter((one) => one.region === region)
          .map(({ definition }) => definition)
          .filter(({ name }) => String(name).startsWith(prefix));
        return Promise.resolve(jsonResponse({ queryDefinitions }));
      }
      case "DeleteQueryDefinition":
        return Promise.resolve(jsonResponse({ success: kept.delete(id ?? "") }));
      default:
        return Promise.resolve(undefined);
    }
  };
}
