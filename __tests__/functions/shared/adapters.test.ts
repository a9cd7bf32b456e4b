import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { clientDefaults, type Patience } from "../../../functions/shared/aws/client-defaults";
import { DeadlineExceededError } from "../../../functions/shared/aws/deadline";
import { CognitoAccounts } from "../../../functions/shared/directory/cognito-accounts";
import { CognitoDirectory } from "../../../functions/shared/directory/cognito-directory";
import { DynamoDbUserReader } from "../../../functions/shared/users/dynamodb-user-reader";
import { DynamoDbUsers } from "../../../functions/shared/users/dynamodb-users";
import { newUserRow } from "../../../functions/shared/users/user-row";
import {
  conditionFails,
  fails,
  neverAnswers,
  neverEndsTheBody,
  neverEndsTheHeaders,
  resetsTheConnection,
  returns,
  stallsInTheBody,
  startFakeAws,
  succeeds,
  throttles,
  type FakeAws,
} from "../../support/fake-aws";

/** So long that a busy machine never takes an answer for a stall. */
const PATIENT = { connect: 10_000, answer: 10_000, attempts: 3 };
/** Shorter than in production, so that a stall costs a test little. */
const IMPATIENT = { connect: 10_000, answer: 300, attempts: 3 };
const DEADLINE = 20_000;

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const user = { region: "eu-west-1", userPoolId: "eu-west-1_Abc", username: "ada" };
const row = newUserRow(
  { sub: "1b9d", username: "ada", attributes: { email: "ada@example.org", "custom:plan": "pro" } },
  ["custom:plan"],
  new Date("2025-06-01T12:00:00.000Z"),
);

let aws: FakeAws;
let patience: Patience;
beforeEach(async () => {
  patience = PATIENT;
  aws = await startFakeAws();
  // The SDK waits a random share of up to 2 s before it retries.
  jest.spyOn(Math, "random").mockReturnValue(0.001);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await aws.close();
});

function config() {
  return { ...clientDefaults(patience), endpoint: aws.endpoint, credentials };
}

function dynamoDb() {
  return new DynamoDBClient({ ...config(), region: "eu-west-1" });
}

function addRow(signal = AbortSignal.timeout(DEADLINE)) {
  return new DynamoDbUsers(dynamoDb(), "users").add(row, signal);
}

const adapters = [
  { operation: "PutItem", call: addRow },
  {
    operation: "AdminAddUserToGroup",
    call: (signal: AbortSignal) => new CognitoDirectory(config()).addToGroup(user, "Users", signal),
  },
  {
    operation: "UpdateItem",
    call: (signal: AbortSignal) =>
      new DynamoDbUsers(dynamoDb(), "users").noteSignIn("1b9d", new Date(0), signal),
  },
  {
    operation: "GetItem",
    call: (signal: AbortSignal) =>
      new DynamoDbUserReader(dynamoDb(), "users").read("1b9d", ["suspended"], signal),
  },
  {
    operation: "ListUsers",
    call: (signal: AbortSignal) =>
      new CognitoAccounts(config()).withEmail(user, "ada@example.org", signal),
  },
];

test("a row is put once, as DynamoDB stores it, and only where there is none", async () => {
  await addRow();

  expect(aws.requests.map(({ operation, body }) => ({ operation, body }))).toEqual([
    {
      operation: "PutItem",
      body: {
        TableName: "users",
        ConditionExpression: "attribute_not_exists(id)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        Item: {
          id: { S: "1b9d" },
          __typename: { S: "User" },
          _version: { N: "1" },
          _lastChangedAt: { N: "1748779200000" },
          createdAt: { S: "2025-06-01T12:00:00.000Z" },
          updatedAt: { S: "2025-06-01T12:00:00.000Z" },
          email: { S: "ada@example.org" },
          emailVerified: { BOOL: false },
          username: { S: "ada" },
          plan: { S: "pro" },
        },
      },
    },
  ]);
});

test("a row that is there is left alone, and that is no failure", async () => {
  aws.answer("PutItem", conditionFails({ id: { S: "1b9d" }, pendingGroup: { S: "Users" } }));

  expect(await addRow()).toEqual({
    pendingGroup: "Users",
    fields: { id: "1b9d", pendingGroup: "Users" },
  });

  expect(aws.requests).toHaveLength(1);
});

test("whoever has a provider's quotes and backslashes in an address is still looked up alone", async () => {
  const accounts = new CognitoAccounts(config());

  await accounts.withEmail(user, 'a" or b\\@example.org', AbortSignal.timeout(DEADLINE));

  expect(aws.requests[0]?.body).toMatchObject({
    Filter: 'email = "a\\" or b\\\\@example.org"',
  });
});

test("accounts on later pages count too", async () => {
  const page = (username: string) => ({
    Users: [
      {
        Username: username,
        UserStatus: "CONFIRMED",
        Enabled: true,
        Attributes: [
          { Name: "email", Value: "ada@example.org" },
          { Name: "email_verified", Value: "true" },
        ],
      },
    ],
  });
  aws.answer("ListUsers", returns({ ...page("a"), PaginationToken: "next" }), returns(page("b")));

  const found = await new CognitoAccounts(config()).withEmail(
    user,
    "ada@example.org",
    AbortSignal.timeout(DEADLINE),
  );

  expect(found.map(({ username }) => username)).toEqual(["a", "b"]);
  expect(aws.requests[1]?.body).toMatchObject({ PaginationToken: "next" });
});

