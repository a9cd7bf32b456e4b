import { operationOf } from "../iam/permissions/inquiry";
import type { AwsRequest } from "../interceptor";
import { isJsonObject, type JsonObject, readJson } from "../json-protocol";
import type { MetricAlarm, MetricQuery } from "./alarm-state";

/** The operation of a call of CloudWatch and its members, in whichever of its protocols it came. */
export function readCall(request: AwsRequest): {
  readonly operation: string;
  readonly members: JsonObject;
} {
  const operation = operationOf(request);
  if (request.operation !== undefined) return { operation, members: readJson(request) };
  return { operation, members: nested(new URLSearchParams(request.body.toString("utf8"))) };
}

/** `A.member.1.B=c` as `{ A: [{ B: "c" }] }`. */
function nested(form: URLSearchParams): JsonObject {
  const root: Record<string, unknown> = {};
  for (const [path, value] of form) {
    const names = path.replaceAll(/\.(?:member|entry)\.(\d+)/g, ".#$1").split(".");
    let here = root;
    for (const name of names.slice(0, -1)) {
      here[name] = isJsonObject(here[name]) ? here[name] : {};
      here = here[name] as Record<string, unknown>;
    }
    here[names.at(-1) ?? ""] = value;
  }
  return listed(root) as JsonObject;
}

function listed(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([name]) => name.startsWith("#"))
    ? entries.map(([, item]) => listed(item))
    : Object.fromEntries(entries.map(([name, item]) => [name, listed(item)]));
}

/** What `PutMetricAlarm` has put. A plain metric becomes a query of its own. */
export function readAlarm(members: JsonObject, region: string): MetricAlarm {
  const metrics = listOf(members["Metrics"]);
  const queries =
    metrics.length > 0
      ? readQueries(members["Metrics"])
      : [{ id: "metric", metric: readMetric(members, members) }];
  const thresholdQuery = text(members["ThresholdMetricId"]);
  const returned = metrics.filter(
    ({ ReturnData }) => ReturnData !== false && ReturnData !== "false",
  );
  const watched = returned.find(({ Id }) => Id !== thresholdQuery);
  const periods = Number(members["EvaluationPeriods"] ?? 1);
  return {
    region,
    name: text(members["AlarmName"]) ?? "",
    comparison: text(members["ComparisonOperator"]) ?? "",
    threshold: members["Threshold"] === undefined ? undefined : Number(members["Threshold"]),
    thresholdQuery,
    queries,
    watched: text(watched?.["Id"]) ?? "metric",
    period: queries.find(({ metric }) => metric)?.metric?.period ?? 300,
    periods,
    datapoints: Number(members["DatapointsToAlarm"] ?? periods),
    missing: text(members["TreatMissingData"]) ?? "missing",
  };
}

/** The queries of an alarm, or of `GetMetricData`. */
export function readQueries(value: unknown): readonly MetricQuery[] {
  return listOf(value).map(({ Id, Expression, MetricStat }) => {
    const stat = isJsonObject(MetricStat) ? MetricStat : undefined;
    const metric = stat && isJsonObject(stat["Metric"]) ? stat["Metric"] : undefined;
    return {
      id: text(Id) ?? "",
      expression: text(Expression),
      metric: stat && metric && readMetric(metric, { ...stat, Statistic: stat["Stat"] }),
    };
  });
}

function readMetric(metric: JsonObject, stat: JsonObject): NonNullable<MetricQuery["metric"]> {
  return {
    namespace: text(metric["Namespace"]) ?? "",
    name: text(metric["MetricName"]) ?? "",
    dimensions: Object.fromEntries(
      listOf(metric["Dimensions"]).map(({ Name, Value }) => [text(Name) ?? "", text(Value) ?? ""]),
    ),
    stat: text(stat["Statistic"]) ?? text(stat["ExtendedStatistic"]) ?? "Sum",
    period: Number(stat["Period"] ?? 60),
  };
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
