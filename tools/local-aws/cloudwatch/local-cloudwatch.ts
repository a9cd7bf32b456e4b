import type { AwsRequest, AwsResponse, Forward, Interceptor } from "../interceptor";
import { isJsonObject, jsonResponse, readJson } from "../json-protocol";
import type { Invocation } from "../lambda/invocation";
import type { OutputLine } from "../lambda/execution-environment";
import { ownRequest } from "../own-request";
import { serviceError } from "../service-error";
import type { SentMessage } from "../outbox";
import { apiCount, isApiCall } from "./api-calls";
import { dashboardFaults } from "./dashboard-body";
import { readAlarm, readCall, readQueries } from "./alarm-input";
import { alarmState, evaluator, type AlarmState, type MetricAlarm } from "./alarm-state";
import { embeddedMetricsIn } from "./embedded-metrics";
import { isSeries } from "./metric-math";
import { MetricStore } from "./metric-store";

/** Props of {@link LocalCloudWatch}. */
export interface LocalCloudWatchProps {
  /** Milliseconds since 1970; what the clock was turned by counts. */
  readonly now: () => number;
  /** Sends a request through the gateway's interceptors to moto. */
  readonly call: Forward;
}

/** What clients do in a pool, by the operation: the metric that counts it. */
const clientCalls: Readonly<Record<string, string>> = {
  SignUp: "SignUpSuccesses",
  InitiateAuth: "SignInSuccesses",
  RespondToAuthChallenge: "SignInSuccesses",
  GetTokensFromRefreshToken: "TokenRefreshSuccesses",
};

/**
 * The metrics of the local AWS, and the states of its alarms as CloudWatch would have them: what functions
 * write into their logs, what Lambda and Cognito count, how many messages a queue has. moto keeps the
 * alarms, and has neither metrics of services nor states.
 *
 * The period under way counts at once, where CloudWatch would take minutes. Nobody is told: a topic's
 * subscribers are outside.
 */
export class LocalCloudWatch {
  private readonly store = new MetricStore();
  private readonly alarms = new Map<string, MetricAlarm>();
  private readonly states = new Map<string, AlarmState>();
  private readonly mail = { sent: 0, bounced: 0 };

  constructor(private readonly props: LocalCloudWatchProps) {}

  /** What a function has written. */
  readonly onLines = (region: string, lines: readonly OutputLine[]): void => {
    const timestamp = this.props.now();
    for (const { message } of lines) {
      for (const datum of embeddedMetricsIn(message, { region, timestamp })) this.store.put(datum);
    }
  };

  /** What Lambda itself counts of an invocation. */
  readonly onInvocation = (region: string, invocation: Invocation): void => {
    const { configuration, result, durationMilliseconds } = invocation;
    const dimensions = { FunctionName: configuration.FunctionName };
    const hasFailed = result.outcome !== "succeeded";
    const counts = { Invocations: 1, Errors: hasFailed ? 1 : 0, Duration: durationMilliseconds };
    for (const [name, value] of Object.entries(counts)) {
      this.put(region, "AWS/Lambda", name, dimensions, value);
    }
  };

  /** How old the last record of a stream was when a function was called with it, in milliseconds. */
  readonly onIteratorAge = (region: string, FunctionName: string, age: number): void => {
    this.put(region, "AWS/Lambda", "IteratorAge", { FunctionName }, age);
  };

  /** Counts what clients ask of Cognito; says no more. */
  readonly cognitoCalls: Interceptor = async (request, forward) => {
    const metric = clientCalls[request.operation ?? ""];
    if (request.service !== "cognito-idp" || metric === undefined) return undefined;
    const response = await forward(request);
    const { ClientId, AuthFlow } = readJson(request);
    const isRefresh = AuthFlow === "REFRESH_TOKEN_AUTH" || AuthFlow === "REFRESH_TOKEN";
    const answer = response.status === 200 ? readJson(response) : {};
    const isDone = metric === "SignUpSuccesses" || "AuthenticationResult" in answer;
    // A challenge is half of a sign-in.
    if (response.status === 200 && !isDone) return response;
    const name = isRefresh ? "TokenRefreshSuccesses" : metric;
    const dimensions = { UserPoolClient: String(ClientId) };
    this.put(request.region, "AWS/Cognito", name, dimensions, response.status === 200 ? 1 : 0);
    return response;
  };

  /** Counts how APIs answer; says no more. */
  readonly apiCalls: Interceptor = async (request, forward) => {
    if (!isApiCall(request)) return undefined;
    const response = await forward(request);
    const counted = apiCount(request, response);
    if (counted) {
      const { namespace, name, dimensions } = counted;
      this.put(request.region, namespace, name, dimensions, 1);
    }
    return response;
  };

