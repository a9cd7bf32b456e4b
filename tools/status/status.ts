import {
  CloudWatchClient,
  GetMetricDataCommand,
  paginateDescribeAlarms,
  type CloudWatchClientConfig,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";

/** One alarm, for people. */
export interface AlarmStatus {
  /** Without the environment's name. */
  readonly name: string;
  readonly state: "ALARM" | "INSUFFICIENT_DATA" | "OK";
  /** What users notice, and where to read on. */
  readonly text: string;
  /** ISO 8601. */
  readonly since: string | undefined;
}

/** How an environment is. */
export interface Status {
  readonly environment: string;
  /** What is wrong first. */
  readonly alarms: readonly AlarmStatus[];
  /** Counts of the last 24 hours, by function; what was never counted is missing. */
  readonly functions: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const order = ["ALARM", "INSUFFICIENT_DATA", "OK"] as const;
const day = 24 * 3600;

const counted = [
  "SignUpsBegun",
  "SignUpsProvisioned",
  "Refusals",
  "PartsFailed",
  "DebtsMade",
  "DebtsPaid",
  "UsersHealed",
  "MessagesSent",
] as const;

/** Asks CloudWatch how an environment is: its alarms, and what its functions have counted. */
export async function readStatus(
  environment: Environment,
  functions: readonly string[],
  config: CloudWatchClientConfig,
  now: Date,
): Promise<Status> {
  const client = new CloudWatchClient(config);
  try {
    const [alarms, counts] = await Promise.all([
      alarmsOf(client, environment),
      countsOf(client, environment, functions, now),
    ]);
    return { environment: environment.environment, alarms, functions: counts };
  } finally {
    client.destroy();
  }
}

async function alarmsOf(
  client: CloudWatchClient,
  environment: Environment,
): Promise<readonly AlarmStatus[]> {
  const AlarmNamePrefix = `${physicalName(environment)}-`;
  const found: AlarmStatus[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix },
  )) {
    for (const { AlarmName = "", StateValue, AlarmDescription = "", ...alarm } of MetricAlarms) {
      found.push({
        name: AlarmName.slice(AlarmNamePrefix.length),
        state: StateValue ?? "INSUFFICIENT_DATA",
        text: AlarmDescription,
        since: alarm.StateUpdatedTimestamp?.toISOString(),
      });
    }
  }
  return found.sort(
    (one, other) =>
      order.indexOf(one.state) - order.indexOf(other.state) || one.name.localeCompare(other.name),
  );
}

async function countsOf(
  client: CloudWatchClient,
  environment: Environment,
  functions: readonly string[],
  now: Date,
): Promise<Status["functions"]> {
  const asked = functions.flatMap((name) => {
    const functionName = physicalName(environment, name);
    const lambda = ["Invocations", "Errors", "Throttles"].map((metric) => ({
      name,
      metric,
      namespace: "AWS/Lambda",
      dimensions: { FunctionName: functionName },
    }));
    const own = counted.map((metric) => ({
      name,
      metric,
      namespace: "Gatehouse",
      dimensions: { environment: physicalName(environment), function: name },
    }));
    return [...lambda, ...own];
  });
  const result: Record<string, Record<string, number>> = {};
  // 500 at once are what CloudWatch takes.
  for (let start = 0; start < asked.length; start += 500) {
    const part = asked.slice(start, start + 500);
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now.getTime() - day * 1000),
        EndTime: now,
        MetricDataQueries: part.map(
          ({ metric, namespace, dimensions }, index): MetricDataQuery => ({
            Id: `m${index}`,
            MetricStat: {
              Metric: {
                Namespace: namespace,
                MetricName: metric,
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: 3600,
              Stat: "Sum",
            },
          }),
        ),
      }),
    );
    for (const { Id = "", Values = [] } of MetricDataResults) {
      const question = part[Number(Id.slice(1))];
      const sum = Values.reduce((total, value) => total + value, 0);
      if (question === undefined || Values.length === 0) continue;
      result[question.name] = { ...result[question.name], [question.metric]: sum };
    }
  }
  return result;
}
