import { expect, test } from "@jest/globals";
import { dashboardFaults } from "../../../../tools/local-aws/cloudwatch/dashboard-body";
import { LocalCloudWatch } from "../../../../tools/local-aws/cloudwatch/local-cloudwatch";
import type { AwsRequest, AwsResponse } from "../../../../tools/local-aws/interceptor";
import { readJson } from "../../../../tools/local-aws/json-protocol";

const now = 1_800_000_000_000;

const request = (parts: Partial<AwsRequest>): AwsRequest => ({
  service: "monitoring",
  region: "us-east-1",
  operation: undefined,
  method: "POST",
  url: "/",
  headers: {},
  body: Buffer.from(""),
  ...parts,
});

const form = (members: URLSearchParams): AwsRequest =>
  request({
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: Buffer.from(members.toString()),
  });

const answer = (status: number): AwsResponse => ({ status, headers: {}, body: Buffer.from("{}") });

const made = () =>
  new LocalCloudWatch({ now: () => now, call: () => Promise.resolve(answer(200)) });

interface Asked {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly object[];
  readonly Stat?: string;
}

/** The values that a client of CloudWatch gets. */
async function valuesOf(of: LocalCloudWatch, { Stat = "Sum", ...metric }: Asked) {
  const body = {
    StartTime: now / 1000 - 3600,
    EndTime: now / 1000,
    MetricDataQueries: [{ Id: "m", MetricStat: { Metric: metric, Stat, Period: 3600 } }],
  };
  const response = await of.interceptor(
    request({ operation: "GetMetricData", body: Buffer.from(JSON.stringify(body)) }),
    () => Promise.resolve(answer(500)),
  );
  if (response === undefined) throw new Error("There is no answer.");
  const { MetricDataResults } = readJson(response) as {
    readonly MetricDataResults: readonly { readonly Values: readonly number[] }[];
  };
  return MetricDataResults[0]?.Values;
}

test.each([
  ["/http-api/abc123/orders", "AWS/ApiGateway", "ApiId", "5xx"],
  ["/graphql/abc123", "AWS/AppSync", "GraphQLAPIId", "5XXError"],
])(
  "an API that answers %s with 5xx counts it, in whatever Region it is",
  async (url, Namespace, id, MetricName) => {
    const cloudWatch = made();
    for (const status of [200, 502, 500, 404]) {
      await cloudWatch.apiCalls(request({ service: "execute-api", region: "eu-west-1", url }), () =>
        Promise.resolve(answer(status)),
      );
    }

    const Dimensions = [{ Name: id, Value: "abc123" }];
    expect(await valuesOf(cloudWatch, { Namespace, MetricName, Dimensions })).toEqual([2]);
  },
);

test("mail to the address that bounces counts as a share of what was sent", async () => {
  const cloudWatch = made();
  const send = (to: string) => {
    cloudWatch.onMessage("us-east-1", {
      ...{ at: "", medium: "EMAIL", body: "", source: "SendEmail", via: "ses" },
      to,
    });
  };
  for (const to of ["ann@example.com", "bounce+1@simulator.amazonses.com"]) send(to);

  const bounces = { Namespace: "AWS/SES", MetricName: "Reputation.BounceRate", Stat: "Maximum" };
  expect(await valuesOf(cloudWatch, bounces)).toEqual([0.5]);
});

const widget = (parts: object, properties: object = {}) =>
  JSON.stringify({
    widgets: [
      {
        ...{ type: "metric", x: 0, y: 0, width: 12, height: 6 },
        properties: { region: "us-east-1", metrics: [["AWS/SQS", "Sent"]], ...properties },
        ...parts,
      },
    ],
  });

test.each([
  ["no JSON", "{", /valid JSON/],
  ["a widget beyond the grid", widget({ x: 20 }), /24 together/],
  ["a metric without a name", widget({}, { metrics: [["AWS/SQS"]] }), /metrics/],
  ["a dimension without a value", widget({}, { metrics: [["A", "B", "QueueName"]] }), /metrics/],
  ["no Region", widget({}, { region: undefined }), /widgets/],
  ["a period that CloudWatch does not have", widget({}, { period: 90 }), /widgets/],
])("a dashboard with %s is refused as AWS refuses it", async (_what, DashboardBody, fault) => {
  const put = new URLSearchParams({ Action: "PutDashboard", DashboardName: "acme", DashboardBody });
  const response = await made().interceptor(form(put), () => Promise.resolve(answer(200)));

  expect(dashboardFaults(DashboardBody).join()).toMatch(fault);
  expect(response?.status).toBe(400);
  expect(response?.body.toString()).toContain("InvalidParameterInput");
});

test("one that CloudWatch takes is kept", async () => {
  const put = new URLSearchParams({ Action: "PutDashboard", DashboardBody: widget({}) });
  const passed = await made().interceptor(form(put), () => Promise.resolve(answer(200)));

  expect(passed).toBeUndefined();
});
