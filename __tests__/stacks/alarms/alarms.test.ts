/** @functions post-confirmation pre-sign-up custom-email-sender reconcile-users */
import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Testing } from "cdktf";
import {
  resolveConfiguration,
  type Environment,
  type EnvironmentParts,
} from "../../../configuration";
import { environmentStacks } from "../../../stacks/environment-stacks";
import { hoursWithin } from "../../../stacks/alarms/reconciliation-alarms";
import { awsEnvironment, environmentWith } from "../../support/environments";
import { Template, type Block } from "../../support/template";

/** The auth stack of an environment, with what watches its families. */
function authTemplate(environment: Environment): Template {
  const { stacks } = environmentStacks(Testing.app(), environment);
  const auth = stacks.find(({ part }) => part === "auth");
  if (auth === undefined) throw new Error("There is no auth stack.");
  return new Template(Testing.synth(auth, true));
}

const sender = {
  from: "no-reply@example.com",
  sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
};

/** Everything that can be watched. */
const everything = environmentWith({
  triggers: ["pre-sign-up", "post-confirmation", "custom-email-sender"],
  userPool: { tier: "PLUS", advancedSecurityMode: "AUDIT" },
  clients: { web: {}, mobile: {} },
  recipes: { customEmailSender: sender },
  alarms: {
    notify: [
      { email: "on-call@example.com" },
      // Another address, of which no signs are left the same name.
      { email: "on.call@example.com" },
      { https: "https://events.example.com/sns" },
      { slack: { workspaceId: "T0123", channelId: "C0123" } },
    ],
  },
});
const template = authTemplate(everything);

interface Query {
  readonly id: string;
  readonly expression?: string;
  readonly metric?: { readonly period: number };
  readonly return_data: boolean;
}

const alarms = template.all("aws_cloudwatch_metric_alarm");
const queriesOf = (alarm: Block) => alarm["metric_query"] as readonly Query[];
const names = (of: Template) =>
  of
    .all("aws_cloudwatch_metric_alarm")
    .map(({ alarm_name }) => String(alarm_name).replace("acme-dev-", ""))
    .sort();

test("each thing that users would notice has an alarm", () => {
  expect(names(template)).toEqual(
    [
      ...["pre-sign-up", "post-confirmation"].flatMap((name) => [
        `${name}-failures`,
        `${name}-slow`,
        `${name}-throttles`,
      ]),
      ...["custom-email-sender", "reconcile-users"].flatMap((name) => [
        `${name}-failures`,
        `${name}-throttles`,
      ]),
      "reconcile-users-late",
      "reconcile-users-healed",
      "unsent-messages",
      "failed-events",
      "bounces",
      "complaints",
      "risk",
      "unfinished-sign-ups",
      ...["web", "mobile"].flatMap((client) => [
        `cognito-throttles-${client}`,
        `refused-sign-ups-${client}`,
        `refused-sign-ins-${client}`,
        `refused-refreshes-${client}`,
      ]),
    ].sort(),
  );
});

test("they are there where protection is on, unless the configuration says otherwise", () => {
  const protection = { enabled: false, reason: "Its users are invented." } as const;
  const count = (parts: EnvironmentParts) => names(authTemplate(environmentWith(parts))).length;

  expect(count({ protection })).toBe(0);
  expect(count({ alarms: { enabled: false } })).toBe(0);
  expect(count({ protection, alarms: { enabled: true } })).toBeGreaterThan(10);
});

test("all tell the topic, when they begin and when they end", () => {
  const topic = "${aws_sns_topic.alarms_topic_topic.arn}";
  for (const alarm of alarms) {
    expect(alarm).toMatchObject({ alarm_actions: [topic], ok_actions: [topic] });
  }
  expect(template.output("alarms_topic_arn")).toBe(topic);
});

