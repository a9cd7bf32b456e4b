import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserAttributesCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminListGroupsForUserCommand,
  AdminResetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  type CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { CognitoUserPool } from "../../../../functions/shared/reconciliation/cognito-user-pool";
import type { ReconciliationCollaborators } from "../../../../functions/shared/reconciliation/collaborators";
import { DynamoDbUserTable } from "../../../../functions/shared/reconciliation/dynamodb-user-table";
import { reconcile } from "../../../../functions/shared/reconciliation/reconcile";
import { duringTests } from "../../../support/during-tests";
import {
  confirm,
  createPool,
  region,
  signUp,
  someEmail,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
  userOf,
} from "../../../support/local-cognito";
import { TestUserTable } from "../../../support/user-table";

/*
 * The real clients against moto, with users in every state that Cognito knows and moto can make.
 */

let cognito: LocalCognito;
let pool: TestPool;
let table: TestUserTable;
let collaborators: ReconciliationCollaborators;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeEach(async () => {
  const schema: CreateUserPoolCommandInput = {
    PoolName: "users",
    Schema: [
      {
        Name: "group",
        AttributeDataType: "String",
        Mutable: true,
        StringAttributeConstraints: { MinLength: "1", MaxLength: "128" },
      },
    ],
  };
  pool = await createPool(cognito, schema, { WriteAttributes: ["email", "custom:group"] });
  for (const GroupName of ["Users", "Managers", "Admins"]) {
    await cognito.client.send(new CreateGroupCommand({ UserPoolId: pool.userPoolId, GroupName }));
  }
  table = new TestUserTable(cognito.endpoint, region);
  await table.create();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new CognitoIdentityProviderClient({
    endpoint: cognito.endpoint,
    region,
    credentials,
  });
  collaborators = {
    pool: new CognitoUserPool(client, region, pool.userPoolId),
    table: new DynamoDbUserTable(table.client, table.name, ["custom:group"]),
    groups: { defaultGroup: "Users", groupAttribute: "custom:group", allowedGroups: ["Managers"] },
    rowAttributes: ["custom:group"],
    clock: () => new Date(),
  };
});

afterEach(() => {
  table.client.destroy();
});

const named = (username: string) => ({ UserPoolId: pool.userPoolId, Username: username });

async function groupsOf(username: string): Promise<readonly string[]> {
  const { Groups = [] } = await cognito.client.send(
    new AdminListGroupsForUserCommand(named(username)),
  );
  return Groups.map(({ GroupName }) => GroupName ?? "");
}

/** Makes a user whom no trigger sees, since the pool has none. */
async function confirmedUser(group?: string): Promise<{ email: string; sub: string }> {
  const email = someEmail();
  await signUp(cognito, pool, email, group ? [{ Name: "custom:group", Value: group }] : []);
  await confirm(cognito, pool, email);
  return { email, sub: await subOf(email) };
}

async function createdUser(): Promise<{ email: string; sub: string }> {
  const email = someEmail();
  const { User } = await cognito.client.send(
    new AdminCreateUserCommand({
      ...named(email),
      MessageAction: "SUPPRESS",
      UserAttributes: [{ Name: "email", Value: email }],
    }),
  );
  return { email, sub: User?.Attributes?.find(({ Name }) => Name === "sub")?.Value ?? "" };
}

async function subOf(email: string): Promise<string> {
  return (await userOf(cognito, pool, email)).attributes["sub"] ?? "";
}

