import type { Environment } from "../../configuration";
import type { AlarmMaker } from "./alarm";
import type { Metric } from "./metric";

/** An API that is watched. */
export interface WatchedApi {
  readonly id: string;
  /** The last part of its name. */
  readonly name: string;
}

/** Alarm on a GraphQL API that answers with 5xx. */
export function watchGraphqlApi(
  alarms: AlarmMaker,
  environment: Environment,
  { id, name }: WatchedApi,
): void {
  // The project's own is the one without a name beside the environment's.
  const what = name === "api" ? "api-errors" : `${name}-errors`;
  watchErrors(alarms, environment, what, {
    namespace: "AWS/AppSync",
    name: "5XXError",
    dimensions: { GraphQLAPIId: id },
    stat: "Sum",
  });
}

/** Alarm on an HTTP API that answers with 5xx: a function behind it fails, or takes too long. */
export function watchHttpApi(
  alarms: AlarmMaker,
  environment: Environment,
  { id, name }: WatchedApi,
): void {
  watchErrors(alarms, environment, `${name}-errors`, {
    namespace: "AWS/ApiGateway",
    name: "5xx",
    dimensions: { ApiId: id },
    stat: "Sum",
  });
}

function watchErrors(
  alarms: AlarmMaker,
  environment: Environment,
  what: string,
  errors: Metric,
): void {
  alarms.add(what, {
    notice: "The API answers with 5xx: pages that read or change users show an error.",
    page: "api-errors",
    queries: { errors },
    watched: "errors",
    when: { atLeast: environment.alarms.thresholds.apiErrors },
  });
}
