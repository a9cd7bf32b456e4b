import { GetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { deadline } from "../aws/deadline";
import type { RowFields, UserReader } from "./users";

/** The user table in DynamoDB, for those who only read. Needs `dynamodb:GetItem` on the table. */
export class DynamoDbUserReader implements UserReader {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {
    client.middlewareStack.use(deadline());
  }

  async read(
    id: string,
    fields: readonly string[],
    signal: AbortSignal,
  ): Promise<RowFields | undefined> {
    // Names stand apart, since a field may be called as one of DynamoDB's 573 reserved words.
    const names = ["id", ...fields].map((field, index) => [`#f${index}`, field] as const);
    const get = new GetItemCommand({
      TableName: this.tableName,
      Key: { id: { S: id } },
      // Who was suspended a moment ago must not get in.
      ConsistentRead: true,
      ProjectionExpression: names.map(([name]) => name).join(", "),
      ExpressionAttributeNames: Object.fromEntries(names),
    });
    const { Item } = await this.client.send(get, { abortSignal: signal });
    if (!Item) return undefined;
    const row = unmarshall(Item) as RowFields;
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Set ? [...(value as Set<unknown>)].sort() : value,
      ]),
    );
  }
}
