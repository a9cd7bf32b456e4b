import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../tools/review/model";
import { findingsOf, type PlannedResource, planJson, review } from "../../support/plan-json";

const updated = (type: string, before: JsonObject, after: JsonObject): PlannedResource => ({
  type,
  before,
  after,
});
const created = (type: string, after: JsonObject): PlannedResource => ({ type, after });

const cors = "aws_s3_bucket_cors_configuration";
const origins = (...allowed_origins: string[]) => ({
  bucket: "files",
  cors_rule: [{ allowed_origins }],
});
const listener = "aws_lb_listener";
const group = "aws_security_group";
const ingress = (...cidr_blocks: string[]) => ({
  ingress: [{ from_port: 5432, to_port: 5432, protocol: "tcp", cidr_blocks }],
});
const risk = "aws_cognito_risk_configuration";
const compromised = (event_action: string) => ({
  compromised_credentials_risk_configuration: [{ actions: [{ event_action }] }],
});
const exceptions = (lists: JsonObject) => ({ risk_exception_configuration: [lists] });
const signing = "aws_lambda_code_signing_config";
const policy = (untrusted_artifact_on_deployment: string) => ({
  policies: [{ untrusted_artifact_on_deployment }],
});
const lock = "aws_s3_bucket_object_lock_configuration";
const retention = (mode: string, days: number) => ({
  rule: [{ default_retention: [{ mode, days }] }],
});
const trail = "aws_cloudtrail";
const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
const foreignQueue = "arn:aws:sqs:eu-west-1:999999999999:inbox";
const passwords = "aws_iam_account_password_policy";

describe("blocks", () => {
  test.each<readonly [string, PlannedResource, string]>([
    [
      "pages of every origin",
      updated(cors, origins("https://a.example"), origins("*")),
      "bucket-use-changed",
    ],
    [
      "pages of every origin, at a bucket that is there",
      created(cors, origins("*")),
      "bucket-use-changed",
    ],
    [
      "a listener that asks for no sign-in any more",
      updated(
        listener,
        { default_action: [{ type: "authenticate-cognito" }, { type: "forward" }] },
        { default_action: [{ type: "forward" }] },
      ),
      "answers-changed",
    ],
    [
      "an integration that leads to a server on the web",
      updated(
        "aws_apigatewayv2_integration",
        { integration_uri: functionArn("a") },
        { integration_uri: "https://a.example/users" },
      ),
      "answers-changed",
    ],
    [
      "an integration that leads to another server on the web",
      updated(
        "aws_api_gateway_integration",
        { uri: "https://a.example/users" },
        { uri: "https://b.example/users" },
      ),
      "answers-changed",
    ],
    [
      "what a function was asked, sent on to another account",
      created("aws_lambda_function_event_invoke_config", {
        function_name: functionArn("a"),
        destination_config: [{ on_success: [{ destination: foreignQueue }] }],
      }),
      "event-access-changed",
    ],
    [
      "uploads told of to another account",
      updated(
        "aws_s3_bucket_notification",
        { bucket: "files", queue: [{ queue_arn: "arn:aws:sqs:eu-west-1:123456789012:own" }] },
        { bucket: "files", queue: [{ queue_arn: foreignQueue }] },
      ),
      "event-access-changed",
    ],
    [
      "a distribution without the function that checks requests",
      updated(
        "aws_cloudfront_distribution",
        { default_cache_behavior: [{ function_association: [{ event_type: "viewer-request" }] }] },
        { default_cache_behavior: [{ function_association: [] }] },
      ),
      "answers-changed",
    ],
    [
      "a database's port that everybody reaches",
      updated(group, ingress("10.0.0.0/8"), ingress("0.0.0.0/0")),
      "network-opened",
    ],
    [
      "half of the internet",
      updated(group, ingress("10.0.0.0/8"), ingress("0.0.0.0/1")),
      "network-opened",
    ],
    [
      "passwords that others know",
      updated(risk, compromised("BLOCK"), compromised("NO_ACTION")),
      "sign-in-settings-changed",
    ],
    [
      "a network that threat protection skips",
      updated(
        risk,
        exceptions({ skipped_ip_range_list: [] }),
        exceptions({ skipped_ip_range_list: ["0.0.0.0/1"] }),
      ),
      "sign-in-settings-changed",
    ],
    [
      "code that nobody has signed",
      updated(signing, policy("Enforce"), policy("Warn")),
      "sign-in-settings-changed",
    ],
    [
      "a lock that administrators open",
      updated(lock, retention("COMPLIANCE", 9), retention("GOVERNANCE", 9)),
      "protection-removed",
    ],
    [
      "a lock for fewer days",
      updated(lock, retention("COMPLIANCE", 9), retention("COMPLIANCE", 1)),
      "protection-removed",
    ],
    [
      "a trail of one Region",
      updated(trail, { is_multi_region_trail: true }, { is_multi_region_trail: false }),
      "watching-weaker",
    ],
    [
      "shorter passwords of administrators",
      updated(passwords, { minimum_password_length: 14 }, { minimum_password_length: 6 }),
      "watching-weaker",
    ],
  ])("%s", async (_what, resource, rule) => {
    expect(await findingsOf([resource])).toContain(`block ${rule}`);
  });
});

