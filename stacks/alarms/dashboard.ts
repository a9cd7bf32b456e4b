import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import type { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { ofClient, ofFunction, ofLambda, type Metric } from "./metric";
import type { WatchedPool } from "./pool-alarms";

/** What a dashboard shows. */
export interface DashboardProps {
  readonly environment: Environment;
  readonly pool: WatchedPool;
  /** The folders of functions. */
  readonly functions: readonly string[];
  readonly tableName: string;
}

const columns = 24;

/**
 * One page of an environment: the way from sign-up to token, each function, the table, and how much of the
 * account's quotas is in use.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboard(
  scope: Construct,
  id: string,
  props: DashboardProps,
): CloudwatchDashboard {
  const { environment } = props;
  return new CloudwatchDashboard(scope, id, {
    dashboardName: physicalName(environment),
    dashboardBody: JSON.stringify({
      periodOverride: "auto",
      start: "-P1D",
      widgets: widgets(props),
    }),
  });
}

function widgets({ environment, pool, functions, tableName }: DashboardProps): readonly object[] {
  const { region } = environment;
  const ofClients = (name: string) =>
    Object.entries(pool.clientIds).map(([client, id]) =>
      line(ofClient(name, pool.id, id), `${name} of ${client}`),
    );
  const chart = (
    title: string,
    y: number,
    x: number,
    width: number,
    metrics: readonly unknown[],
  ) => ({
    type: "metric",
    ...{ x, y, width, height: 6 },
    properties: { title, region, view: "timeSeries", stacked: false, period: 300, metrics },
  });
  const funnel = [
    line(ofFunction(environment, "SignUpsBegun", "pre-sign-up"), "begun (pre-sign-up)"),
    ...ofClients("SignUpSuccesses"),
    line(
      ofFunction(environment, "SignUpsProvisioned", "post-confirmation"),
      "confirmed, with row and group",
    ),
    ...ofClients("SignInSuccesses"),
    ...ofClients("TokenRefreshSuccesses"),
  ];
  const rows = functions.map((name, index) => {
    const functionName = physicalName(environment, name);
    return chart(name, 12 + 6 * Math.floor(index / 2), (index % 2) * (columns / 2), columns / 2, [
      line(ofLambda("Invocations", functionName), "calls"),
      line(ofLambda("Errors", functionName), "errors, refusals among them"),
      line(ofFunction(environment, "Refusals", name), "refusals"),
      line(ofFunction(environment, "PartsFailed", name), "parts that failed"),
      line(ofFunction(environment, "ColdStarts", name), "cold starts"),
      line(ofLambda("Throttles", functionName), "throttles"),
      line(ofLambda("Duration", functionName, "p99"), "p99 ms", { yAxis: "right" }),
      line(ofFunction(environment, "TimeLeft", name, "Minimum"), "least ms left", {
        yAxis: "right",
      }),
    ]);
  });
  const below = 12 + 6 * Math.ceil(functions.length / 2);
  const table = (name: string) =>
    line(
      { namespace: "AWS/DynamoDB", name, dimensions: { TableName: tableName }, stat: "Sum" },
      name,
    );
  return [
    {
      type: "metric",
      ...{ x: 0, y: 0, width: columns, height: 6 },
      properties: {
        title: "From sign-up to token",
        region,
        view: "bar",
        period: 86_400,
        setPeriodToTimeRange: true,
        metrics: funnel,
      },
    },
    chart("Lost and healed", 6, 0, columns / 2, [
      ...["DebtsMade", "DebtsPaid"].map((name) =>
        line(ofFunction(environment, name, "post-confirmation"), name),
      ),
      line(ofFunction(environment, "UsersHealed", "post-authentication"), "healed at sign-in"),
      line(ofFunction(environment, "UsersHealed", "reconcile-users"), "healed by reconcile-users"),
    ]),
    chart("Quotas of Cognito in use", 6, columns / 2, columns / 2, [
      [
        {
          expression: `SEARCH('{AWS/Usage,Class,Resource,Service,Type} MetricName="CallCount" Cognito', 'Sum', 60)`,
          label: "calls a minute",
        },
      ],
      ...ofClients("SignUpThrottles"),
      ...ofClients("SignInThrottles"),
    ]),
    ...rows,
    chart("User table", below, 0, columns / 2, [
      table("ConsumedReadCapacityUnits"),
      table("ConsumedWriteCapacityUnits"),
      table("ThrottledRequests"),
      table("UserErrors"),
    ]),
    chart("Lambda's concurrency in use, in this account", below, columns / 2, columns / 2, [
      line(
        { namespace: "AWS/Lambda", name: "ConcurrentExecutions", dimensions: {}, stat: "Maximum" },
        "at once",
      ),
    ]),
  ];
}

/** A metric as a dashboard's body has it: namespace, name, names and values of dimensions, settings. */
function line(
  { namespace, name, dimensions, stat }: Metric,
  label: string,
  settings: Readonly<Record<string, unknown>> = {},
): readonly unknown[] {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat, label, ...settings }];
}