  /**
   * What SES counts of an e-mail: its share that came back until now. Here everything arrives but for the
   * address with which SES lets one try that. On AWS those do not count.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
   */
  readonly onMessage = (region: string, { medium, to }: SentMessage): void => {
    if (medium !== "EMAIL") return;
    this.mail.sent += 1;
    if (/^bounce(?:\+[^@]*)?@simulator\.amazonses\.com$/i.test(to)) this.mail.bounced += 1;
    const rate = this.mail.bounced / this.mail.sent;
    this.put(region, "AWS/SES", "Reputation.BounceRate", {}, rate);
  };

  /** Answers what moto cannot: metrics, and the states of alarms. */
  readonly interceptor: Interceptor = async (request, forward) => {
    if (request.service !== "monitoring") return undefined;
    const { operation, members } = readCall(request);
    switch (operation) {
      case "PutMetricAlarm": {
        const response = await forward(request);
        const alarm = readAlarm(members, request.region);
        if (response.status === 200) this.alarms.set(keyOf(alarm), alarm);
        return response;
      }
      case "PutDashboard": {
        const faults = dashboardFaults(String(members["DashboardBody"]));
        if (faults.length === 0) return undefined;
        const message = `The dashboard body is invalid: ${faults.join("; ")}`;
        return serviceError(request, { status: 400, code: "InvalidParameterInput", message });
      }
      case "DeleteAlarms": {
        for (const name of [members["AlarmNames"]].flat()) {
          this.alarms.delete(keyOf({ region: request.region, name: String(name) }));
        }
        return undefined;
      }
      case "DescribeAlarms":
        await this.settle(request.region, forward);
        return undefined;
      case "GetMetricData":
        return request.operation === undefined ? undefined : this.metricData(request);
      default:
        return undefined;
    }
  };

  private put(
    region: string,
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    value: number,
  ): void {
    this.store.put({ region, namespace, name, dimensions, timestamp: this.props.now(), value });
  }

  /** Gives moto the states of all alarms of a Region that have another one by now. */
  private async settle(region: string, forward: Forward): Promise<void> {
    const alarms = [...this.alarms.values()].filter((alarm) => alarm.region === region);
    await this.countMessages(region, alarms);
    for (const alarm of alarms) {
      const before = this.states.get(keyOf(alarm)) ?? "INSUFFICIENT_DATA";
      const state = alarmState(alarm, this.store, this.props.now(), before);
      if (state === before) continue;
      this.states.set(keyOf(alarm), state);
      const body = new URLSearchParams({
        Action: "SetAlarmState",
        Version: "2010-08-01",
        AlarmName: alarm.name,
        StateValue: state,
        StateReason: "Evaluated by the local AWS.",
      });
      await forward(ownRequest({ service: "monitoring", region, body: body.toString() }));
    }
  }

  /** SQS counts by itself; here it is asked when somebody wants to know. */
  private async countMessages(region: string, alarms: readonly MetricAlarm[]): Promise<void> {
    const queues = alarms
      .flatMap(({ queries }) => queries)
      .flatMap(({ metric }) => (metric?.namespace === "AWS/SQS" ? [metric.dimensions] : []));
    for (const dimensions of queues) {
      const ask = (operation: string, members: object): Promise<AwsResponse> =>
        this.props.call(
          ownRequest({
            service: "sqs",
            region,
            target: `AmazonSQS.${operation}`,
            contentType: "application/x-amz-json-1.0",
            body: JSON.stringify(members),
          }),
        );
      const { QueueUrl } = readJson(
        await ask("GetQueueUrl", { QueueName: dimensions["QueueName"] }),
      );
      const name = "ApproximateNumberOfMessages";
      const { Attributes } = readJson(
        await ask("GetQueueAttributes", { QueueUrl, AttributeNames: [name] }),
      );
      if (!isJsonObject(Attributes)) continue;
      this.put(region, "AWS/SQS", `${name}Visible`, dimensions, Number(Attributes[name]));
    }
  }

  private metricData(request: AwsRequest): AwsResponse {
    const input = readJson(request);
    const queries = readQueries(input["MetricDataQueries"]);
    const [start, end] = [input["StartTime"], input["EndTime"]].map((time) => Number(time) * 1000);
    const period = (queries.find(({ metric }) => metric)?.metric?.period ?? 60) * 1000;
    const first = Math.floor((start ?? 0) / period) * period;
    const count = Math.max(1, Math.ceil(((end ?? 0) - first) / period));
    const periods = Array.from({ length: count }, (_, index) => first + index * period);
    const value = evaluator({
      region: request.region,
      queries,
      store: this.store,
      periods,
      judged: 1,
    });
    const MetricDataResults = queries.map(({ id }) => {
      const found = value(id);
      const entries = isSeries(found) ? [...found].sort(([one], [other]) => one - other) : [];
      return {
        Id: id,
        Label: id,
        StatusCode: "Complete",
        Timestamps: entries.map(([time]) => time / 1000),
        Values: entries.map(([, number]) => number),
      };
    });
    return jsonResponse({ MetricDataResults, Messages: [] });
  }
}

function keyOf({ region, name }: Pick<MetricAlarm, "region" | "name">): string {
  return `${region} ${name}`;
}
