import { isJsonObject, readJson, type JsonObject } from "../../json-protocol";
import { arn, listOf, textOf, type Inquiry, type Permission, type Permissions } from "./inquiry";

const tableOperations = new Set([
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeContinuousBackups",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetItem",
  "PutItem",
  "UpdateItem",
  "UpdateTable",
  "UpdateTimeToLive",
]);

/** The actions that the parts of a transaction need: there is none for the transaction itself. */
const transactionActions: Readonly<Record<string, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export function dynamodb(inquiry: Inquiry): Permissions {
  const { operation = "" } = inquiry.request;
  const { TableName, IndexName, RequestItems, TransactItems, Key } = readJson(inquiry.request);
  const tableArn = (table: unknown) =>
    String(table).startsWith("arn:") ? String(table) : arn(inquiry, `table/${String(table)}`);
  const needs = (action: string, resource: string): Permission => ({
    action: `dynamodb:${action}`,
    resources: [resource],
    ...leadingKeys(Key),
  });
  if (inquiry.request.headers["x-amz-target"]?.startsWith("DynamoDBStreams_") === true) {
    return streams(operation, readJson(inquiry.request));
  }
  if (tableOperations.has(operation)) return [needs(operation, tableArn(TableName))];
  switch (operation) {
    case "Query":
    case "Scan": {
      const table = tableArn(TableName);
      const index = IndexName === undefined ? "" : `/index/${textOf(IndexName)}`;
      return [needs(operation, table + index)];
    }
    case "BatchGetItem":
    case "BatchWriteItem":
      return Object.keys(isJsonObject(RequestItems) ? RequestItems : {}).map((table) =>
        needs(operation, tableArn(table)),
      );
    case "TransactGetItems":
    case "TransactWriteItems":
      return listOf(TransactItems).flatMap((item) =>
        Object.entries(item).map(([kind, part]) =>
          needs(
            transactionActions[kind] ?? kind,
            tableArn(isJsonObject(part) ? part["TableName"] : undefined),
          ),
        ),
      );
    case "ListTables":
      return [needs(operation, "*")];
    default:
      return undefined;
  }
}

/** A stream's iterator begins with the stream's ARN. */
function streams(operation: string, { StreamArn, ShardIterator }: JsonObject): Permissions {
  const [stream] = textOf(StreamArn ?? ShardIterator).split("|");
  if (operation === "ListStreams") return [{ action: "dynamodb:ListStreams", resources: ["*"] }];
  return [{ action: `dynamodb:${operation}`, resources: [stream ?? ""] }];
}

/** What no partition key is: the call does not tell which of its values is one. */
const untold = "(the call does not tell its partition key)";

/**
 * The partition key of a row that a call names. Of a key in two parts, an item or a condition the call does
 * not tell which is which. AWS knows: here a policy that asks is not met, so that it allows nothing.
 */
function leadingKeys(key: unknown): Pick<Permission, "context"> {
  const parts = isJsonObject(key) ? Object.values(key) : [];
  const value = parts.length === 1 && isJsonObject(parts[0]) ? Object.values(parts[0])[0] : "";
  const isTold = typeof value === "string" && value !== "";
  return { context: { "dynamodb:LeadingKeys": [isTold ? value : untold] } };
}