test("whoever is to be told subscribes, and only alarms of this account may publish", () => {
  expect(template.all("aws_sns_topic_subscription")).toMatchObject([
    { protocol: "https", endpoint: "https://events.example.com/sns" },
    { protocol: "email", endpoint: "on-call@example.com" },
    { protocol: "email", endpoint: "on.call@example.com" },
  ]);
  expect(template.only("aws_chatbot_slack_channel_configuration")).toMatchObject({
    slack_team_id: "T0123",
    slack_channel_id: "C0123",
    // Not of its place in the list, which may change.
    configuration_name: "acme-dev-alarms-C0123",
    guardrail_policy_arns: ["arn:aws:iam::aws:policy/AWSDenyAll"],
  });
  const policy = JSON.parse(String(template.only("aws_sns_topic")["policy"])) as {
    readonly Statement: readonly unknown[];
  };
  expect(policy.Statement).toMatchObject([
    {
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": awsEnvironment.accountId } },
    },
    { Effect: "Deny" },
  ]);
});

test("each text says what users notice, and leads to a section that is there", () => {
  const operations = readFileSync(path.join(__dirname, "../../../docs/operations.md"), "utf8");
  const anchors = [...operations.matchAll(/^### (Alarm: .*)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replace(":", "").replaceAll(" ", "-"),
  );
  const told = alarms.map(({ alarm_description }) => String(alarm_description));
  for (const text of told) {
    // AWS takes 1,024 characters.
    expect(text.length).toBeLessThan(1024);
    expect(anchors).toContain(text.split("#").at(-1));
  }
  // Those of APIs and of what stands before them, and of what functions work on, have tests of their own.
  const used = new Set([
    ...told.map((text) => text.split("#").at(-1)),
    "alarm-api-errors",
    "alarm-blocked-calls",
    "alarm-falling-behind",
  ]);
  expect(anchors.filter((anchor) => !used.has(anchor))).toEqual([]);
});

test("with a repository the link opens in a browser", () => {
  const [environment] = resolveConfiguration({
    project: "acme",
    github: { repository: "acme/users", repositoryId: "1" },
    environments: { dev: awsEnvironment },
  });
  if (environment === undefined) throw new Error("The configuration has no environment.");
  const [alarm] = authTemplate(environment).all("aws_cloudwatch_metric_alarm");

  expect(alarm?.["alarm_description"]).toContain(
    "https://github.com/acme/users/blob/main/docs/operations.md#alarm-",
  );
});

test("CloudWatch takes every one: ids, one period, ten metrics, and a week at most", () => {
  for (const alarm of alarms) {
    const queries = queriesOf(alarm);
    const metrics = queries.filter(({ metric }) => metric !== undefined);
    expect(queries.every(({ id }) => /^[a-z]\w*$/.test(id))).toBe(true);
    expect(metrics.length).toBeLessThanOrEqual(10);
    const [period, ...others] = new Set(metrics.map(({ metric }) => metric?.period));
    expect(others).toEqual([]);
    const seconds = Number(period) * Number(alarm["evaluation_periods"]);
    expect(seconds).toBeLessThanOrEqual(Number(period) >= 3600 ? 604_800 : 86_400);
    // Two values go back where one is held against the other: the band of what is usual.
    const band = alarm["threshold_metric_id"];
    const returned = queries.filter(({ return_data }) => return_data).map(({ id }) => id);
    expect(returned).toHaveLength(band === undefined ? 1 : 2);
    if (band !== undefined) expect(returned).toContain(band);
    // Every name in an expression is a query that is there.
    for (const { expression = "" } of queries) {
      const known = new Set([...queries.map(({ id }) => id), ...functions]);
      expect(
        [...expression.matchAll(/[a-zA-Z_]\w*/g)].map(String).filter((name) => !known.has(name)),
      ).toEqual([]);
    }
  }
});

const functions = ["SUM", "MAX", "IF", "FILL", "ANOMALY_DETECTION_BAND"];

test("a run is late after its schedule and two hours, and where AWS cannot look back it is not watched", () => {
  expect(hoursWithin("rate(1 day)")).toBe(26);
  expect(hoursWithin("rate(30 minutes)")).toBe(3);
  expect(hoursWithin("rate(8 days)")).toBeUndefined();
  expect(hoursWithin("cron(0 3 * * ? *)")).toBe(168);
});

test("the functions' logs have saved queries", () => {
  const queries = template.all("aws_cloudwatch_query_definition");

  expect(queries.map(({ name }) => name)).toContain("acme-dev/Why did a sub fail");
  for (const query of queries) expect(query["log_group_names"]).toHaveLength(4);
});
