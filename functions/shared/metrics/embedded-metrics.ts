import type { Signals } from "./signals";

/** Where the metrics are in CloudWatch. */
export const NAMESPACE = "Gatehouse";

/** One invocation, for its metrics. */
export interface MeasuredInvocation {
  /** `<project>-<environment>`. */
  readonly environment: string;
  /** The function's folder. */
  readonly function: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Milliseconds that were left of the function's time-out at the end. */
  readonly timeLeft: number;
  readonly isColdStart: boolean;
  readonly requestId: string | undefined;
  readonly signals: Signals;
}

const DIMENSIONS = ["environment", "function"] as const;

/**
 * A line of CloudWatch's embedded metric format: CloudWatch makes metrics of it when it arrives in the
 * log, so that no function calls anything for them.
 *
 * What was not counted is left out: each name costs money, and alarms take a missing value for none.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(invocation: MeasuredInvocation): string {
  const { environment, function: name, timestamp, timeLeft, isColdStart } = invocation;
  const { counts, reason } = invocation.signals;
  const values = { ...counts, ...(isColdStart && { ColdStarts: 1 }) };
  const metrics = Object.keys(values).map((Name) => ({ Name, Unit: "Count" }));
  const CloudWatchMetrics = [
    {
      Namespace: NAMESPACE,
      Dimensions: [DIMENSIONS],
      Metrics: [{ Name: "TimeLeft", Unit: "Milliseconds" }, ...metrics],
    },
    ...(reason === undefined
      ? []
      : [
          {
            Namespace: NAMESPACE,
            Dimensions: [[...DIMENSIONS, "reason"]],
            Metrics: [{ Name: "Refusals", Unit: "Count" }],
          },
        ]),
  ];
  return JSON.stringify({
    _aws: { Timestamp: timestamp, CloudWatchMetrics },
    environment,
    function: name,
    reason,
    requestId: invocation.requestId,
    TimeLeft: timeLeft,
    ...values,
  });
}
