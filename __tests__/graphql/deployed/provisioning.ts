import {
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "@jest/globals";
import type { CallFault } from "../../../tools/local-aws/faults/call-faults";
import type { People } from "../../support/graphql/people";

/** `provisionUser` on bad days. An administrator's user has no row: no trigger has seen them. */
export function provisioning(on: () => People): void {
  describe("provisionUser", () => {
    let users = 0;

    const newUser = async (): Promise<string> => {
      const { user_pool_id: UserPoolId } = await on().api.outputs();
      users += 1;
      const created = await on().api.cognito.send(
        new AdminCreateUserCommand({
          UserPoolId,
          Username: `provisioned-${users}@example.com`,
          MessageAction: "SUPPRESS",
        }),
      );
      const sub = created.User?.Attributes?.find(({ Name }) => Name === "sub");
      return sub?.Value ?? "";
    };

    const groupsOf = async (Username: string) => {
      const { user_pool_id: UserPoolId } = await on().api.outputs();
      const { Groups = [] } = await on().api.cognito.send(
        new AdminListGroupsForUserCommand({ UserPoolId, Username }),
      );
      return Groups.map(({ GroupName }) => GroupName);
    };

    const provision = (id: string) =>
      on().ask(
        "backend",
        'mutation ($id: ID!) { provisionUser(userId: $id, group: "Users", email: "ü@example.com") { id _version } }',
        { id },
      );

    const lost = { fault: "internal-error", takesEffect: true } as const;
    const throttled = { fault: "throttled" } as const;

    test.each<[string, string, CallFault, string, { groups: string[]; hasRow: boolean }]>([
      [
        "Cognito is throttled",
        "AdminAddUserToGroup",
        throttled,
        "Cognito:TooManyRequestsException",
        { groups: [], hasRow: false },
      ],
      [
        "Cognito's answer is lost",
        "AdminAddUserToGroup",
        lost,
        "Cognito:InternalErrorException",
        { groups: ["Users"], hasRow: false },
      ],
      [
        "Cognito's connection breaks",
        "AdminAddUserToGroup",
        { fault: "reset" },
        "HTTP:InternalFailure",
        { groups: [], hasRow: false },
      ],
      [
        "the write is throttled",
        "UpdateItem",
        throttled,
        "DynamoDB:ProvisionedThroughputExceededException",
        { groups: ["Users"], hasRow: false },
      ],
      [
        "the write's answer is lost",
        "UpdateItem",
        lost,
        "DynamoDB:InternalServerError",
        { groups: ["Users"], hasRow: true },
      ],
    ])(
      "when %s, says so, and once more puts all right",
      async (_what, operation, fault, type, left) => {
        const id = await newUser();
        on().api.failNext(operation, fault);
        expect(await provision(id)).toMatchObject({
          data: { provisionUser: null },
          errors: [{ errorType: type, path: ["provisionUser"] }],
        });
        expect(await groupsOf(id)).toEqual(left.groups);
        const row = await on().rowOf(id);
        expect(row !== undefined).toBe(left.hasRow);
        expect((await provision(id)).data).toEqual({ provisionUser: { id, _version: 1 } });
        expect(await groupsOf(id)).toEqual(["Users"]);
        // What was written stays as it was.
        expect(await on().rowOf(id)).toMatchObject({ email: "ü@example.com", ...row });
      },
    );

    test("twice at once with one throttled: one row, one membership", async () => {
      const id = await newUser();
      on().api.failNext("AdminAddUserToGroup", throttled);
      const answers = await Promise.all([provision(id), provision(id)]);
      expect(answers.flatMap(({ errors = [] }) => errors)).toMatchObject([
        { errorType: "Cognito:TooManyRequestsException" },
      ]);
      expect(await groupsOf(id)).toEqual(["Users"]);
      expect(await on().rowOf(id)).toMatchObject({ id, _version: 1 });
    });

    test("of a group that there is not is refused before anything is called", async () => {
      const query = 'mutation { provisionUser(userId: "x", group: "Owners") { id } }';
      const calls = await on().api.callsDuring(async () => {
        expect(await on().ask("backend", query)).toMatchObject({
          errors: [{ errorType: "BadRequest", message: "There is no group Owners" }],
        });
      });
      expect(calls).toEqual([]);
    });
  });
}
