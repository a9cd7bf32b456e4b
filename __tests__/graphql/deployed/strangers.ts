import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Answer } from "../../support/graphql/deployment";
import type { Caller, People } from "../../support/graphql/people";

/** People who want what is not theirs. */
export function strangers(on: () => People): void {
  /** An answer without the id that was asked for. */
  const like = ({ status, data, errors }: Answer, id: string) =>
    JSON.stringify({ status, data, errors }).replaceAll(id, "ID");

  describe("whether a user exists", () => {
    const documents: Readonly<Record<string, string>> = {
      user: "query ($id: ID!) { user(id: $id) { id email groups } }",
      "user under other names":
        "query ($id: ID!) { a: user(id: $id) { id } b: user(id: $id) { __typename } me { id } }",
      "user in fragments":
        "query ($id: ID!) { ...f ... on Query { c: user(id: $id) { email } } } fragment f on Query { user(id: $id) { ...g } } fragment g on User { id }",
      usersByEmail: "query ($id: ID!) { usersByEmail(email: $id) { items { id } } }",
      setGroups: 'mutation ($id: ID!) { setGroups(userId: $id, groups: ["Users"]) { id } }',
      "setGroups of groups that there are not":
        'mutation ($id: ID!) { setGroups(userId: $id, groups: ["Owners"]) { id } }',
      disableUser: "mutation ($id: ID!) { disableUser(userId: $id) { id } }",
      enableUser: "mutation ($id: ID!) { enableUser(userId: $id) { id } }",
      provisionUser: 'mutation ($id: ID!) { provisionUser(userId: $id, group: "Users") { id } }',
    };

    test.each(Object.keys(documents))("nobody learns from %s", async (name) => {
      const query = (documents[name] ?? "").replace(
        "$id: ID!",
        name === "usersByEmail" ? "$id: String!" : "$id: ID!",
      );
      for (const who of ["ada", "stranger", "guest", "nobody"] as const) {
        const present = name === "usersByEmail" ? "eve@example.com" : on().id("eve");
        const absent = randomUUID();
        const answers: string[] = [];
        const calls: (readonly string[])[] = [];
        for (const id of [present, absent]) {
          calls.push(
            await on().api.callsDuring(async () => {
              answers.push(like(await on().ask(who, query, { id }), id));
            }),
          );
        }
        expect(answers[0]).toBe(answers[1]);
        // As many calls, so that the time says nothing either.
        expect(calls[0]).toEqual(calls[1]);
      }
    });
  });

  describe("updateMe", () => {
    const update = (who: Caller, input: object) =>
      on().ask(who, "mutation ($input: UpdateMeInput!) { updateMe(input: $input) { id } }", {
        input,
      });

    test.each([
      ["id", "x"],
      ["email", "ann@example.com"],
      ["username", "ann"],
      ["suspended", false],
      ["createdAt", "2020-01-01T00:00:00Z"],
      ["_lastChangedAt", 1],
      ["__typename", "Admin"],
      ["__proto__", { displayName: "x" }],
    ])("changes no %s", async (field, value) => {
      const before = await on().rowOf(on().id("ada"));
      const input = JSON.parse(
        `{"_version":${Number(before?.["_version"])},${JSON.stringify(field)}:${JSON.stringify(value)}}`,
      ) as object;
      const { data, errors = [] } = await update("ada", input);
      expect(data?.["updateMe"] ?? null).toBeNull();
      expect(errors).toHaveLength(1);
      expect(await on().rowOf(on().id("ada"))).toEqual(before);
    });

    test("takes no text without end", async () => {
      const _version = await on().versionOf("ada");
      expect(await update("ada", { _version, displayName: "x".repeat(9000) })).toMatchObject({
        errors: [{ errorType: "BadRequest" }],
      });
    });

    test("takes a field away that is set to null", async () => {
      await update("ada", { _version: await on().versionOf("ada"), displayName: "x" });
      await update("ada", { _version: await on().versionOf("ada"), displayName: null });
      expect(Object.keys((await on().rowOf(on().id("ada"))) ?? {})).not.toContain("displayName");
    });

    test("makes no row where there is none", async () => {
      const gone = await on().api.user("gone");
      const key = { TableName: on().tableName, Key: marshall({ id: gone.id }) };
      await on().dynamodb.send(new DeleteItemCommand(key));
      const document = 'mutation { updateMe(input: { _version: 1, displayName: "x" }) { id } }';
      const answer = await on().api.ask(document, { token: gone.token });
      expect(answer.errors).toMatchObject([{ errorType: "ConflictUnhandled", data: null }]);
      expect(await on().rowOf(gone.id)).toBeUndefined();
    });
  });

  describe("users", () => {
    const users = (variables: object) =>
      on().ask(
        "max",
        "query ($filter: UserFilter, $nextToken: String) { users(filter: $filter, nextToken: $nextToken) { items { id } nextToken } }",
        variables,
      );

    test.each([
      ["an operator that there is not", { email: { attributeExists: true } }],
      ["alternatives", { or: [{ email: { ne: "" } }] }],
      ["a field that there is not", { suspended: { eq: "x" } }],
      ["a name with a placeholder", { "email OR #x": { eq: "x" } }],
      ["an object as the value", { email: { eq: { S: "x" } } }],
    ])("takes no filter with %s", async (_what, filter) => {
      expect(await users({ filter })).toMatchObject({ data: null });
    });

    test.each(["x) OR attribute_exists(#email", '" OR "1"="1', ":email_eq_0", "${util.autoId()}"])(
      "takes %s for the text that it is",
      async (text) => {
        expect(await users({ filter: { email: { eq: text } } })).toMatchObject({
          data: { users: { items: [] } },
        });
      },
    );

    test.each([[{}], [{ email: {} }], [{ email: null }], [{ email: { eq: null } }], [null]])(
      "takes the filter %j for none",
      async (filter) => {
        const { data } = await users({ filter });
        expect((data?.["users"] as { items: object[] }).items.length).toBeGreaterThan(3);
      },
    );

    test.each(["x", "e30.e30", ""])("goes on from no token that is %j", async (nextToken) => {
      expect(await users({ nextToken })).toMatchObject({ data: null, errors: [{}] });
    });

    test("goes on from no token that was changed, or that another operation gave", async () => {
      const one = "{ users(limit: 1) { nextToken } }";
      const { data } = await on().ask("max", one);
      const { nextToken } = data?.["users"] as { nextToken: string };
      const [text = "", sign = ""] = nextToken.split(".");
      const other = Buffer.from(
        Buffer.from(text, "base64url")
          .toString("utf8")
          .replace(/"S":"[^"]*"/, '"S":"x"'),
      ).toString("base64url");
      expect(await users({ nextToken: `${other}.${sign}` })).toMatchObject({ data: null });
      const elsewhere = await on().ask(
        "max",
        'query ($t: String) { usersByEmail(email: "a", nextToken: $t) { items { id } } }',
        { t: nextToken },
      );
      expect(elsewhere).toMatchObject({ data: null, errors: [{}] });
    });
  });

  describe("a way in", () => {
    test.each([
      ["a token of another pool", "eyJhbGciOiJSUzI1NiJ9.e30.x"],
      [
        "a token that nobody has signed",
        `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"x"}').toString("base64url")}.`,
      ],
      ["no token at all", "Bearer"],
      ["text", "hello"],
    ])("is not %s", async (_what, token) => {
      expect(await on().api.ask("{ me { id } }", { token })).toMatchObject({ status: 401 });
    });

    test("with all of AppSync allowed is still none to fields for users", async () => {
      const mighty = await on().roleMay("mighty", {
        Effect: "Allow",
        Action: "appsync:*",
        Resource: "*",
      });
      for (const query of [
        "{ me { id } }",
        `{ user(id: "${on().id("eve")}") { id } }`,
        "{ users { items { id } } }",
        `mutation { setGroups(userId: "${on().id("eve")}", groups: ["Admins"]) { id } }`,
        `mutation { disableUser(userId: "${on().id("eve")}") { id } }`,
        'mutation { updateMe(input: { _version: 1, displayName: "x" }) { id } }',
      ]) {
        const { errors } = await on().api.ask(query, mighty);
        expect(errors).toMatchObject([{ errorType: "Unauthorized" }]);
      }
    });
  });
}
