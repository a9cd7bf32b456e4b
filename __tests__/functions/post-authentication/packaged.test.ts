import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { bundleFunction } from "../../../stacks/lambda/bundle";
import { SUB, triggerEvent } from "../../support/events/trigger-event";
import {
  conditionFails,
  neverAnswers,
  returns,
  startFakeAws,
  type FakeAws,
} from "../../support/fake-aws";
import { packagedFunctions } from "../../support/packaged-function";

const folder = "functions/post-authentication";
const event = triggerEvent("PostAuthentication_Authentication");
const packaged = packagedFunctions();

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

const invoke = (timeout = 5000) =>
  packaged(folder, {
    AWS_ENDPOINT_URL: aws.endpoint,
    USER_TABLE_NAME: "users",
    DEFAULT_GROUP: "Users",
  })(event, timeout);
const operations = () => aws.requests.map(({ operation }) => operation);

/** The user's row, as DynamoDB sends it. */
const Attributes = {
  id: { S: SUB },
  username: { S: SUB },
  email: { S: "ada.lovelace@analytical.example" },
  emailVerified: { BOOL: true },
  _version: { N: "3" },
};

test("a healthy user costs one call", async () => {
  aws.answer("UpdateItem", returns({ Attributes }));

  expect((await invoke()).answer).toEqual(event);

  expect(aws.requests).toMatchObject([
    {
      operation: "UpdateItem",
      body: {
        TableName: "users",
        Key: { id: { S: SUB } },
        ConditionExpression: "attribute_exists(id) AND attribute_not_exists(pendingGroup)",
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
  ]);
});

test("a user who has another address since costs one call more, on the condition of what was read", async () => {
  aws.answer(
    "UpdateItem",
    returns({ Attributes: { ...Attributes, email: { S: "old@x.example" } } }),
  );

  expect((await invoke()).answer).toEqual(event);

  expect(operations()).toEqual(["UpdateItem", "UpdateItem"]);
  expect(aws.requests[1]?.body).toMatchObject({
    UpdateExpression:
      "SET updatedAt = :now, #changed = :time, #f0 = if_not_exists(#f0, :none) + :one, #f1 = :to1",
    ConditionExpression: "attribute_exists(id) AND #f0 = :from0 AND #f1 = :from1",
    ExpressionAttributeNames: { "#f0": "_version", "#f1": "email" },
    ExpressionAttributeValues: {
      ":from0": { N: "3" },
      ":from1": { S: "old@x.example" },
      ":to1": { S: "ada.lovelace@analytical.example" },
    },
  });
});

test("a user without a row gets row and group", async () => {
  aws.answer("UpdateItem", conditionFails());

  expect((await invoke()).answer).toEqual(event);

  expect(operations().sort()).toEqual(["AdminAddUserToGroup", "PutItem", "UpdateItem"]);
});

test("a user whom the row owes a group gets the group, then the row is settled", async () => {
  aws.answer("UpdateItem", conditionFails({ ...Attributes, pendingGroup: { S: "Users" } }));

  await invoke();

  expect(operations()).toEqual(["UpdateItem", "AdminAddUserToGroup", "UpdateItem"]);
});

test("a table that never answers keeps nobody out, and is logged without personal data", async () => {
  aws.answer("UpdateItem", neverAnswers);

  const { answer, log } = await invoke(1000);

  expect(answer).toEqual(event);
  expect(log).toContain("DeadlineExceededError");
  expect(log).not.toContain("lovelace");
});

test("weighs no more than 260 KB", () => {
  expect(bundleFunction(folder).code.byteLength).toBeLessThan(260 * 1024);
});
