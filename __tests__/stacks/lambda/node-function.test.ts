import { describe, expect, test } from "@jest/globals";
import path from "node:path";
import type { Binding } from "../../../stacks/lambda/binding";
import { NodeFunction } from "../../../stacks/lambda/node-function";
import { constructTemplate } from "../../support/construct-template";
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
    timeout: 3,
    bindings: [queue],
    environment: { GREETING: "Hello" },
    logRetention: 14,
  });
  target.allow("later", [
    { sid: "Later", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::b"] },
  ]);
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

  test("keeps its log for the days it was told", () => {
    expect(template.only("aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/lambda/acme-dev-greeter",
      retention_in_days: 14,
    });
  });
});

test("a source folder that is not there is named", () => {
  expect(() =>
    constructTemplate((scope) => {
      new NodeFunction(scope, "nobody", {
        name: "acme-dev-nobody",
        description: "",
        source: "functions/nobody",
        timeout: 3,
        bindings: [],
        environment: {},
        logRetention: 14,
      });
    }),
  ).toThrow(/functions\/nobody/);
});
