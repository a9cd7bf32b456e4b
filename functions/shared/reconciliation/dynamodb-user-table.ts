import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  ScanCommand,
  UpdateItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  type KeysAndAttributes,
  type ScanCommandInput,
} from "@aws-sdk/client-dynamodb";
import { setTimeout as sleep } from "node:timers/promises";
import { copiesOf } from "../users/copies";
import { DynamoDbUsers } from "../users/dynamodb-users";
import { plainFields } from "../users/row-item";
import type { UserRow } from "../users/user-row";
import type { CopyUpdate, FoundRow, GroupDebt } from "../users/users";
import type { Page, ReconciledTable } from "./collaborators";
import { listedRow, type ListedRow } from "./listed-row";

/** What is read of each row: all of it costs the same, but the user's data stays where it is. */
function projection(fields: readonly string[]) {
  // Names stand apart, since a field may be called as one of DynamoDB's 573 reserved words.
  const names = fields.map((field, index) => [`#f${index}`, field] as const);
  return {
    ProjectionExpression: names.map(([name]) => name).join(", "),
    ExpressionAttributeNames: Object.fromEntries(names),
  };
}

const LISTED = ["id", "username", "missingSince"];

/** Rows a page. Each is a question to the pool, so a page of rows takes as long as one of users. */
const ROWS_A_PAGE = 60;

/** Times that a batch is sent again for the keys which DynamoDB has left out of its answer. */
const MOST_ROUNDS = 8;

/**
 * The user table in DynamoDB. Needs `dynamodb:BatchGetItem`, `Scan`, `PutItem` and `UpdateItem` on it, and
 * to remove rows `DeleteItem`.
 */
export class DynamoDbUserTable implements ReconciledTable {
  private readonly users: DynamoDbUsers;

  private readonly compared: ReturnType<typeof projection>;

  /**
   * @param rowAttributes full names of the attributes that a row copies besides the e-mail address.
   * @param retryMilliseconds the longest wait before the first round for unprocessed keys.
   */
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    rowAttributes: readonly string[],
    private readonly retryMilliseconds = 200,
  ) {
    const copies = Object.keys(copiesOf({ sub: "", username: "", attributes: {} }, rowAttributes));
    this.compared = projection([...new Set([...LISTED, "pendingGroup", "_version", ...copies])]);
    this.users = new DynamoDbUsers(client, tableName);
  }

  add(row: UserRow, signal: AbortSignal): Promise<FoundRow | undefined> {
    return this.users.add(row, signal);
  }

  settleGroup(debt: GroupDebt, signal: AbortSignal): Promise<void> {
    return this.users.settleGroup(debt, signal);
  }

  /**
   * @param subs 100 at most, DynamoDB's limit for a batch.
   * @throws Error when DynamoDB goes on leaving keys out.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
   */
  async findRows(subs: readonly string[]): Promise<ReadonlyMap<string, ListedRow>> {
    const rows = new Map<string, ListedRow>();
    // A stale read would make a row look missing that was written a moment ago.
    const request = { ...this.compared, ConsistentRead: true };
    let keys: KeysAndAttributes["Keys"] = subs.map((id) => ({ id: { S: id } }));
    for (let round = 0; keys !== undefined && keys.length > 0; round++) {
      if (round === MOST_ROUNDS) throw new Error("DynamoDB left keys of a batch unprocessed");
      if (round > 0) await sleep(Math.random() * this.retryMilliseconds * 2 ** (round - 1));
      const answer: BatchGetItemCommandOutput = await this.client.send(
        new BatchGetItemCommand({ RequestItems: { [this.tableName]: { ...request, Keys: keys } } }),
      );
      const items = answer.Responses?.[this.tableName] ?? [];
      for (const row of items.map((item) => listedRow(plainFields(item)))) rows.set(row.id, row);
      keys = answer.UnprocessedKeys?.[this.tableName]?.Keys;
    }
    return rows;
  }

  updateCopies(update: CopyUpdate, signal: AbortSignal): Promise<boolean> {
    return this.users.updateCopies(update, signal);
  }

  listRows(token?: string): Promise<Page<ListedRow>> {
    return this.scan(projection(LISTED), token);
  }

  listMissing(before: string, token?: string): Promise<Page<ListedRow>> {
    return this.scan(
      {
        ...projection(LISTED),
        FilterExpression: "missingSince <= :before",
        ExpressionAttributeValues: { ":before": { S: before } },
      },
      token,
    );
  }

  async noteMissing(id: string, now: Date): Promise<void> {
    await unlessRefused(
      this.client.send(
        new UpdateItemCommand({
          TableName: this.tableName,
          Key: { id: { S: id } },
          UpdateExpression: "SET missingSince = :now",
          ConditionExpression: "attribute_exists(id) AND attribute_not_exists(missingSince)",
          ExpressionAttributeValues: { ":now": { S: now.toISOString() } },
        }),
      ),
    );
  }

  async noteThere(id: string): Promise<void> {
    await unlessRefused(
      this.client.send(
        new UpdateItemCommand({
          TableName: this.tableName,
          Key: { id: { S: id } },
          UpdateExpression: "REMOVE missingSince",
          ConditionExpression: "attribute_exists(missingSince)",
        }),
      ),
    );
  }

  remove({ id, missingSince = "" }: Pick<ListedRow, "id" | "missingSince">): Promise<boolean> {
    return unlessRefused(
      this.client.send(
        new DeleteItemCommand({
          TableName: this.tableName,
          Key: { id: { S: id } },
          ConditionExpression: "missingSince = :read",
          ExpressionAttributeValues: { ":read": { S: missingSince } },
        }),
      ),
    );
  }

  private async scan(
    what: Partial<ScanCommandInput>,
    token: string | undefined,
  ): Promise<Page<ListedRow>> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new ScanCommand({
        ...what,
        TableName: this.tableName,
        Limit: ROWS_A_PAGE,
        ...(token !== undefined && { ExclusiveStartKey: { id: { S: token } } }),
      }),
    );
    const next = LastEvaluatedKey?.["id"]?.S;
    const items = Items.map((item) => listedRow(plainFields(item)));
    return { items, ...(next !== undefined && { next }) };
  }
}

/** Whether a change was made: the condition of one that was not did not hold. */
async function unlessRefused(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