test("one run over a pool of several pages heals who is owed something and nobody else", async () => {
  const lost = await confirmedUser();
  const manager = await confirmedUser("Managers");
  const wouldBeAdmin = await confirmedUser("Admins");
  const invited = await createdUser();
  const disabled = await confirmedUser();
  await cognito.client.send(new AdminDisableUserCommand(named(disabled.email)));
  const mustReset = await confirmedUser();
  await cognito.client.send(new AdminResetUserPasswordCommand(named(mustReset.email)));
  const owed = await confirmedUser();
  await table.put({ id: owed.sub, username: owed.email, pendingGroup: "Managers" });
  const demoted = await confirmedUser();
  await table.put({ id: demoted.sub, username: demoted.email });
  const promoted = await confirmedUser();
  await table.put({ id: promoted.sub, username: promoted.email });
  await cognito.client.send(
    new AdminAddUserToGroupCommand({ ...named(promoted.email), GroupName: "Admins" }),
  );
  const unconfirmed = someEmail();
  await signUp(cognito, pool, unconfirmed);
  const gone = await confirmedUser();
  await table.put({ id: gone.sub, username: gone.email });
  await cognito.client.send(new AdminDeleteUserCommand(named(gone.email)));
  // More than Cognito lists at once.
  await Promise.all(Array.from({ length: 60 }, createdUser));

  const first = await reconcile(collaborators, { mode: "heal", recentMilliseconds: 0 });

  expect(first.error).toBeUndefined();
  expect(first).toMatchObject({
    done: true,
    state: {
      counts: {
        users: 70,
        unconfirmed: 1,
        recent: 0,
        healedRows: 66,
        healedGroups: 67,
        usersWithoutGroup: 1,
        rowsWithoutUser: 1,
        failed: 0,
      },
    },
  });
  expect(first.findings).toEqual(
    expect.arrayContaining([
      { kind: "user-without-group", sub: demoted.sub, outcome: "reported" },
      { kind: "row-without-user", sub: gone.sub, outcome: "reported" },
      { kind: "group-owed", sub: owed.sub, outcome: "healed" },
    ]),
  );
  const memberships = await Promise.all(
    [lost, manager, wouldBeAdmin, invited, disabled, mustReset, owed, demoted, promoted].map(
      ({ email }) => groupsOf(email),
    ),
  );
  expect(memberships).toEqual([
    ["Users"],
    ["Managers"],
    ["Users"],
    ["Users"],
    ["Users"],
    ["Users"],
    ["Managers"],
    [],
    ["Admins"],
  ]);
  const rows = await table.rows();
  expect(rows.size).toBe(70);
  expect(rows.get(manager.sub)).toMatchObject({
    __typename: "User",
    email: manager.email,
    group: "Managers",
  });
  expect([...rows.values()].filter((row) => "pendingGroup" in row)).toEqual([]);
  expect(await groupsOf(unconfirmed)).toEqual([]);

  const second = await reconcile(collaborators, { mode: "heal", recentMilliseconds: 0 });
  expect(second.state.counts).toMatchObject({ healedRows: 0, healedGroups: 0, failed: 0 });
  expect((await table.rows()).size).toBe(70);
}, 60_000);

test("who has signed up a moment ago is left to the trigger", async () => {
  const user = await confirmedUser();

  const { state } = await reconcile(collaborators, { mode: "heal" });

  expect(state.counts.recent).toBeGreaterThan(0);
  expect((await table.rows()).has(user.sub)).toBe(false);
});

test("a row follows its user: another address, a deleted attribute, and at last the user", async () => {
  const moved = await confirmedUser("Managers");
  const gone = await confirmedUser();
  const long = "2020-01-01T00:00:00.000Z";
  await reconcile(collaborators, { mode: "heal", recentMilliseconds: 0 });
  expect((await table.rows()).get(moved.sub)).toMatchObject({ group: "Managers", _version: 1 });

  const email = someEmail();
  await cognito.client.send(
    new AdminUpdateUserAttributesCommand({
      ...named(moved.email),
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "email_verified", Value: "true" },
      ],
    }),
  );
  await cognito.client.send(
    new AdminDeleteUserAttributesCommand({
      ...named(email),
      UserAttributeNames: ["custom:group"],
    }),
  );
  await cognito.client.send(new AdminDeleteUserCommand(named(gone.email)));
  const removing = () =>
    reconcile(collaborators, {
      mode: "heal",
      recentMilliseconds: 0,
      removal: { afterDays: 1 },
    });
  const { findings } = await removing();

  expect(findings).toContainEqual({
    kind: "row-outdated",
    sub: moved.sub,
    fields: expect.arrayContaining(["group", "email"]),
    outcome: "healed",
  });
  const row = (await table.rows()).get(moved.sub);
  expect(row).toMatchObject({ email, emailVerified: true, _version: 2 });
  expect(row).not.toHaveProperty("group");
  const noted = (await table.rows()).get(gone.sub);
  expect(noted).toMatchObject({ missingSince: expect.any(String) });

  await table.put({ ...noted, missingSince: long });
  const second = await removing();

  expect(second.state.counts).toMatchObject({ rowsDue: 1, rowsRemoved: 1, rowsOutdated: 0 });
  expect((await table.rows()).has(gone.sub)).toBe(false);
});
