/** @functions post-confirmation reconcile-users */
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { readFileSync } from "node:fs";
import path from "node:path";
import { EnvironmentStack } from "../../../stacks/environment-stack";
import { environmentStacks, type Extension } from "../../../stacks/environment-stacks";
import { environmentWith } from "../../support/environments";
import { Template } from "../../support/template";

const role = "arn:aws:iam::111122223333:role/acme-dev-worker";

/** What a team adds, of each kind that is watched. */
const extend: Extension = ({ app, environment, auth }) => {
  const worker = new LambdaFunction(auth, "worker", { functionName: "acme-dev-worker", role });
  const given = new SqsQueue(auth, "given-up", { name: "acme-dev-given-up" });
  new SqsQueue(auth, "jobs", {
    name: "acme-dev-jobs",
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: given.arn, maxReceiveCount: 3 }),
  });
  new Apigatewayv2Api(auth, "partners", { name: "acme-dev-partners", protocolType: "HTTP" });
  const reports = new EnvironmentStack(app, "reports", environment);
  new LambdaFunction(reports, "nightly", { functionName: "acme-dev-nightly", role });
  const edge = new EnvironmentStack(app, "edge", environment, { region: "us-east-1" });
  new LambdaFunction(edge, "viewer", { functionName: "acme-dev-viewer", role });
  auth.addOutputs({ worker_arn: worker.arn });
};

const alarmsOf = (environment: Parameters<typeof environmentWith>[0]) =>
  Object.fromEntries(
    environmentStacks(Testing.app(), environmentWith(environment), extend).stacks.map((stack) => [
      stack.part,
      new Template(Testing.synth(stack)).all("aws_cloudwatch_metric_alarm"),
    ]),
  );

const watched = alarmsOf({ graphql: { waf: {} } });
const names = (part: string) =>
  watched[part]?.map(({ alarm_name }) => String(alarm_name).replace("acme-dev-", "")) ?? [];

test("a function, a dead-letter queue and an API that extend.ts adds have their alarms", () => {
  expect(names("auth")).toEqual(
    expect.arrayContaining(["worker-failures", "worker-throttles", "given-up", "partners-errors"]),
  );
  // Work that waits is no failure.
  expect(names("auth")).not.toContain("jobs");
});

test("in a stack of its own, too; in another Region nobody could be told", () => {
  expect(names("reports")).toEqual(["nightly-failures", "nightly-throttles"]);
  expect(watched["reports"]).toMatchObject([
    { alarm_actions: ["arn:aws:sns:eu-west-1:111122223333:acme-dev-alarms"] },
    {},
  ]);
  expect(names("edge")).toEqual([]);
});

test("the GraphQL API tells of 5xx, and of calls that AWS WAF blocks", () => {
  expect(names("api").sort()).toEqual(["api-errors", "blocked-api"]);
});

test("each text leads to a section that is there", () => {
  const operations = readFileSync(path.join(__dirname, "../../../docs/operations.md"), "utf8");
  const anchors = [...operations.matchAll(/^### (Alarm: .*)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replace(":", "").replaceAll(" ", "-"),
  );
  for (const { alarm_description } of Object.values(watched).flat()) {
    expect(anchors).toContain(String(alarm_description).split("#").at(-1));
  }
});

test("where alarms are off, nothing is watched", () => {
  const off = alarmsOf({ alarms: { enabled: false }, graphql: {} });
  expect(Object.values(off).flat()).toEqual([]);
});