test("linking an account that is linked already is no failure, and any other refusal is one", async () => {
  const accounts = new CognitoAccounts(config());
  const link = () =>
    accounts.link(
      user,
      { provider: "Cognito", id: "ada" },
      { provider: "Google", id: "1" },
      AbortSignal.timeout(DEADLINE),
    );
  const message = "SourceUser is already linked to DestinationUser";
  aws.answer(
    "AdminLinkProviderForUser",
    fails(400, "InvalidParameterException", message),
    fails(400, "InvalidParameterException", "Invalid SourceUser: Provider Goggle not found"),
  );

  await link();

  await expect(link()).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("a row whose first put was written but never answered counts as written", async () => {
  patience = IMPATIENT;
  aws.answer("PutItem", neverAnswers, conditionFails({ id: { S: "1b9d" } }));

  await addRow();

  expect(aws.requests.length).toBeGreaterThan(1);
});

test("a user joins a group with one call, in the Region of the event's pool", async () => {
  const directory = new CognitoDirectory(config());
  const elsewhere = { ...user, region: "us-east-2", userPoolId: "us-east-2_Abc" };

  await directory.addToGroup(user, "Users", AbortSignal.timeout(DEADLINE));
  await directory.addToGroup(elsewhere, "Users", AbortSignal.timeout(DEADLINE));

  expect(aws.requests.map(({ body }) => body)).toEqual([
    { UserPoolId: "eu-west-1_Abc", Username: "ada", GroupName: "Users" },
    { UserPoolId: "us-east-2_Abc", Username: "ada", GroupName: "Users" },
  ]);
  expect(aws.requests.map(({ headers }) => headers["authorization"])).toEqual([
    expect.stringContaining("/eu-west-1/cognito-idp/"),
    expect.stringContaining("/us-east-2/cognito-idp/"),
  ]);
});

test("later users of a pool join over the connection that the first one opened", async () => {
  const directory = new CognitoDirectory(config());

  for (const username of ["ada", "grace", "joan"]) {
    await directory.addToGroup({ ...user, username }, "Users", AbortSignal.timeout(DEADLINE));
  }

  expect(new Set(aws.requests.map(({ connection }) => connection)).size).toBe(1);
});

describe.each(adapters)("$operation", ({ operation, call }) => {
  test.each([
    ["is throttled", throttles],
    ["meets an internal error", fails(500, "InternalServerError")],
    ["loses its connection", resetsTheConnection],
  ])("that %s is sent again once, and succeeds", async (_, trouble) => {
    aws.answer(operation, trouble, succeeds);

    await call(AbortSignal.timeout(DEADLINE));

    expect(aws.requests).toHaveLength(2);
  });

  test.each([
    ["is never answered", neverAnswers],
    ["is answered by headers without an end", neverEndsTheHeaders],
    ["is answered by half a body", stallsInTheBody],
  ])("that %s is sent again, and succeeds", async (_, trouble) => {
    patience = IMPATIENT;
    aws.answer(operation, trouble, succeeds);

    await call(AbortSignal.timeout(DEADLINE));

    // A busy machine can be late with the second answer as well, which is one more attempt.
    expect(aws.requests.length).toBeGreaterThan(1);
  });

  test("that is refused is not sent again", async () => {
    aws.answer(operation, fails(400, "AccessDeniedException"));

    await expect(call(AbortSignal.timeout(DEADLINE))).rejects.toMatchObject({
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 400, requestId: "req-AccessDeniedException", attempts: 1 },
    });
    expect(aws.requests).toHaveLength(1);
  });

  test("gives up after three attempts", async () => {
    aws.answer(operation, throttles);

    await expect(call(AbortSignal.timeout(DEADLINE))).rejects.toMatchObject({
      name: "ThrottlingException",
      $metadata: { attempts: 3 },
    });
    expect(aws.requests).toHaveLength(3);
  });

  test.each([
    ["is never answered", neverAnswers],
    ["is answered by half a body", stallsInTheBody],
    ["is answered by a body without an end", neverEndsTheBody],
  ])("that %s ends with the deadline", async (_, trouble) => {
    aws.answer(operation, trouble);
    const deadline = AbortSignal.timeout(100);

    await expect(call(deadline)).rejects.toBeInstanceOf(DeadlineExceededError);

    expect(aws.requests.length).toBeLessThan(2);
  });

  test("that waits to be sent again ends with the deadline, and says what it had met", async () => {
    jest.mocked(Math.random).mockReturnValue(0.9);
    const deadline = new AbortController();
    aws.answer(operation, (response) => {
      throttles(response);
      // The client has the answer by then, and waits 900 ms before it sends the request again.
      setTimeout(() => {
        deadline.abort();
      }, 300);
    });

    await expect(call(deadline.signal)).rejects.toMatchObject({
      name: "DeadlineExceededError",
      attempts: 1,
      cause: { name: "ThrottlingException" },
    });
  });
});
