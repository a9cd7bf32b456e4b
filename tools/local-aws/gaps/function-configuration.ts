import type { AwsResponse, Interceptor } from "../interceptor";
import { isJsonObject, readJson, withJson } from "../json-protocol";
import type { JsonObject } from "../json-protocol";
import { readFunctionReference, readLambdaRequest } from "../lambda/lambda-request";

/** What moto does not keep at all, or keeps from the creation and never updates. */
const forgottenSettings = [
  "LoggingConfig",
  "TracingConfig",
  "EphemeralStorage",
  "Architectures",
  "DeadLetterConfig",
];

/**
 * moto 5.2.1 forgets a function's `LoggingConfig` and `DeadLetterConfig`, and ignores updates of its tracing, ephemeral
 * storage and architecture.
 *
 * What a request leaves out stays as it was
 * (https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html).
 */
export function functionConfiguration(): Interceptor {
  const settings = new Map<string, JsonObject>();

  const remember = (key: string, request: JsonObject): void => {
    const given = forgottenSettings.filter((name) => request[name] !== undefined);
    settings.set(key, {
      ...settings.get(key),
      ...Object.fromEntries(given.map((name) => [name, request[name]])),
    });
  };

  return async (request, forward) => {
    const call = readLambdaRequest(request);
    if (call === undefined) return undefined;
    const key = (functionName: string): string =>
      `${request.region} ${readFunctionReference(functionName).name}`;
    const complete = (configuration: JsonObject): JsonObject => {
      const name = String(configuration["FunctionName"]);
      const remembered = settings.get(key(name)) ?? {};
      return {
        ...configuration,
        ...remembered,
        LoggingConfig: withLoggingDefaults(name, remembered["LoggingConfig"]),
      };
    };
    const response = (): Promise<AwsResponse> => forward(request);

    switch (call.operation) {
      case "CreateFunction": {
        const members = readJson(request);
        const created = await response();
        if (created.status !== 201) return created;
        remember(key(String(members["FunctionName"])), members);
        return withJson(created, complete(readJson(created)));
      }
      case "UpdateFunctionCode":
      case "UpdateFunctionConfiguration": {
        const updated = await response();
        if (updated.status !== 200) return updated;
        remember(key(call.functionName), readJson(request));
        return withJson(updated, complete(readJson(updated)));
      }
      case "GetFunctionConfiguration":
      case "PublishVersion": {
        const answer = await response();
        return answer.status < 300 ? withJson(answer, complete(readJson(answer))) : answer;
      }
      case "GetFunction": {
        const answer = await response();
        const members = readJson(answer);
        if (!isJsonObject(members["Configuration"])) return answer;
        return withJson(answer, { ...members, Configuration: complete(members["Configuration"]) });
      }
      case "ListFunctions":
      case "ListVersionsByFunction": {
        const answer = await response();
        const members = readJson(answer);
        const list = call.operation === "ListFunctions" ? "Functions" : "Versions";
        if (!Array.isArray(members[list])) return answer;
        return withJson(answer, {
          ...members,
          [list]: members[list].filter(isJsonObject).map(complete),
        });
      }
      case "DeleteFunction":
        if (call.qualifier === undefined) settings.delete(key(call.functionName));
        return undefined;
      default:
        return undefined;
    }
  };
}

/** The levels exist for the JSON format only. */
function withLoggingDefaults(functionName: string, given: unknown): JsonObject {
  const logging = isJsonObject(given) ? given : {};
  const isJson = logging["LogFormat"] === "JSON";
  return {
    LogFormat: "Text",
    LogGroup: `/aws/lambda/${functionName}`,
    ...(isJson && { ApplicationLogLevel: "INFO", SystemLogLevel: "INFO" }),
    ...logging,
  };
}
