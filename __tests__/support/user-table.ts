import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { randomUUID } from "node:crypto";

/** The user table, on a local AWS. */
export class TestUserTable {
  readonly name = `users-${randomUUID()}`;
  readonly client: DynamoDBClient;

  constructor(endpoint: string, region: string) {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    this.client = new DynamoDBClient({ endpoint, region, credentials });
  }

  async create(): Promise<void> {
    await this.client.send(
      new CreateTableCommand({
        TableName: this.name,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      }),
    );
  }

  async put(row: Readonly<Record<string, unknown>>): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.name, Item: marshall(row) }));
  }

  /** Every row, by its id. */
  async rows(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
    const { Items = [] } = await this.client.send(new ScanCommand({ TableName: this.name }));
    const rows = Items.map((item) => unmarshall(item));
    return new Map(rows.map((row) => [String(row["id"]), row]));
  }
}
