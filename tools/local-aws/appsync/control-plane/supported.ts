import type { DataSource, GraphqlApi } from "../model";
import { ControlError, type Members } from "./control-error";

const authenticationTypes = ["AMAZON_COGNITO_USER_POOLS", "AWS_IAM", "API_KEY"];
const dataSourceTypes = ["AMAZON_DYNAMODB", "AWS_LAMBDA", "HTTP", "NONE"];

/** What AppSync has and the local AWS has not is refused by its name. */
function expectSupported(what: string, value: unknown, supported: readonly string[]): void {
  if (supported.includes(String(value))) return;
  throw new ControlError(
    400,
    "BadRequestException",
    `The local AWS has no ${what} ${String(value)}, only ${supported.join(", ")}.`,
  );
}

function refuseAny(body: Members, names: readonly string[], what: string): void {
  for (const name of names) {
    if (body[name] !== undefined && body[name] !== null) {
      throw new ControlError(
        400,
        "BadRequestException",
        `The local AWS has no ${name} of ${what}.`,
      );
    }
  }
}

/** @throws ControlError when the API cannot be had here. */
export function readApi(body: Members): Omit<GraphqlApi, "apiId" | "arn" | "uris"> {
  const { additionalAuthenticationProviders = [], ...api } = body as unknown as GraphqlApi;
  for (const { authenticationType } of [api, ...additionalAuthenticationProviders]) {
    expectSupported("authentication type", authenticationType, authenticationTypes);
  }
  refuseAny(
    body,
    ["lambdaAuthorizerConfig", "openIDConnectConfig", "mergedApiExecutionRoleArn"],
    "an API",
  );
  return {
    visibility: "GLOBAL",
    apiType: "GRAPHQL",
    xrayEnabled: false,
    introspectionConfig: "ENABLED",
    queryDepthLimit: 0,
    resolverCountLimit: 0,
    ...api,
    additionalAuthenticationProviders,
  } as Omit<GraphqlApi, "apiId" | "arn" | "uris">;
}

/** @throws ControlError when the data source cannot be had here. */
export function readDataSource(body: Members): Omit<DataSource, "dataSourceArn"> {
  expectSupported("data source type", body["type"], dataSourceTypes);
  const { versioned, deltaSyncConfig } = (body["dynamodbConfig"] ?? {}) as Members;
  if (versioned === true || deltaSyncConfig !== undefined) {
    throw new ControlError(
      400,
      "BadRequestException",
      "The local AWS has no versioned data sources (conflict detection, delta sync).",
    );
  }
  return body as unknown as Omit<DataSource, "dataSourceArn">;
}
