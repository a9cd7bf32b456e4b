import { describe, expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { AuthStack } from "../../../stacks/auth-stack";
import type { JsonObject } from "../../../tools/review/model";
import { writeFunctions } from "../../support/connected/functions";
import { environmentWith } from "../../support/environments";
import { firstPlan } from "../../support/first-plan";
import { findingsOf, planJson, review } from "../../support/plan-json";
import { Template } from "../../support/template";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

test("lets the first deployment of functions pass that events and CloudFront call", async () => {
  const folder = temporaryFolder();
  writeFunctions(folder, {
    gate: `({ pool, client }) => ({
      description: "Lets people in.",
      access: [pool.id(), client("web")],
    }), { edge: "viewer-request" }`,
    told: `({ userTable, queue, attachments, userEvents }) => ({
      description: "Is told of all that happens.",
      access: [userEvents.may("publish")],
      on: [userTable.changes(), queue("orders").messages(), attachments.created()],
    })`,
  });
  const stack = new AuthStack(Testing.app(), environmentWith({ triggers: [] }), folder);
  const { findings, counts, verdict } = await review(
    firstPlan(new Template(Testing.synth(stack, true))),
    { stack: "auth-test" },
  );
  expect(counts.create).toBeGreaterThan(30);
  expect(findings.filter(({ level }) => level === "block")).toEqual([]);
  expect(verdict).toBe("safe");
});

const source = "aws_lambda_event_source_mapping";
const lambda = "aws_lambda_function";
const queue = (name: string) => `arn:aws:sqs:eu-west-1:123456789012:${name}`;
const failing = (name: string) => ({
  destination_config: [{ on_failure: [{ destination_arn: queue(name) }] }],
});
const filtered = (name: string) => ({
  filter_criteria: [{ filter: [{ pattern: `{"eventName":["${name}"]}` }] }],
});

describe("names", () => {
  test.each<readonly [string, JsonObject, JsonObject | null]>([
    ["a reader that is taken away", { function_name: "f" }, null],
    ["a reader that is switched off", { enabled: true }, { enabled: false }],
    ["another reader", { function_name: "f" }, { function_name: "g" }],
    ["another filter", filtered("INSERT"), filtered("REMOVE")],
    ["a filter that comes", { filter_criteria: [] }, filtered("REMOVE")],
    ["a filter that goes", filtered("INSERT"), { filter_criteria: [] }],
    ["a dead-letter queue that goes", failing("failed"), { destination_config: [] }],
    ["another dead-letter queue", failing("failed"), failing("other")],
    ["fewer retries", { maximum_retry_attempts: 5 }, { maximum_retry_attempts: 1 }],
    ["an end of retries", { maximum_retry_attempts: -1 }, { maximum_retry_attempts: 5 }],
    [
      "records that get less old",
      { maximum_record_age_in_seconds: -1 },
      { maximum_record_age_in_seconds: 60 },
    ],
    [
      "failures of which nobody is asked",
      { function_response_types: ["ReportBatchItemFailures"] },
      { function_response_types: [] },
    ],
    ["another beginning", { starting_position: "TRIM_HORIZON" }, { starting_position: "LATEST" }],
  ])("%s", async (_what, before, after) => {
    expect(await findingsOf([{ type: source, before, after }])).toEqual([
      "notice function-changed",
    ]);
  });

  test.each<readonly [string, string, JsonObject, JsonObject | null, string]>([
    [
      "a dead-letter queue that is deleted",
      "aws_sqs_queue",
      { name: "failed" },
      null,
      "restoring-weaker",
    ],
    [
      "a queue without a dead-letter queue",
      "aws_sqs_queue",
      { redrive_policy: "{}" },
      { redrive_policy: "" },
      "restoring-weaker",
    ],
    [
      "a bus on which nothing is told any more",
      "aws_cloudwatch_event_bus",
      { name: "users" },
      null,
      "event-access-changed",
    ],
    [
      "code at the edge that comes from a bucket",
      lambda,
      { filename: "gate.zip", s3_bucket: null },
      { filename: null, s3_bucket: "code" },
      "function-code-changed",
    ],
  ])("%s", async (_what, type, before, after, rule) => {
    expect(await findingsOf([{ type, before, after }])).toContain(`notice ${rule}`);
  });
});

test.each([
  ["more retries", { maximum_retry_attempts: 5 }, { maximum_retry_attempts: -1 }],
  ["another size of batches", { batch_size: 10 }, { batch_size: 100 }],
])("says nothing of %s", async (_what, before, after) => {
  expect(await findingsOf([{ type: source, before, after }])).toEqual([]);
});

test("shows that a function's code has changed alike, at the edge and elsewhere", async () => {
  const [atTheEdge, elsewhere] = await Promise.all(
    [{ filename: "gate.zip", publish: true }, { s3_bucket: "code" }].map((from) =>
      review(
        planJson([
          {
            type: lambda,
            before: { ...from, source_code_hash: "a" },
            after: { ...from, source_code_hash: "b" },
          },
        ]),
      ),
    ),
  );
  expect(atTheEdge?.changes).toMatchObject([
    { kind: "update", attributes: [expect.objectContaining({ path: expect.anything() })] },
  ]);
  expect(atTheEdge?.changes).toEqual(elsewhere?.changes);
  expect(atTheEdge?.findings).toEqual(elsewhere?.findings);
  expect(atTheEdge?.verdict).toBe(elsewhere?.verdict);
});
