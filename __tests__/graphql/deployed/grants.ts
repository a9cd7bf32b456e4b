import {
  AdminAddUserToGroupCommand,
  AdminRemoveUserFromGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "@jest/globals";
import path from "node:path";
import { resolverFiles } from "../../../stacks/api/resolver-files";
import type { DataSourceName } from "../../../stacks/api/source";
import type { Caller, People } from "../../support/graphql/people";
import { told } from "../../support/graphql/told";

const folder = path.resolve(__dirname, "../../../graphql");

interface Operation {
  readonly who: Caller;
  /** The fields of the document that have resolvers. */
  readonly fields: readonly string[];
  readonly query: (eve: string) => string;
}

/** Each in a state in which it needs everything that its files name. */
const operations: Readonly<Record<string, Operation>> = {
  me: { who: "ada", fields: ["Query.me"], query: () => "{ me { id } }" },
  "me with groups": {
    who: "ada",
    fields: ["Query.me", "User.groups"],
    query: () => "{ me { groups } }",
  },
  user: { who: "ann", fields: ["Query.user"], query: (id) => `{ user(id: "${id}") { id } }` },
  users: { who: "max", fields: ["Query.users"], query: () => "{ users { items { id } } }" },
  usersByEmail: {
    who: "max",
    fields: ["Query.usersByEmail"],
    query: () => '{ usersByEmail(email: "ada@example.com") { items { id } } }',
  },
  "updateMe of an old version": {
    who: "ada",
    fields: ["Mutation.updateMe"],
    query: () => 'mutation { updateMe(input: { _version: -1, displayName: "x" }) { id } }',
  },
  "setGroups, one in and one out": {
    who: "ann",
    fields: ["Mutation.setGroups"],
    query: (id) => `mutation { setGroups(userId: "${id}", groups: ["Managers"]) { id } }`,
  },
  disableUser: {
    who: "ann",
    fields: ["Mutation.disableUser"],
    query: (id) => `mutation { disableUser(userId: "${id}") { id } }`,
  },
  enableUser: {
    who: "ann",
    fields: ["Mutation.enableUser"],
    query: (id) => `mutation { enableUser(userId: "${id}") { id } }`,
  },
  provisionUser: {
    who: "backend",
    fields: ["Mutation.provisionUser"],
    query: (id) => `mutation { provisionUser(userId: "${id}", group: "Users") { id } }`,
  },
};

/** What a field's files name: `cognito cognito-idp:AdminListGroupsForUser`. */
function needsOf({ fields }: Operation): ReadonlySet<string> {
  const { resolvers, functions } = resolverFiles(folder);
  const sources = resolvers
    .filter(({ type, field }) => fields.includes(`${type}.${field}`))
    .flatMap(({ source, pipeline = [] }) => [
      ...(source ? [source] : []),
      ...functions.filter(({ name }) => pipeline.includes(name)).map((one) => one.source),
    ]);
  return new Set(
    sources.flatMap(({ dataSource, actions }) =>
      actions.map((action) => `${dataSource} ${action}`),
    ),
  );
}

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

const actionsIn = ({ Statement }: Policy) => Statement.flatMap(({ Action }) => Action);

/** The policy without one of its actions. */
const without = (policy: Policy, action: string): Policy => ({
  ...policy,
  Statement: policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((one) => one !== action),
  })).filter(({ Action }) => Action.length > 0),
});

/** What each grant of the data sources' roles is for. */
export function grants(on: () => People): void {
  describe("a grant that is gone", () => {
    const resetGroups = async () => {
      const eve = on().id("eve");
      const { user_pool_id: UserPoolId } = await on().api.outputs();
      const of = (GroupName: string) => ({ UserPoolId, Username: eve, GroupName });
      await on().api.cognito.send(new AdminAddUserToGroupCommand(of("Users")));
      await on().api.cognito.send(new AdminRemoveUserFromGroupCommand(of("Managers")));
    };

    const all = async () => {
      await resetGroups();
      const outcomes: Record<string, string> = {};
      for (const [name, { who, query }] of Object.entries(operations)) {
        outcomes[name] = told(await on().ask(who, query(on().id("eve"))));
      }
      return outcomes;
    };

    test("fails the operations that need it, and those alone", async () => {
      const withAll = await all();
      expect(withAll).toEqual({
        ...Object.fromEntries(Object.keys(operations).map((name) => [name, "yes"])),
        "updateMe of an old version": "ConflictUnhandled",
      });
      const tried: string[] = [];
      for (const source of ["users", "cognito"] as const satisfies DataSourceName[]) {
        const role = `acme-local-api-${source}`;
        const text = await on().rolePolicy(role, "data-source");
        const policy = JSON.parse(text) as Policy;
        for (const action of actionsIn(policy)) {
          const less = without(policy, action);
          // A policy is never empty.
          const Statement = [
            ...less.Statement,
            { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
          ];
          await on().putRolePolicy(role, "data-source", JSON.stringify({ ...less, Statement }));
          const outcomes = await all();
          const failed = Object.keys(operations).filter((name) => outcomes[name] !== withAll[name]);
          const need = Object.entries(operations).flatMap(([name, operation]) =>
            needsOf(operation).has(`${source} ${action}`) ? [name] : [],
          );
          expect({ action, failed }).toEqual({ action, failed: need });
          for (const name of failed) expect(outcomes[name]).toMatch(/:AccessDeniedException$/);
          tried.push(`${source} ${action}`);
        }
        await on().putRolePolicy(role, "data-source", text);
      }
      // The roles may do what the files name, and nothing else.
      const named = new Set(Object.values(operations).flatMap((one) => [...needsOf(one)]));
      expect(tried.sort()).toEqual([...named].sort());
      expect(await all()).toEqual(withAll);
    }, 240_000);
  });
}
