import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { REFUSED, SIGN_IN_NOT_POSSIBLE } from "../../../functions/pre-authentication/handler";
import { bundleFunction } from "../../../stacks/lambda/bundle";
import { SUB, triggerEvent } from "../../support/events/trigger-event";
import { neverAnswers, returns, startFakeAws, type FakeAws } from "../../support/fake-aws";
import { packagedFunctions } from "../../support/packaged-function";

const folder = "functions/pre-authentication";
const event = triggerEvent("PreAuthentication_Authentication");
const packaged = packagedFunctions();

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

const invoke = (timeout = 5000) =>
  packaged(folder, { AWS_ENDPOINT_URL: aws.endpoint, USER_TABLE_NAME: "users" })(event, timeout);

test("a sign-in costs one read, of the latest state and of no more than is needed", async () => {
  expect((await invoke()).answer).toEqual(event);

  expect(aws.requests.map(({ operation, body }) => ({ operation, body }))).toEqual([
    {
      operation: "GetItem",
      body: {
        TableName: "users",
        Key: { id: { S: SUB } },
        ConsistentRead: true,
        ProjectionExpression: "#f0, #f1",
        ExpressionAttributeNames: { "#f0": "id", "#f1": "suspended" },
      },
    },
  ]);
});

test("a suspended user is refused", async () => {
  aws.answer("GetItem", returns({ Item: { id: { S: SUB }, suspended: { BOOL: true } } }));

  expect((await invoke()).error?.errorMessage).toBe(REFUSED);
});

test("a table that never answers lets nobody in, in time for Cognito to hear of it", async () => {
  aws.answer("GetItem", neverAnswers);

  const { error, log } = await invoke(1000);

  expect(error?.errorMessage).toBe(SIGN_IN_NOT_POSSIBLE);
  expect(log).not.toContain("lovelace");
});

test("weighs no more than 260 KB", () => {
  expect(bundleFunction(folder).code.byteLength).toBeLessThan(260 * 1024);
});
