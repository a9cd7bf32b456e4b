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
  describe("a grant of a data source's role", () => {
    const resetGroups = async () => {
      const eve = on().id("eve");
      const { user_pool_id: UserPoolId } = await on().api.outputs();
      const of = (GroupName: string) => ({ UserPoolId, Username: eve, GroupName });
      await on().api.cognito.send(new AdminAddUserToGroupCommand(of("Users")));
      await on().api.cognito.send(new AdminRemoveUserFromGroupCommand(of("Managers")));
    };

    const outcomeOf = async (name: string) => {
      const operation = operations[name];
      if (operation === undefined) throw new Error(`There is no operation ${name}.`);
      return told(await on().ask(operation.who, operation.query(on().id("eve"))));
    };

    test("is for the calls that an operation makes: its files name these, and those alone", async () => {
      await resetGroups();
      for (const [name, operation] of Object.entries(operations)) {
        let outcome = "";
        const calls = await on().api.callsDuring(async () => {
          outcome = await outcomeOf(name);
        });
        const named = [...needsOf(operation)].map((need) => need.replace(/^.*:/, ""));
        expect({ name, calls: new Set(calls) }).toEqual({ name, calls: new Set(named) });
        expect({ name, outcome }).toEqual({
          name,
          outcome: name === "updateMe of an old version" ? "ConflictUnhandled" : "yes",
        });
      }
    }, 60_000);

    test("that is gone fails an operation that needs it, and there is none that nobody needs", async () => {
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
          const [name = ""] =
            Object.entries(operations).find(([, one]) => needsOf(one).has(`${source} ${action}`)) ??
            [];
          await resetGroups();
          expect({ action, name, outcome: await outcomeOf(name) }).toEqual({
            action,
            name,
            outcome: expect.stringMatching(/:AccessDeniedException$/),
          });
          tried.push(`${source} ${action}`);
        }
        await on().putRolePolicy(role, "data-source", text);
      }
      // The roles may do what the files name, and nothing else.
      const named = new Set(Object.values(operations).flatMap((one) => [...needsOf(one)]));
      expect(tried.sort()).toEqual([...named].sort());
    }, 120_000);
  });
}
