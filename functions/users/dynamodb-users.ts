import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { deadline } from "../aws/deadline";
import type { UserRow } from "./user-row";
import type { Users } from "./users";

/** The user table in DynamoDB. Needs `dynamodb:PutItem` on the table. */
export class DynamoDbUsers implements Users {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {
    client.middlewareStack.use(deadline());
  }

  async add(row: UserRow, signal: AbortSignal): Promise<void> {
    const put = new PutItemCommand({
      TableName: this.tableName,
      Item: marshall(row),
      ConditionExpression: "attribute_not_exists(id)",
    });
    try {
      await this.client.send(put, { abortSignal: signal });
    } catch (error) {
      // The row is there: a duplicate delivery, or a retry of a put whose answer was lost.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
