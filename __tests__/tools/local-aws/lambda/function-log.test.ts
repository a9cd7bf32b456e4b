import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { startLocalAws } from "../../../../tools/local-aws/local-aws";
import type { LocalAws } from "../../../../tools/local-aws/local-aws";
import { runBoto3 } from "../../../support/boto3";
import { duringTests } from "../../../support/during-tests";
import { createFunction, invoke, lambdaClient } from "../../../support/lambda-function";
import { administrator } from "../../../support/administrator";

const region = "eu-central-1";
let aws: LocalAws;
let client: LambdaClient;

duringTests(
  () => startLocalAws({ credentials: administrator, region }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  client = await lambdaClient(aws);
});

afterAll(() => {
  client.destroy();
});

test("a log in the text format has Lambda's lines around the function's", async () => {
  const name = await createFunction(
    client,
    `console.log("loaded");
     exports.handler = async () => {
       console.log("first %d", 1, { a: [2] });
       console.error("two\\nlines");
       process.stdout.write("raw, no line break");
     }`,
  );
  const { log } = await invoke(client, name);
  const id = /START RequestId: (\S+)/.exec(log)?.[1] ?? "";
  expect(log.split("\n").map((line) => line.replace(/^[\d-]+T[\d:.]+Z/, "<time>"))).toEqual([
    `START RequestId: ${id} Version: $LATEST`,
    "<time>\tundefined\tINFO\tloaded",
    `<time>\t${id}\tINFO\tfirst 1 { a: [ 2 ] }`,
    `<time>\t${id}\tERROR\ttwo\rlines`,
    "raw, no line break",
    `END RequestId: ${id}`,
    expect.stringMatching(
      new RegExp(
        `^REPORT RequestId: ${id}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\t` +
          "Memory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms$",
      ),
    ),
    "",
  ]);
});

test("a log in the JSON format has an object a line, of the level asked for", async () => {
  const name = await createFunction(
    client,
    `exports.handler = async () => {
       console.debug("hidden");
       console.info("shown");
       console.warn({ order: 7 });
       console.error("failed", new RangeError("no"));
     }`,
    { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "INFO" } },
  );
  const { log } = await invoke(client, name);
  const lines = log
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(lines).toEqual([
    expect.objectContaining({ type: "platform.start" }),
    expect.objectContaining({ level: "INFO", message: "shown", requestId: expect.any(String) }),
    expect.objectContaining({ level: "WARN", message: { order: 7 } }),
    expect.objectContaining({ level: "ERROR", errorType: "RangeError", errorMessage: "no" }),
    expect.objectContaining({ type: "platform.report" }),
  ]);
});

test("logs are in CloudWatch Logs, in order, for boto3 to find", async () => {
  const LogGroup = "/somewhere/else";
  const name = await createFunction(
    client,
    "exports.handler = async ({ n }) => console.log('event', n)",
    { LoggingConfig: { LogFormat: "Text", LogGroup } },
  );
  await invoke(client, name, { n: 1 });
  await invoke(client, name, { n: 2 });
  // Like on AWS, a log is there soon after the answer, not with it.
  const found = await runBoto3(
    `import boto3, json, time
logs = boto3.client("logs")
events = []
for attempt in range(100):
  try: events = logs.filter_log_events(logGroupName="${LogGroup}")["events"]
  except logs.exceptions.ResourceNotFoundException: pass
  if sum("REPORT" in event["message"] for event in events) == 2: break
  time.sleep(0.05)
print(json.dumps([event["message"].split("\\t")[-1].split(" ")[0:2] for event in events]))`,
    {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
  );
  const events = (JSON.parse(found) as string[][]).map((words) => words.join(" "));
  expect(events.filter((words) => words.startsWith("event"))).toEqual(["event 1", "event 2"]);
  expect(events.filter((words) => words.startsWith("START"))).toHaveLength(2);
  expect(events[0]).toBe("START RequestId:");
});
