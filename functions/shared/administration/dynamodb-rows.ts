import {
  DeleteItemCommand,
  GetItemCommand,
  QueryCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

/** All that a row holds. */
export type WholeRow = Readonly<Record<string, unknown>>;

/** The user table, for administrators. Needs `read` and `delete` on it. */
export class DynamoDbRows {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async read(id: string): Promise<WholeRow | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.tableName,
        Key: { id: { S: id } },
        ConsistentRead: true,
      }),
    );
    return Item && unmarshall(Item);
  }

  /** The ids of those whose row has an address; several users may have one that is not verified. */
  async idsByEmail(email: string): Promise<readonly string[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        IndexName: "by-email",
        KeyConditionExpression: "email = :email",
        ExpressionAttributeValues: { ":email": { S: email } },
      }),
    );
    return Items.flatMap(({ id }) => id?.S ?? []);
  }

  async delete(id: string): Promise<void> {
    await this.client.send(
      new DeleteItemCommand({ TableName: this.tableName, Key: { id: { S: id } } }),
    );
  }
}
