import type { Context } from "aws-lambda";
import type { RemainingTime } from "../aws/time-left";
import { embeddedMetrics } from "./embedded-metrics";
import { counting, Signals } from "./signals";

/** What of Lambda's context a measured function uses. */
export type MeasuredContext = RemainingTime &
  Partial<Pick<Context, "awsRequestId" | "functionName">>;

let isColdStart = true;

/**
 * Makes a function write its metrics at the end of each invocation, whether it ends well or throws:
 * whatever was counted, the time that was left, and whether it was a cold start. What Lambda ends at its
 * time-out, Lambda itself counts.
 *
 * They go past `console`, which would wrap them up: CloudWatch looks for metrics at the top of a line.
 *
 * @param name the function's folder.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export function measured<Event, Answer>(
  name: string,
  handle: (event: Event, context: MeasuredContext) => Promise<Answer>,
): (event: Event, context: MeasuredContext) => Promise<Answer> {
  return async (event, context) => {
    const signals = new Signals();
    try {
      return await counting(signals, () => handle(event, context));
    } finally {
      const line = embeddedMetrics({
        environment: environmentOf(name, context.functionName ?? name),
        function: name,
        timestamp: Date.now(),
        timeLeft: context.getRemainingTimeInMillis(),
        isColdStart,
        requestId: context.awsRequestId,
        signals,
      });
      isColdStart = false;
      process.stdout.write(`${line}\n`);
    }
  };
}

/** A function is named `<project>-<environment>-<folder>`. */
function environmentOf(name: string, functionName: string): string {
  return functionName.endsWith(`-${name}`) ? functionName.slice(0, -name.length - 1) : functionName;
}
