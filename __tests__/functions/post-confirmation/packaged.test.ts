import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { SIGN_UP_NOT_COMPLETED } from "../../../functions/post-confirmation/handler";
import { bundleFunction } from "../../../stacks/lambda/bundle";
import { SUB, triggerEvent } from "../../support/events/trigger-event";
import {
  conditionFails,
  fails,
  neverAnswers,
  startFakeAws,
  succeeds,
  throttles,
  type Answer,
  type FakeAws,
} from "../../support/fake-aws";
import { packagedFunctions } from "../../support/packaged-function";

const signUp = "PostConfirmation_ConfirmSignUp";

const folder = "functions/post-confirmation";
const packaged = packagedFunctions();

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

const variables = () => ({
  AWS_ENDPOINT_URL: aws.endpoint,
  USER_TABLE_NAME: "users",
  DEFAULT_GROUP: "Users",
  GROUP_ATTRIBUTE: "custom:group",
  ALLOWED_GROUPS: '["Managers"]',
  ROW_ATTRIBUTES: '["custom:plan"]',
});

const invoke = (event: unknown = triggerEvent(signUp), timeout = 5000, difference = {}) =>
  packaged(folder, { ...variables(), ...difference })(event, timeout);

test("makes exactly two calls, signed with the function's own credentials", async () => {
  const event = triggerEvent(signUp, {
    request: { userAttributes: { "custom:plan": "pro", "custom:group": "Managers" } },
  });

  expect((await invoke(event)).answer).toEqual(event);

  const calls = aws.requests.toSorted((a, b) => a.operation.localeCompare(b.operation));
  expect(calls.map(({ operation, body }) => ({ operation, body }))).toEqual([
    {
      operation: "AdminAddUserToGroup",
      body: { UserPoolId: "eu-west-1_Abc123XyZ", Username: SUB, GroupName: "Managers" },
    },
    {
      operation: "PutItem",
      body: expect.objectContaining({
        TableName: "users",
        Item: expect.objectContaining({ id: { S: SUB }, plan: { S: "pro" } }),
      }),
    },
  ]);
  for (const { headers } of calls) {
    expect(headers["authorization"]).toContain("Credential=AKIDEXAMPLE/");
    expect(headers["x-amz-security-token"]).toBe("session-token");
  }
});

test("makes both calls at once: neither is answered before the other has come", async () => {
  const waiting: (() => void)[] = [];
  const meets: Answer = (response) => {
    waiting.push(() => {
      succeeds(response);
    });
    if (waiting.length === 2) for (const answer of waiting) answer();
  };
  aws.answer("AdminAddUserToGroup", meets);
  aws.answer("PutItem", meets);

  expect((await invoke()).answer).toEqual(triggerEvent(signUp));

  expect(aws.requests).toHaveLength(2);
});

test("notes on the row that the group is owed, while there is time", async () => {
  aws.answer("AdminAddUserToGroup", neverAnswers);
  aws.answer("UpdateItem", (response) => setTimeout(succeeds, 200, response));

  const { error, log } = await invoke(undefined, 2500);

  expect(error).toMatchObject({ errorMessage: SIGN_UP_NOT_COMPLETED });
  expect(log).toContain('"part":"group"');
  expect(log).not.toContain('"part":"debt"');
  expect(aws.requests.find(({ operation }) => operation === "UpdateItem")?.body).toMatchObject({
    Key: { id: { S: SUB } },
    ConditionExpression: "attribute_exists(id)",
    ExpressionAttributeValues: { ":group": { S: "Users" } },
  });
});

test("takes the note away when it gives the group that was owed", async () => {
  aws.answer("PutItem", conditionFails({ id: { S: SUB }, pendingGroup: { S: "Users" } }));

  expect((await invoke()).answer).toEqual(triggerEvent(signUp));

  expect(aws.requests.at(-1)).toMatchObject({
    operation: "UpdateItem",
    body: { ConditionExpression: "pendingGroup = :group" },
  });
});

test("calls nothing after a password reset", async () => {
  const event = triggerEvent("PostConfirmation_ConfirmForgotPassword");

  expect((await invoke(event)).answer).toEqual(event);

  expect(aws.requests).toEqual([]);
});

test("gets through a throttle and a row that is there", async () => {
  aws.answer("AdminAddUserToGroup", throttles, succeeds);
  aws.answer("PutItem", conditionFails({ id: { S: SUB } }));

  expect((await invoke()).answer).toEqual(triggerEvent(signUp));

  expect(aws.requests).toHaveLength(3);
});

test("ends before Lambda would kill it when AWS never answers, and logs all that failed", async () => {
  aws.answer("AdminAddUserToGroup", neverAnswers);
  aws.answer("PutItem", neverAnswers);
  aws.answer("UpdateItem", neverAnswers);

  const { error, log } = await invoke(undefined, 1000);

  expect(error).toMatchObject({ errorMessage: SIGN_UP_NOT_COMPLETED });
  expect(log.match(/DeadlineExceededError/g)).toHaveLength(3);
  expect(log).not.toContain("lovelace");
});

test("logs an AWS error in full but for what it quotes of the user", async () => {
  aws.answer("PutItem", fails(400, "ValidationException", "Bad ada.lovelace@analytical.example"));

  const { error, log } = await invoke();

  expect(error).toMatchObject({ errorMessage: SIGN_UP_NOT_COMPLETED });
  expect(log).toContain("ValidationException");
  expect(log).toContain("req-ValidationException");
  expect(log).toMatch(/"httpStatus":400/);
  expect(log).not.toContain("lovelace");
});

test("without credentials in the environment says which are missing", async () => {
  const { log } = await invoke(undefined, 5000, { AWS_ACCESS_KEY_ID: "" });

  expect(log).toContain("AWS_ACCESS_KEY_ID");
  expect(aws.requests).toEqual([]);
});

test("does not load with a variable missing, and names it", async () => {
  const { error } = await invoke(undefined, 5000, { USER_TABLE_NAME: "" });

  expect(error?.errorMessage).toBe("Environment variable USER_TABLE_NAME is missing or empty");
});

test("weighs no more than 260 KB", () => {
  expect(bundleFunction(folder).code.byteLength).toBeLessThan(260 * 1024);
});
