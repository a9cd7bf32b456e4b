import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { metricQueries, type Queries } from "./metric";

/** The sections of docs/operations.md that say what to do, by the ends of their anchors. */
export type AlarmPage =
  | "failures"
  | "throttles"
  | "slow-triggers"
  | "dead-letters"
  | "falling-behind"
  | "reconciliation"
  | "users-healed"
  | "cognito-throttles"
  | "refused-calls"
  | "unfinished-sign-ups"
  | "risk"
  | "bounces"
  | "blocked-calls"
  | "complaints"
  | "api-errors";

/** What is wrong when, and what it means. */
export interface AlarmProps {
  /** What users notice, one or two sentences, without a full stop of ours: it opens the text. */
  readonly notice: string;
  readonly page: AlarmPage;
  readonly queries: Queries;
  /** Of the queries, the one that is looked at. */
  readonly watched: string;
  /** When it is wrong. With `unusual`, outside of what CloudWatch has learned of two weeks. */
  readonly when:
    | { readonly atLeast: number }
    | { readonly above: number }
    | { readonly below: number }
    | { readonly unusual: "high" | "low"; readonly deviations: number };
  /** Seconds. Default: 300. */
  readonly period?: number;
  /** How many periods are looked at. Default: 1. */
  readonly periods?: number;
  /** How many of them have to be wrong. Default: all. */
  readonly datapoints?: number;
  /** What a period without values means. Default: that all is well. */
  readonly missing?: "notBreaching" | "ignore";
}

const comparisons = {
  atLeast: "GreaterThanOrEqualToThreshold",
  above: "GreaterThanThreshold",
  below: "LessThanThreshold",
} as const;

/** Makes the alarms of one environment: all tell one topic, when they begin and when they end. */
export class AlarmMaker {
  /** @param scope where alarms go; made when there is one. */
  constructor(
    private readonly scope: () => Construct,
    private readonly environment: Environment,
    private readonly topicArn: string,
  ) {}

  /**
   * Makes an alarm, unless it is there.
   *
   * @param id names the alarm, after the environment.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  add(id: string, props: AlarmProps): void {
    const scope = this.scope();
    if (scope.node.tryFindChild(id) !== undefined) return;
    const { notice, page, queries, watched, when, period = 300, periods = 1 } = props;
    const { datapoints = periods, missing = "notBreaching" } = props;
    const isUnusual = "unusual" in when;
    const all = isUnusual
      ? { ...queries, usual: `ANOMALY_DETECTION_BAND(${watched}, ${when.deviations})` }
      : queries;
    new CloudwatchMetricAlarm(scope, id, {
      alarmName: physicalName(this.environment, id),
      alarmDescription: `${notice}\n\nWhat to do: ${operationsPage(this.environment, page)}`,
      metricQuery: metricQueries(all, isUnusual ? [watched, "usual"] : [watched], period),
      ...(isUnusual
        ? {
            comparisonOperator:
              when.unusual === "high" ? "GreaterThanUpperThreshold" : "LessThanLowerThreshold",
            thresholdMetricId: "usual",
          }
        : fixed(when)),
      evaluationPeriods: periods,
      datapointsToAlarm: datapoints,
      treatMissingData: missing,
      alarmActions: [this.topicArn],
      okActions: [this.topicArn],
    });
  }
}

function fixed(when: Readonly<Record<string, number>>) {
  const [entry] = Object.entries(when) as [[keyof typeof comparisons, number]];
  return { comparisonOperator: comparisons[entry[0]], threshold: entry[1] };
}

/** Where whoever is told reads on: on GitHub, or in the checkout. */
export function operationsPage({ github }: Environment, page: AlarmPage): string {
  const file = `docs/operations.md#alarm-${page}`;
  return github === undefined
    ? file
    : `https://github.com/${github.repository}/blob/${github.branch}/${file}`;
}
