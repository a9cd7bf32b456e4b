import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, test } from "@jest/globals";
import type { People } from "../../support/graphql/people";

/** What the operations do to the pool and to the table. */
export function operations(on: () => People): void {
  describe("what the operations do", () => {
    const updateMe =
      "mutation ($input: UpdateMeInput!) { updateMe(input: $input) { displayName _version } }";

    test("a user's own field, in any script, on condition of the version", async () => {
      const before = await on().versionOf("ada");
      const input = { _version: before, displayName: "Ada 🎉 ад ü \u202e\u0000 e\u0301" };
      expect((await on().ask("ada", updateMe, { input })).data).toEqual({
        updateMe: { displayName: input.displayName, _version: before + 1 },
      });
      const { errors } = await on().ask("ada", updateMe, { input });
      expect(errors).toMatchObject([
        { errorType: "ConflictUnhandled", data: { _version: before + 1 } },
      ]);
      // No more of the row than was asked for.
      expect(Object.keys(errors?.[0]?.data as object).sort()).toEqual(["_version", "displayName"]);
    });

    test("of two changes of one version at once, one is made and the other is told so", async () => {
      const _version = await on().versionOf("ada");
      const answers = await Promise.all(
        ["one", "other"].map((displayName) =>
          on().ask("ada", updateMe, { input: { _version, displayName } }),
        ),
      );
      const [made] = answers.flatMap(({ data }) => data?.["updateMe"] ?? []);
      expect(answers.flatMap(({ errors = [] }) => errors)).toMatchObject([
        { errorType: "ConflictUnhandled", data: made },
      ]);
      expect(await on().versionOf("ada")).toBe(_version + 1);
    });

    test("groups are as they were wished, and the row says that something has changed", async () => {
      const before = await on().versionOf("eve");
      const query = `mutation { setGroups(userId: "${on().id("eve")}", groups: ["Managers"]) { groups _version } }`;
      expect((await on().ask("ann", query)).data).toEqual({
        setGroups: { groups: ["Managers"], _version: before + 1 },
      });
    });

    test("a disabled user cannot sign in, an enabled one can", async () => {
      const { cognito } = on().api;
      const { user_pool_id: UserPoolId } = await on().api.outputs();
      const Username = on().id("eve");
      const enabled = async () =>
        (await cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))).Enabled;
      await on().ask("ann", `mutation { disableUser(userId: "${Username}") { id } }`);
      expect(await enabled()).toBe(false);
      await on().ask("ann", `mutation { enableUser(userId: "${Username}") { id } }`);
      expect(await enabled()).toBe(true);
    });

    test("the backend provisions a user once, however often and at once", async () => {
      const { user_pool_id: UserPoolId } = await on().api.outputs();
      const user = await on().api.user("new");
      const query = `mutation { provisionUser(userId: "${user.id}", group: "Managers") { id _version } }`;
      const answers = await Promise.all([1, 2, 3].map(() => on().ask("backend", query)));
      for (const { data } of answers) {
        expect(data).toEqual({ provisionUser: { id: user.id, _version: 1 } });
      }
      const { Groups = [] } = await on().api.cognito.send(
        new AdminListGroupsForUserCommand({ UserPoolId, Username: user.id }),
      );
      expect(Groups.map(({ GroupName }) => GroupName).sort()).toEqual(["Managers", "Users"]);
    });

    test("where Cognito refuses the group, no row is written", async () => {
      const query = 'mutation { provisionUser(userId: "nobody", group: "Users") { id } }';
      expect(await on().ask("backend", query)).toMatchObject({
        data: { provisionUser: null },
        errors: [{ errorType: "Cognito:UserNotFoundException" }],
      });
      expect(await on().rowOf("nobody")).toBeUndefined();
    });

    test("many users are listed page by page, each once", async () => {
      const wanted = Array.from({ length: 150 }, (_, index) => `page-${index}`);
      const now = new Date().toISOString();
      const rows = wanted.map((id) => ({
        id,
        username: id,
        email: `${id}@pages.example`,
        createdAt: now,
        updatedAt: now,
        _version: 1,
        _lastChangedAt: Date.now(),
      }));
      for (let at = 0; at < rows.length; at += 25) {
        const puts = rows
          .slice(at, at + 25)
          .map((row) => ({ PutRequest: { Item: marshall(row) } }));
        await on().dynamodb.send(
          new BatchWriteItemCommand({ RequestItems: { [on().tableName]: puts } }),
        );
      }
      const seen: string[] = [];
      let nextToken: string | null = null;
      do {
        const query = `query ($nextToken: String) {
          users(limit: 100, nextToken: $nextToken, filter: { email: { contains: "@pages." } }) { items { id } nextToken }
        }`;
        const { data } = await on().ask("ann", query, { nextToken });
        const { users } = data as {
          users: { items: { id: string }[]; nextToken: string | null };
        };
        seen.push(...users.items.map(({ id }) => id));
        ({ nextToken } = users);
      } while (nextToken !== null);
      expect(seen.sort()).toEqual(wanted.sort());
    }, 60_000);
  });
}
