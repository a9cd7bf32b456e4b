import { describe, expect, test } from "@jest/globals";
import { runResolverFile, type Call } from "../support/graphql/resolver";

const request = async (file: string, call?: Call) => {
  const outcome = await runResolverFile(file, "request", call);
  return "value" in outcome ? { ...outcome, value: outcome.value as never } : outcome;
};
const response = (file: string, call?: Call) => runResolverFile(file, "response", call);

const cognito = (result: object, status = 200) => ({
  result: { statusCode: status, body: JSON.stringify(result) },
});

describe("who sees whom", () => {
  test("`me` reads the row of the caller's own sub", async () => {
    expect(await request("resolvers/Query.me")).toMatchObject({
      kind: "returned",
      value: { operation: "GetItem", key: { id: { S: "ada" } } },
    });
  });

  test.each([
    ["the user", "ada", []],
    ["an administrator", "max", ["Admins"]],
    ["a reader", "max", ["Managers"]],
  ])("`user` reads the row for %s", async (_who, id, groups) => {
    expect(await request("resolvers/Query.user", { args: { id }, groups })).toMatchObject({
      kind: "returned",
      value: { key: { id: { S: id } } },
    });
  });

  test("`user` answers somebody else as if there were nobody, and asks no table", async () => {
    const call = { args: { id: "max" }, groups: ["Users"] };
    expect(await request("resolvers/Query.user", call)).toMatchObject({
      kind: "early-return",
      value: null,
    });
  });

  test.each([
    ["the user", { args: { id: "ada" } }, "returned"],
    ["an administrator", { args: { id: "max" }, groups: ["Admins"] }, "returned"],
    ["a reader", { args: { id: "max" }, groups: ["Managers"] }, "unauthorized"],
    ["another user", { args: { id: "max" } }, "unauthorized"],
  ])("`onUserChanged` for %s", async (_who, call, kind) => {
    expect(await request("resolvers/Subscription.onUserChanged", call)).toMatchObject({ kind });
  });
});

describe("pages", () => {
  test("have 50 rows unless asked otherwise, and take a filter", async () => {
    const filter = { email: { beginsWith: "a" } };
    expect(await request("resolvers/Query.users", { args: { filter } })).toMatchObject({
      value: {
        operation: "Scan",
        limit: 50,
        filter: {
          expression: "begins_with(#email, :email_beginsWith_0)",
          expressionNames: { "#email": "email" },
          expressionValues: { ":email_beginsWith_0": { S: "a" } },
        },
      },
    });
  });

  test.each([0, -1, 101])("refuse a limit of %i", async (limit) => {
    expect(await request("resolvers/Query.users", { args: { limit } })).toMatchObject({
      kind: "error",
      error: { errorType: "BadRequest" },
    });
  });

  test("`usersByEmail` asks the index", async () => {
    const call = { args: { email: "a@example.com" } };
    expect(await request("resolvers/Query.usersByEmail", call)).toMatchObject({
      value: {
        operation: "Query",
        index: "by-email",
        query: { expression: "#email = :email_eq_0" },
      },
    });
  });
});

describe("updateMe", () => {
  const update = (input: object) => request("resolvers/Mutation.updateMe", { args: { input } });

  test("changes the caller's own row, on condition of the version that was seen", async () => {
    const outcome = await update({ _version: 3, displayName: "Ada" });
    expect(outcome).toMatchObject({
      value: {
        operation: "UpdateItem",
        key: { id: { S: "ada" } },
        condition: { expressionValues: { ":_version_eq_0": { N: "3" } } },
      },
    });
  });

  test.each(["email", "suspended", "id", "username"])("changes no %s", async (field) => {
    expect(await update({ _version: 1, [field]: "x" })).toMatchObject({
      kind: "error",
      error: { errorType: "BadRequest", message: expect.stringContaining(field) as unknown },
    });
  });

  test("tells of a conflict under the name that Amplify knows, with the row as it is", async () => {
    const row = { id: "ada", _version: 4 };
    const error = { message: "no", type: "DynamoDB:ConditionalCheckFailedException" };
    expect(await response("resolvers/Mutation.updateMe", { result: row, error })).toMatchObject({
      kind: "error",
      error: { errorType: "ConflictUnhandled", data: row },
    });
  });
});

describe("setGroups", () => {
  test("refuses a group that the environment does not have", async () => {
    const args = { userId: "max", groups: ["Admins", "Owners"] };
    expect(await request("resolvers/Mutation.setGroups", { args })).toMatchObject({
      kind: "error",
      error: { message: "There is no group Owners" },
    });
  });

  test("makes the changes that are missing, first in, then out", async () => {
    const call = {
      args: { userId: "max", groups: ["Managers", "Managers"] },
      stash: { username: "max" },
      ...cognito({ Groups: [{ GroupName: "Users" }] }),
    };
    expect((await response("functions/list-groups", call)).stash["changes"]).toEqual([
      { operation: "AdminAddUserToGroup", group: "Managers" },
      { operation: "AdminRemoveUserFromGroup", group: "Users" },
    ]);
  });

  test("leaves the rest of the changes to the next step, and does nothing without one", async () => {
    const first = { operation: "AdminAddUserToGroup", group: "Managers" };
    const second = { operation: "AdminRemoveUserFromGroup", group: "Users" };
    const stash = { username: "max", changes: [first, second] };
    const outcome = await request("functions/change-group", { stash });
    expect(outcome.stash["changes"]).toEqual([second]);
    expect(outcome).toMatchObject({
      value: { params: { body: { Username: "max", GroupName: "Managers" } } },
    });
    expect(
      await request("functions/change-group", { stash: { username: "max", changes: [] } }),
    ).toMatchObject({ kind: "early-return" });
  });
});

describe("provisionUser", () => {
  test("adds the user to the group in the pool of the environment", async () => {
    const args = { userId: "sub-1", group: "Users" };
    expect(await request("functions/add-to-group", { args })).toMatchObject({
      value: {
        params: {
          headers: { "x-amz-target": "AWSCognitoIdentityProviderService.AdminAddUserToGroup" },
          body: { UserPoolId: "eu-west-1_Example", Username: "sub-1", GroupName: "Users" },
        },
      },
    });
  });

  test("ends with Cognito's own error when it refuses, so that no row is written", async () => {
    const call = cognito({ __type: "TooManyRequestsException", message: "Slow down" }, 400);
    expect(await response("functions/add-to-group", call)).toMatchObject({
      kind: "error",
      error: { message: "Slow down", errorType: "Cognito:TooManyRequestsException" },
    });
  });

  test("writes nothing over a row that is there", async () => {
    const outcome = await request("functions/write-row", { args: { userId: "sub-1" } });
    const { expression } = (outcome as { value: { update: { expression: string } } }).value.update;
    for (const part of expression.replace("SET ", "").split(", #")) {
      expect(part).toContain("if_not_exists(");
    }
  });
});