describe("names, without blocking,", () => {
  test.each<readonly [string, PlannedResource, string]>([
    [
      "an integration that leads elsewhere",
      updated(
        "aws_apigatewayv2_integration",
        { integration_uri: functionArn("a") },
        { integration_uri: functionArn("b") },
      ),
      "answers-changed",
    ],
    [
      "uploads told of anew",
      created("aws_s3_bucket_notification", {
        bucket: "files",
        topic: [{ topic_arn: "arn:aws:sns:eu-west-1:123456789012:uploads" }],
      }),
      "event-access-changed",
    ],
    [
      "a subscriber more",
      created("aws_sns_topic_subscription", { endpoint: "a@b.example", protocol: "email" }),
      "answers-changed",
    ],
    [
      "a row of a table",
      created("aws_dynamodb_table_item", { table_name: "users", item: "{}" }),
      "answers-changed",
    ],
    [
      "an alarm that tells nobody",
      updated("aws_cloudwatch_metric_alarm", { alarm_actions: ["arn"] }, { alarm_actions: [] }),
      "watching-weaker",
    ],
    [
      "a port for the web",
      updated(
        group,
        {},
        { ingress: [{ from_port: 443, to_port: 443, cidr_blocks: ["0.0.0.0/0"] }] },
      ),
      "network-opened",
    ],
    [
      "uploads that nobody is told of",
      updated("aws_s3_bucket_notification", { queue: [{ id: "a" }] }, { queue: [] }),
      "bucket-use-changed",
    ],
    [
      "addresses that a provider speaks for",
      updated(
        "aws_cognito_identity_provider",
        { idp_identifiers: ["a.example"] },
        { idp_identifiers: ["a.example", "b.example"] },
      ),
      "sign-in-settings-changed",
    ],
    [
      "a function that reads a table's stream",
      created("aws_lambda_event_source_mapping", { event_source_arn: "arn" }),
      "function-code-changed",
    ],
    [
      "code from another bucket",
      updated("aws_lambda_function", { s3_bucket: "a" }, { s3_bucket: "b" }),
      "function-code-changed",
    ],
  ])("%s", async (_what, resource, rule) => {
    const found = await findingsOf([resource]);
    expect(found).toContain(`notice ${rule}`);
    expect(found.filter((one) => one.startsWith("block"))).toEqual([]);
  });
});

describe("says nothing, and safe, of", () => {
  test.each<readonly [string, PlannedResource]>([
    [
      "one more page of ours",
      updated(
        cors,
        origins("https://a.example"),
        origins("https://a.example", "https://b.example"),
      ),
    ],
    ["a narrower network", updated(group, ingress("10.0.0.0/8"), ingress("10.0.0.0/16"))],
    ["stricter threat protection", updated(risk, compromised("NO_ACTION"), compromised("BLOCK"))],
    ["a longer lock", updated(lock, retention("COMPLIANCE", 9), retention("COMPLIANCE", 10))],
    [
      "longer passwords",
      updated(passwords, { minimum_password_length: 14 }, { minimum_password_length: 16 }),
    ],
    [
      "another threshold",
      updated("aws_cloudwatch_metric_alarm", { threshold: 1 }, { threshold: 2 }),
    ],
    [
      "a list that the provider writes as nothing",
      updated("aws_s3_bucket_notification", { queue: null, id: "a" }, { queue: [], id: "a" }),
    ],
  ])("%s", async (_what, resource) => {
    const { findings, verdict } = await review(planJson([resource]));
    expect(findings).toEqual([]);
    expect(verdict).toBe("safe");
  });
});
