import { settingsOf } from "../../../configuration/function-settings";
import { environmentWith } from "../../support/environments";
import { describe, expect, test } from "@jest/globals";
import path from "node:path";
import type { Binding } from "../../../stacks/lambda/binding";
import { CodeBucket } from "../../../stacks/lambda/code-bucket";
import { NodeFunction } from "../../../stacks/lambda/node-function";
import { constructTemplate } from "../../support/construct-template";
import { dependencyGraph } from "../../support/dependency-graph";
import { statements } from "../../support/policies";

const queue: Binding = {
  environment: { QUEUE_URL: "https://sqs.example/queue" },
  statements: [{ sid: "Send", actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:::queue"] }],
};

const template = constructTemplate((scope) => {
  const target = new NodeFunction(scope, "greeter", {
    name: "acme-dev-greeter",
    description: "Greets.",
    source: path.join(__dirname, "../../../functions/post-confirmation"),
    codeBucket: new CodeBucket(scope, "code", { name: "acme-dev-code" }),
    timeout: 3,
    bindings: [queue],
    environment: { GREETING: "Hello" },
    settings: settingsOf(
      { ...environmentWith().functions, logRetentionDays: 14 },
      "post-confirmation",
    ),
  });
  target.allow("later", [
    { sid: "Later", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::b"] },
  ]);
  const arn = "arn:aws:sqs:::failed-events";
  target.settleEvents({
    maximumRetryAttempts: 1,
    maximumEventAgeInSeconds: 60,
    onFailure: {
      arn,
      forFailedEvents: () => [{ sid: "Keep", actions: ["sqs:SendMessage"], resources: [arn] }],
    },
  });
});

describe("a Node.js function", () => {
  test("has the variables of its bindings and its own", () => {
    expect(template.only("aws_lambda_function")).toMatchObject({
      timeout: 3,
      environment: { variables: { QUEUE_URL: "https://sqs.example/queue", GREETING: "Hello" } },
    });
  });

  test("gets each grant with the variable that goes with it, and later ones beside them", () => {
    const granted = (name: string) =>
      statements(template.named("aws_iam_role_policy", name)["policy"]).map(({ Sid }) => Sid);
    expect(granted("own")).toEqual(["WriteOwnLog", "SendTraces", "Send"]);
    expect(granted("later")).toEqual(["Later"]);
  });

  test("waits for its own rights, so that no first call is without them", () => {
    expect(template.only("aws_lambda_function")["depends_on"]).toEqual([
      expect.stringMatching(/^aws_iam_role_policy\.greeter_own-policy/),
    ]);
  });

  test("takes its code from the bucket, and anew when the zip is another", () => {
    expect(template.only("aws_lambda_function")).toMatchObject({
      s3_bucket: expect.stringMatching(/^\$\{aws_s3_object\.\w+\.bucket\}$/),
      s3_key: expect.stringMatching(/^\$\{aws_s3_object\.\w+\.key\}$/),
      source_code_hash: expect.stringMatching(
        /^\$\{data\.archive_file\..+\.output_base64sha256\}$/,
      ),
    });
    // With it, functions would be made one after the other.
    expect(template.only("aws_lambda_function")).not.toHaveProperty("filename");
  });

  test("tries events and gives them up as it is told, once its role may put them there", () => {
    expect(template.only("aws_lambda_function_event_invoke_config")).toMatchObject({
      maximum_retry_attempts: 1,
      maximum_event_age_in_seconds: 60,
      destination_config: { on_failure: { destination: "arn:aws:sqs:::failed-events" } },
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\.greeter_failed-events-policy/)],
    });
    const keep = template.named("aws_iam_role_policy", "failed-events")["policy"];
    expect(statements(keep).map(({ Sid }) => Sid)).toEqual(["Keep"]);
  });

  test("does not wait for what comes after it", () => {
    const [lambda] = template.resources().filter(({ type }) => type === "aws_lambda_function");
    const awaited = dependencyGraph(template).successors(lambda?.address ?? "");
    expect(awaited).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/(?:later|failed-events)-policy/)]),
    );
  });

  test("keeps its log for the days it was told", () => {
    expect(template.only("aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/lambda/acme-dev-greeter",
      retention_in_days: 14,
    });
  });
});

test("a source folder that is not there is named", () => {
  let problem: string | undefined;
  constructTemplate((scope) => {
    ({
      bundle: { problem },
    } = new NodeFunction(scope, "nobody", {
      name: "acme-dev-nobody",
      description: "",
      source: "functions/nobody",
      codeBucket: new CodeBucket(scope, "code", { name: "acme-dev-code" }),
      timeout: 3,
      bindings: [],
      environment: {},
      settings: settingsOf(
        { ...environmentWith().functions, logRetentionDays: 14 },
        "post-confirmation",
      ),
    }));
  });
  expect(problem).toMatch(/functions\/nobody/);
});
