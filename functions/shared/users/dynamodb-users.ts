import {
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { deadline } from "../aws/deadline";
import type { UserRow } from "./user-row";
import type { FoundRow, GroupDebt, SignIns, Users } from "./users";

type Item = Readonly<Record<string, AttributeValue>>;
type Update = Pick<UpdateItemCommandInput, "UpdateExpression" | "ConditionExpression"> & {
  readonly values: Record<string, AttributeValue>;
};

/**
 * Where a condition does not hold, DynamoDB sends the row along, so that no call is needed to look
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html).
 */
const SHOW_ROW = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;

/** The user table in DynamoDB. Needs `dynamodb:PutItem` and `dynamodb:UpdateItem` on the table. */
export class DynamoDbUsers implements Users, SignIns {
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
    const found = await rowInTheWay(this.client.send(put, { abortSignal: signal }));
    return found && foundRow(found);
  }

  async oweGroup({ id, group, now }: GroupDebt, signal: AbortSignal): Promise<void> {
    await this.update(id, signal, {
      UpdateExpression: `SET pendingGroup = :group, ${CHANGED}`,
      ConditionExpression: "attribute_exists(id)",
      values: { ":group": { S: group }, ...changed(now) },
    });
  }

  async settleGroup(
    { id, group, now, isSignIn = false }: GroupDebt & { readonly isSignIn?: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const signIn = isSignIn ? ", lastSignInAt = :now" : "";
    await this.update(id, signal, {
      UpdateExpression: `REMOVE pendingGroup SET ${CHANGED}${signIn}`,
      ConditionExpression: "pendingGroup = :group",
      values: { ":group": { S: group }, ...changed(now) },
    });
  }

  async noteSignIn(
    id: string,
    now: Date,
    signal: AbortSignal,
  ): Promise<"noted" | "no row" | Required<FoundRow>> {
    const found = await this.update(id, signal, {
      UpdateExpression: "SET lastSignInAt = :now",
      ConditionExpression: "attribute_exists(id) AND attribute_not_exists(pendingGroup)",
      values: { ":now": { S: now.toISOString() } },
    });
    if (!found) return "noted";
    const { pendingGroup } = foundRow(found);
    return pendingGroup === undefined ? "no row" : { pendingGroup };
  }

  /** @returns the row, empty if there is none, where the condition did not hold. */
  private update(
    id: string,
    signal: AbortSignal,
    { values, ...update }: Update,
  ): Promise<Item | undefined> {
    const command = new UpdateItemCommand({
      TableName: this.tableName,
      Key: { id: { S: id } },
      ...update,
      ...(update.UpdateExpression?.includes("#changed") && {
        ExpressionAttributeNames: { "#changed": "_lastChangedAt" },
      }),
      ExpressionAttributeValues: values,
      ...SHOW_ROW,
    });
    return rowInTheWay(this.client.send(command, { abortSignal: signal }));
  }
}

/** Expressions cannot name a field that begins with an underscore. */
const CHANGED = "updatedAt = :now, #changed = :time";

function changed(now: Date): Record<string, AttributeValue> {
  return { ":now": { S: now.toISOString() }, ":time": { N: String(now.getTime()) } };
}

async function rowInTheWay(call: Promise<unknown>): Promise<Item | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item ?? {};
  }
}

function foundRow({ pendingGroup }: Item): FoundRow {
  return pendingGroup?.S === undefined ? {} : { pendingGroup: pendingGroup.S };
}
