import {
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { deadline } from "../aws/deadline";
import { CHANGED, changed, copyExpressions, type Update } from "./row-updates";
import { foundRow, type Item } from "./row-item";
import type { UserRow } from "./user-row";
import type { CopyUpdate, FoundRow, GroupDebt, RowCopies, SignIns, Users } from "./users";

/**
 * Where a condition does not hold, DynamoDB sends the row along, so that no call is needed to look
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html).
 */
const SHOW_ROW = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;

/** The user table in DynamoDB. Needs `dynamodb:PutItem` and `dynamodb:UpdateItem` on the table. */
export class DynamoDbUsers implements Users, SignIns, RowCopies {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {
    client.middlewareStack.use(deadline());
  }

  async add(row: UserRow, signal: AbortSignal): Promise<FoundRow | undefined> {
    const put = new PutItemCommand({
      TableName: this.tableName,
      Item: marshall(row),
      ConditionExpression: "attribute_not_exists(id)",
      ...SHOW_ROW,
    });
    // The row may be there: a duplicate delivery, or a retry of a put whose answer was lost.
    const { before } = await unlessRefused<{ readonly before?: Item }>(async () => {
      await this.client.send(put, { abortSignal: signal });
      return {};
    });
    return before && foundRow(before);
  }

  async oweGroup({ id, group, now }: GroupDebt, signal: AbortSignal): Promise<void> {
    await this.update(id, signal, {
      UpdateExpression: `SET pendingGroup = :group, ${CHANGED.set}`,
      ConditionExpression: "attribute_exists(id)",
      ...CHANGED.names,
      values: { ":group": { S: group }, ...changed(now) },
    });
  }

  async settleGroup(
    { id, group, now, isSignIn = false }: GroupDebt & { readonly isSignIn?: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const signIn = isSignIn ? ", lastSignInAt = :now" : "";
    await this.update(id, signal, {
      UpdateExpression: `REMOVE pendingGroup SET ${CHANGED.set}${signIn}`,
      ConditionExpression: "pendingGroup = :group",
      ...CHANGED.names,
      values: { ":group": { S: group }, ...changed(now) },
    });
  }

  async noteSignIn(id: string, now: Date, signal: AbortSignal): Promise<FoundRow | undefined> {
    const { before, after } = await this.update(id, signal, {
      UpdateExpression: "SET lastSignInAt = :now",
      ConditionExpression: "attribute_exists(id) AND attribute_not_exists(pendingGroup)",
      // Costs nothing more, and saves the call that would compare the copies.
      ReturnValues: "ALL_NEW",
      values: { ":now": { S: now.toISOString() } },
    });
    const row = before ?? after;
    return row?.["id"] && foundRow(row);
  }

  async updateCopies(copies: CopyUpdate, signal: AbortSignal): Promise<boolean> {
    const { before } = await this.update(copies.id, signal, copyExpressions(copies));
    return before === undefined;
  }

  /** @returns the row `before`, empty if there is none, where the condition did not hold. */
  private async update(
    id: string,
    signal: AbortSignal,
    { values, ...update }: Update,
  ): Promise<{ readonly before?: Item; readonly after?: Item }> {
    const command = new UpdateItemCommand({
      TableName: this.tableName,
      Key: { id: { S: id } },
      ...update,
      ExpressionAttributeValues: values,
      ...SHOW_ROW,
    });
    return unlessRefused(async () => {
      const { Attributes } = await this.client.send(command, { abortSignal: signal });
      return Attributes ? { after: Attributes } : {};
    });
  }
}

async function unlessRefused<T extends object>(
  call: () => Promise<T>,
): Promise<T | { readonly before: Item }> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { before: error.Item ?? {} };
  }
}
