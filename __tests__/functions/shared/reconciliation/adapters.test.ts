import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { CognitoUserPool } from "../../../../functions/shared/reconciliation/cognito-user-pool";
import { DynamoDbUserTable } from "../../../../functions/shared/reconciliation/dynamodb-user-table";
import { fails, returns, startFakeAws, type FakeAws } from "../../../support/fake-aws";

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

const config = () => ({
  endpoint: aws.endpoint,
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});
const table = () =>
  new DynamoDbUserTable(new DynamoDBClient(config()), "users", ["custom:plan"], 1);
const pool = () =>
  new CognitoUserPool(new CognitoIdentityProviderClient(config()), "eu-west-1", "eu-west-1_Abc");

const keys = (...ids: readonly string[]) => ids.map((id) => ({ id: { S: id } }));
const bodies = () => aws.requests.map(({ body }) => body);

describe("rows of many users", () => {
  test("are read in one request, as they are now, and without the user's data", async () => {
    aws.answer("BatchGetItem", returns({ Responses: { users: [{ id: { S: "a" } }] } }));

    const rows = await table().findRows(["a", "b"]);

    expect([...rows]).toEqual([["a", { id: "a", fields: { id: "a" } }]]);
    expect(bodies()).toEqual([
      {
        RequestItems: {
          users: {
            ConsistentRead: true,
            Keys: keys("a", "b"),
            ProjectionExpression: "#f0, #f1, #f2, #f3, #f4, #f5, #f6, #f7",
            ExpressionAttributeNames: {
              "#f0": "id",
              "#f1": "username",
              "#f2": "missingSince",
              "#f3": "pendingGroup",
              "#f4": "_version",
              "#f5": "plan",
              "#f6": "email",
              "#f7": "emailVerified",
            },
          },
        },
      },
    ]);
  });

  test("that DynamoDB leaves out of its answer are asked for again", async () => {
    aws.answer(
      "BatchGetItem",
      returns({
        Responses: { users: keys("a") },
        UnprocessedKeys: { users: { Keys: keys("b", "c") } },
      }),
      returns({ Responses: { users: keys("c") }, UnprocessedKeys: { users: { Keys: keys("b") } } }),
      returns({ Responses: { users: keys("b") } }),
    );

    const rows = await table().findRows(["a", "b", "c"]);

    expect([...rows.keys()].sort()).toEqual(["a", "b", "c"]);
    expect(bodies()).toMatchObject([
      { RequestItems: { users: { Keys: keys("a", "b", "c") } } },
      { RequestItems: { users: { Keys: keys("b", "c"), ConsistentRead: true } } },
      { RequestItems: { users: { Keys: keys("b"), ConsistentRead: true } } },
    ]);
  });

  test("that DynamoDB never gives are an error, not missing rows", async () => {
    aws.answer(
      "BatchGetItem",
      returns({ Responses: {}, UnprocessedKeys: { users: { Keys: keys("a") } } }),
    );

    await expect(table().findRows(["a"])).rejects.toThrow("unprocessed");
  });

  test("of nobody cost no request", async () => {
    expect((await table().findRows([])).size).toBe(0);
    expect(aws.requests).toEqual([]);
  });
});

test("a group is settled only where that group is owed, and never makes a row", async () => {
  aws.answer("UpdateItem", fails(400, "ConditionalCheckFailedException"));

  const debt = { id: "a", group: "Users", now: new Date("2026-03-01T12:00:00Z") };
  await table().settleGroup(debt, AbortSignal.timeout(10_000));

  expect(bodies()).toMatchObject([
    {
      Key: { id: { S: "a" } },
      ConditionExpression: "pendingGroup = :group",
      ExpressionAttributeValues: { ":group": { S: "Users" } },
    },
  ]);
});

test("the table is read page by page", async () => {
  aws.answer(
    "Scan",
    returns({ Items: keys("a"), LastEvaluatedKey: { id: { S: "a" } } }),
    returns({}),
  );

  expect(await table().listRows()).toEqual({
    items: [{ id: "a", fields: { id: "a" } }],
    next: "a",
  });
  expect(await table().listRows("a")).toEqual({ items: [] });
  expect(bodies()[1]).toMatchObject({ ExclusiveStartKey: { id: { S: "a" } } });
});

test("users come 60 a page, with what Cognito calls the next", async () => {
  const user = {
    Username: "ada",
    Attributes: [{ Name: "sub", Value: "1b9d" }],
    UserStatus: "CONFIRMED",
    UserCreateDate: 1_700_000_000,
    UserLastModifiedDate: 1_700_000_600,
  };
  aws.answer(
    "ListUsers",
    returns({ Users: [user], PaginationToken: "more" }),
    returns({ Users: [] }),
  );

  expect(await pool().listUsers()).toEqual({
    items: [
      {
        sub: "1b9d",
        username: "ada",
        status: "CONFIRMED",
        changedAt: new Date(1_700_000_600_000),
        attributes: { sub: "1b9d" },
      },
    ],
    next: "more",
  });
  expect(await pool().listUsers("more")).toEqual({ items: [] });
  expect(bodies()).toEqual([
    { UserPoolId: "eu-west-1_Abc", Limit: 60 },
    { UserPoolId: "eu-west-1_Abc", Limit: 60, PaginationToken: "more" },
  ]);
});

test("a user who is not there is an answer; any other failure is a failure", async () => {
  aws.answer("AdminGetUser", fails(400, "UserNotFoundException"), fails(400, "Throttled"));
  aws.answer("AdminListGroupsForUser", fails(400, "UserNotFoundException"));

  expect(await pool().subOf("ada")).toBeUndefined();
  expect(await pool().isInAnyGroup("ada")).toBeUndefined();
  await expect(pool().subOf("ada")).rejects.toMatchObject({ name: "Throttled" });
});
