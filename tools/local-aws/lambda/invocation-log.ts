import type { FunctionConfiguration } from "./function-configuration";
import type { OutputLine } from "./execution-environment";

/** What Lambda reports about one invocation. */
export interface InvocationReport {
  readonly configuration: FunctionConfiguration;
  readonly requestId: string;
  /** In milliseconds since 1970. */
  readonly started: number;
  readonly durationMilliseconds: number;
  /** Of a cold start only. */
  readonly initMilliseconds: number | undefined;
  readonly maxMemoryBytes: number;
  readonly status: "success" | "error" | "timeout";
  readonly lines: readonly OutputLine[];
}

/**
 * The log of one invocation: what the function wrote, between the lines that Lambda adds, in the
 * function's log format
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html).
 */
export function invocationLog(report: InvocationReport): readonly OutputLine[] {
  const isJson = report.configuration.LoggingConfig.LogFormat === "JSON";
  const [before, after] = isJson ? platformEvents(report) : platformLines(report);
  return [
    ...before.map((message) => ({ timestamp: report.started, message })),
    ...report.lines,
    ...after.map((message) => ({ timestamp: endOf(report), message })),
  ];
}

type Platform = readonly [before: readonly string[], after: readonly string[]];

function platformLines(report: InvocationReport): Platform {
  const { configuration, requestId, durationMilliseconds, initMilliseconds } = report;
  const figures = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMilliseconds.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMilliseconds)} ms`,
    `Memory Size: ${configuration.MemorySize} MB`,
    `Max Memory Used: ${megabytes(report.maxMemoryBytes)} MB`,
    ...(initMilliseconds === undefined ? [] : [`Init Duration: ${initMilliseconds.toFixed(2)} ms`]),
    ...(report.status === "success" ? [] : [`Status: ${report.status}`]),
  ];
  return [
    [`START RequestId: ${requestId} Version: ${configuration.Version}`],
    [
      `END RequestId: ${requestId}`,
      figures.join("\t"),
      ...(report.status === "timeout" ? [timeoutMessage(report.configuration, requestId)] : []),
    ],
  ];
}

function platformEvents(report: InvocationReport): Platform {
  const { configuration, requestId, durationMilliseconds, initMilliseconds, status } = report;
  const event = (time: number, type: string, record: object): string =>
    JSON.stringify({ time: new Date(time).toISOString(), type, record });
  return [
    [event(report.started, "platform.start", { requestId, version: configuration.Version })],
    [
      event(endOf(report), "platform.report", {
        requestId,
        status,
        metrics: {
          durationMs: Number(durationMilliseconds.toFixed(3)),
          billedDurationMs: Math.ceil(durationMilliseconds),
          memorySizeMB: configuration.MemorySize,
          maxMemoryUsedMB: megabytes(report.maxMemoryBytes),
          ...(initMilliseconds !== undefined && {
            initDurationMs: Number(initMilliseconds.toFixed(3)),
          }),
        },
      }),
    ],
  ];
}

/** Rounded up: no line of the function's may seem to come after the end. */
function endOf({ started, durationMilliseconds }: InvocationReport): number {
  return started + Math.ceil(durationMilliseconds);
}

/** What Lambda writes to the log, and answers, when a function takes too long. */
export function timeoutMessage(configuration: FunctionConfiguration, requestId: string): string {
  const seconds = configuration.Timeout.toFixed(2);
  return `${new Date().toISOString()} ${requestId} Task timed out after ${seconds} seconds`;
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 ** 2);
}
