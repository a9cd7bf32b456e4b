import {
  paginateAdminListGroupsForUser,
  paginateListUsers,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { paginateScan, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { PlannedSignUp } from "./sign-ups";

/** What is there after all, and what should not be so. */
export interface SoakCheck {
  readonly users: number;
  readonly confirmed: number;
  readonly rows: number;
  /** A sentence each; none when all is well. */
  readonly problems: readonly string[];
}

/** Where to look. */
export interface SoakCheckProps {
  readonly cognito: CognitoIdentityProviderClient;
  readonly dynamo: DynamoDBClient;
  readonly userPoolId: string;
  readonly userTableName: string;
  readonly planned: readonly PlannedSignUp[];
}

/**
 * Looks at every user and every row, with nothing of the code that made them: a confirmed user has
 * exactly one row, which owes nothing, and is in exactly the group where they belong; nobody else has a
 * row or a group.
 */
export async function checkEverybody(props: SoakCheckProps): Promise<SoakCheck> {
  const { cognito, dynamo, userPoolId, userTableName } = props;
  const planned = new Map(props.planned.map((plan) => [plan.email, plan]));
  const problems: string[] = [];

  const rows = new Map<string, { readonly id: string; readonly owes: boolean }[]>();
  let rowCount = 0;
  for await (const { Items = [] } of paginateScan(
    { client: dynamo },
    { TableName: userTableName },
  )) {
    for (const { id, email, pendingGroup } of Items) {
      const row = { id: id?.S ?? "", owes: pendingGroup !== undefined };
      const key = email?.S ?? row.id;
      rows.set(key, [...(rows.get(key) ?? []), row]);
      rowCount += 1;
    }
  }

  let users = 0;
  let confirmed = 0;
  const pages = paginateListUsers({ client: cognito }, { UserPoolId: userPoolId });
  for await (const { Users = [] } of pages) {
    for (const user of Users) {
      users += 1;
      const attribute = (name: string) =>
        user.Attributes?.find(({ Name }) => Name === name)?.Value ?? "";
      const [email, sub] = [attribute("email"), attribute("sub")];
      const own = rows.get(email) ?? [];
      rows.delete(email);
      const groups = await groupsOf(cognito, userPoolId, user.Username ?? "");
      const isConfirmed = user.UserStatus === "CONFIRMED";
      if (isConfirmed) confirmed += 1;
      const wanted = isConfirmed ? [planned.get(email)?.group ?? "no plan"] : [];
      if (groups.join() !== wanted.join()) {
        problems.push(`${sub} is in [${groups.join()}] and belongs in [${wanted.join()}]`);
      }
      if (own.length !== wanted.length || own.some(({ id }) => id !== sub)) {
        problems.push(`${sub}, ${user.UserStatus ?? ""}, has ${own.length} rows`);
      }
      if (own.some(({ owes }) => owes)) problems.push(`${sub} has a row that owes a group`);
    }
  }
  for (const { id } of [...rows.values()].flat()) problems.push(`the row ${id} has no user`);
  return { users, confirmed, rows: rowCount, problems };
}

async function groupsOf(
  client: CognitoIdentityProviderClient,
  userPoolId: string,
  username: string,
): Promise<readonly string[]> {
  const names: string[] = [];
  const input = { UserPoolId: userPoolId, Username: username };
  for await (const { Groups = [] } of paginateAdminListGroupsForUser({ client }, input)) {
    names.push(...Groups.map(({ GroupName }) => GroupName ?? ""));
  }
  return names.sort();
}
