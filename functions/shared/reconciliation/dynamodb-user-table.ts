import {
  BatchGetItemCommand,
  ScanCommand,
  type AttributeValue,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  type KeysAndAttributes,
} from "@aws-sdk/client-dynamodb";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDbUsers } from "../users/dynamodb-users";
import type { UserRow } from "../users/user-row";
import type { FoundRow, GroupDebt } from "../users/users";
import type { ListedRow, Page, ReconciledTable } from "./collaborators";

type Item = Readonly<Record<string, AttributeValue>>;

/** What is read of each row: it costs the same, but keeps the user's data where it is. */
const read = { ProjectionExpression: "id, username, pendingGroup" };

/** Rows a page. Each is a question to the pool, so a page of rows takes as long as one of users. */
const ROWS_A_PAGE = 60;

/** Times that a batch is sent again for the keys which DynamoDB has left out of its answer. */
const MOST_ROUNDS = 8;

/**
 * The user table in DynamoDB. Needs `dynamodb:BatchGetItem`, `Scan`, `PutItem` and `UpdateItem` on it.
 */
export class DynamoDbUserTable implements ReconciledTable {
  private readonly users: DynamoDbUsers;

  /** @param retryMilliseconds the longest wait before the first round for unprocessed keys. */
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly retryMilliseconds = 200,
  ) {
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
    const request = { ...read, ConsistentRead: true };
    let keys: KeysAndAttributes["Keys"] = subs.map((id) => ({ id: { S: id } }));
    for (let round = 0; keys !== undefined && keys.length > 0; round++) {
      if (round === MOST_ROUNDS) throw new Error("DynamoDB left keys of a batch unprocessed");
      if (round > 0) await sleep(Math.random() * this.retryMilliseconds * 2 ** (round - 1));
      const answer: BatchGetItemCommandOutput = await this.client.send(
        new BatchGetItemCommand({ RequestItems: { [this.tableName]: { ...request, Keys: keys } } }),
      );
      const items = answer.Responses?.[this.tableName] ?? [];
      for (const row of items.map(rowOf)) rows.set(row.id, row);
      keys = answer.UnprocessedKeys?.[this.tableName]?.Keys;
    }
    return rows;
  }

  async listRows(token?: string): Promise<Page<ListedRow>> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new ScanCommand({
        ...read,
        TableName: this.tableName,
        Limit: ROWS_A_PAGE,
        ...(token !== undefined && { ExclusiveStartKey: { id: { S: token } } }),
      }),
    );
    const next = LastEvaluatedKey?.["id"]?.S;
    return { items: Items.map(rowOf), ...(next !== undefined && { next }) };
  }
}

function rowOf({ id, username, pendingGroup }: Item): ListedRow {
  return {
    id: id?.S ?? "",
    ...(username?.S && { username: username.S }),
    ...(pendingGroup?.S && { pendingGroup: pendingGroup.S }),
  };
}
