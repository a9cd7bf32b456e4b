import type { CloudwatchMetricAlarmMetricQuery } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { physicalName, type NameScope } from "../../configuration/naming";

/** A metric and how its values of a period become one. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Maximum`, `SampleCount`, or a percentile such as `p99`. */
  readonly stat: string;
}

/** What Lambda says of a function. `functionName` is the physical one. */
export function ofLambda(name: string, functionName: string, stat = "Sum"): Metric {
  return { namespace: "AWS/Lambda", name, dimensions: { FunctionName: functionName }, stat };
}

/**
 * What a function says of itself, as `functions/shared/metrics` writes it.
 *
 * @param folder the function's.
 */
export function ofFunction(scope: NameScope, name: string, folder: string, stat = "Sum"): Metric {
  const dimensions = { environment: physicalName(scope), function: folder };
  return { namespace: "Gatehouse", name, dimensions, stat };
}

/**
 * What SQS says of a queue.
 *
 * @param queue the last part of its name.
 */
export function ofQueue(scope: NameScope, name: string, queue: string): Metric {
  const dimensions = { QueueName: physicalName(scope, queue) };
  return { namespace: "AWS/SQS", name, dimensions, stat: "Maximum" };
}

/** What Cognito says of a client of a user pool. */
export function ofClient(name: string, poolId: string, clientId: string, stat = "Sum"): Metric {
  const dimensions = { UserPool: poolId, UserPoolClient: clientId };
  return { namespace: "AWS/Cognito", name, dimensions, stat };
}

/** A metric of an alarm, or an expression of others, by its id: a lowercase letter first. */
export type Queries = Readonly<Record<string, Metric | string>>;

/**
 * As Terraform has them.
 *
 * @param returned whose values the alarm looks at.
 * @param period seconds.
 */
export function metricQueries(
  queries: Queries,
  returned: readonly string[],
  period: number,
): CloudwatchMetricAlarmMetricQuery[] {
  return Object.entries(queries).map(([id, query]) => ({
    id,
    returnData: returned.includes(id),
    ...(typeof query === "string"
      ? { expression: query, label: id }
      : {
          metric: {
            namespace: query.namespace,
            metricName: query.name,
            dimensions: { ...query.dimensions },
            stat: query.stat,
            period,
          },
        }),
  }));
}
