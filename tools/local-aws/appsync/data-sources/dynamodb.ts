import type { DataSource } from "../model";
import { plainItem, readAttributes, type Attributes } from "./attributes";
import { BadRequestError, type AskDataSource, type DataSourceAnswer } from "./data-source";
import { readToken, tokenOf } from "./next-token";
import type { RoleCaller } from "./role-caller";

interface Expression {
  readonly expression: string;
  readonly expressionNames?: Readonly<Record<string, string>>;
  readonly expressionValues?: Attributes;
  readonly equalsIgnore?: readonly string[];
  readonly returnValuesOnConditionCheckFailure?: boolean;
}

type Members = Readonly<Record<string, unknown>>;

/** One call of DynamoDB's, and what of its answer a resolver sees. */
interface Operation {
  readonly target: string;
  readonly members: Members;
  readonly result: (answer: Members) => unknown;
}

/** DynamoDB has refused. */
class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly answer: Members,
  ) {
    super(message);
  }
}

/**
 * Reads and writes a table.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/js-resolver-reference-dynamodb.html
 */
export const askDynamodb: AskDataSource = async (source, request, caller) => {
  const table = source.dynamodbConfig?.tableName ?? "";
  const operation = operationOf(table, request);
  try {
    return { result: operation.result(await callTable(source, caller, operation)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code !== "ConditionalCheckFailedException") return refused(error);
    return afterFailedCondition(source, caller, request, error).catch((second: unknown) => {
      if (second instanceof Refusal) return refused(second);
      throw second;
    });
  }
};

function refused({ code, message, answer }: Refusal, result: unknown = null): DataSourceAnswer {
  const reasons = answer["CancellationReasons"];
  return {
    result:
      reasons === undefined ? result : { keys: null, cancellationReasons: reasonsOf(reasons) },
    error: { message, type: `DynamoDB:${code}` },
  };
}

/**
 * A write whose condition failed, perhaps because it was done before: AppSync looks at what is there,
 * takes what already is as wished for a success, and shows it otherwise.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/js-aws-appsync-resolver-reference-dynamodb-condition-expressions.html
 */
async function afterFailedCondition(
  source: DataSource,
  caller: RoleCaller,
  request: Members,
  error: Refusal,
): Promise<DataSourceAnswer> {
  const answer = await callTable(source, caller, {
    target: "GetItem",
    members: {
      TableName: source.dynamodbConfig?.tableName,
      Key: readAttributes(request["key"]),
      ConsistentRead: true,
    },
    result: () => null,
  });
  const present = plainItem(answer["Item"]);
  const { equalsIgnore = [] } = request["condition"] as Expression;
  const compared = (item: Members) =>
    JSON.stringify(
      Object.entries(item)
        .filter(([name]) => !equalsIgnore.includes(name))
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  const isDone =
    request["operation"] === "DeleteItem"
      ? present === null
      : request["operation"] === "PutItem" &&
        present !== null &&
        compared(present) === compared(wished(request));
  return isDone ? { result: present } : refused(error, present);
}

const wished = ({ key, attributeValues }: Members): Members =>
  plainItem({ ...readAttributes(key), ...readAttributes(attributeValues) }) ?? {};

async function callTable(
  { dynamodbConfig, serviceRoleArn, name }: DataSource,
  caller: RoleCaller,
  { target, members }: Operation,
): Promise<Members> {
  if (dynamodbConfig === undefined || serviceRoleArn === undefined) {
    throw new BadRequestError(`The data source ${name} names no table or no role.`);
  }
  const { status, headers, body } = await caller.as(serviceRoleArn, {
    service: "dynamodb",
    region: dynamodbConfig.awsRegion,
    target: `DynamoDB_20120810.${target}`,
    contentType: "application/x-amz-json-1.0",
    body: JSON.stringify(members),
  });
  const answer = JSON.parse(body.toString("utf8")) as Members;
  if (status < 300) return answer;
  const refusal = answer as Readonly<Partial<Record<"__type" | "message" | "Message", string>>>;
  const type = refusal.__type ?? headers["x-amzn-errortype"] ?? "Unknown";
  const code = type.split("#").at(-1) ?? type;
  const message = refusal.message ?? refusal.Message ?? code;
  throw new Refusal(code, `${message} (Service: DynamoDb, Status Code: ${status})`, answer);
}

function operationOf(table: string, request: Members): Operation {
  const key = () => ({ TableName: table, Key: readAttributes(request["key"]) });
  switch (request["operation"]) {
    case "GetItem":
      return {
        target: "GetItem",
        members: {
          ...key(),
          ConsistentRead: request["consistentRead"] === true,
          ...merged({ Projection: request["projection"] }),
        },
        result: ({ Item }) => plainItem(Item),
      };
    case "PutItem": {
      const Item = {
        ...readAttributes(request["key"]),
        ...readAttributes(request["attributeValues"]),
      };
      return {
        target: "PutItem",
        members: { TableName: table, Item, ...merged({ Condition: request["condition"] }) },
        result: () => plainItem(Item),
      };
    }
    case "UpdateItem":
      return {
        target: "UpdateItem",
        members: {
          ...key(),
          ReturnValues: "ALL_NEW",
          ...merged({ Update: request["update"], Condition: request["condition"] }),
        },
        result: ({ Attributes }) => plainItem(Attributes),
      };
    case "DeleteItem":
      return {
        target: "DeleteItem",
        members: {
          ...key(),
          ReturnValues: "ALL_OLD",
          ...merged({ Condition: request["condition"] }),
        },
        result: ({ Attributes }) => plainItem(Attributes),
      };
    case "Query":
    case "Scan":
      return search(table, request);
    case "BatchGetItem":
    case "BatchPutItem":
    case "BatchDeleteItem":
      return batch(request);
    case "TransactGetItems":
    case "TransactWriteItems":
      return transaction(request);
    default:
      throw new BadRequestError(
        `The local AWS has no operation ${String(request["operation"])} of a DynamoDB data source.`,
      );
  }
}

function search(table: string, request: Members): Operation {
  const index = request["index"] as string | undefined;
  const isQuery = request["operation"] === "Query";
  const all = index === undefined ? "ALL_ATTRIBUTES" : "ALL_PROJECTED_ATTRIBUTES";
  const place = [table, index].join("/");
  const start = readToken(request["nextToken"], place);
  return {
    target: isQuery ? "Query" : "Scan",
    members: {
      TableName: table,
      ...(index !== undefined && { IndexName: index }),
      ...(request["projection"] === undefined && { Select: request["select"] ?? all }),
      ...(typeof request["limit"] === "number" && { Limit: request["limit"] }),
      ...(start !== undefined && { ExclusiveStartKey: start }),
      ConsistentRead: request["consistentRead"] === true,
      ...(isQuery && { ScanIndexForward: request["scanIndexForward"] !== false }),
      ...(!isQuery &&
        request["totalSegments"] !== undefined && {
          TotalSegments: request["totalSegments"],
          Segment: request["segment"] ?? 0,
        }),
      ...merged({
        KeyCondition: request["query"],
        Filter: request["filter"],
        Projection: request["projection"],
      }),
    },
    result: ({ Items, LastEvaluatedKey, ScannedCount }) => ({
      items: (Items as readonly unknown[]).map(plainItem),
      nextToken: tokenOf(LastEvaluatedKey, place),
      scannedCount: ScannedCount,
    }),
  };
}

type Tables = Readonly<Record<string, never>>;

function batch(request: Members): Operation {
  const tables = Object.entries((request["tables"] ?? {}) as Tables);
  const plainTables = (answers: unknown) =>
    Object.fromEntries(
      Object.entries((answers ?? {}) as Readonly<Record<string, readonly unknown[]>>).map(
        ([table, items]) => [table, items.map(plainItem)],
      ),
    );
  if (request["operation"] === "BatchGetItem") {
    const RequestItems = tables.map(([table, input]) => {
      const { keys, consistentRead, projection } = input as Members;
      return [
        table,
        {
          Keys: (keys as readonly unknown[]).map(readAttributes),
          ConsistentRead: consistentRead === true,
          ...merged({ Projection: projection }),
        },
      ] as const;
    });
    return {
      target: "BatchGetItem",
      members: { RequestItems: Object.fromEntries(RequestItems) },
      result: ({ Responses, UnprocessedKeys }) => ({
        data: plainTables(Responses),
        unprocessedKeys: UnprocessedKeys ?? {},
      }),
    };
  }
  const isPut = request["operation"] === "BatchPutItem";
  const entries = tables.map(([table, items]) => [table, items as readonly unknown[]] as const);
  const write = (item: unknown) =>
    isPut
      ? { PutRequest: { Item: readAttributes(item) } }
      : { DeleteRequest: { Key: readAttributes(item) } };
  return {
    target: "BatchWriteItem",
    members: {
      RequestItems: Object.fromEntries(entries.map(([table, items]) => [table, items.map(write)])),
    },
    result: ({ UnprocessedItems }) => ({
      data: Object.fromEntries(
        entries.map(([table, items]) => [
          table,
          items.map((item) => plainItem(readAttributes(item))),
        ]),
      ),
      unprocessedItems: UnprocessedItems ?? {},
    }),
  };
}

function transaction(request: Members): Operation {
  const items = (request["transactItems"] ?? []) as readonly Members[];
  const place = ({ table, key }: Members) => ({ TableName: table, Key: readAttributes(key) });
  if (request["operation"] === "TransactGetItems") {
    return {
      target: "TransactGetItems",
      members: {
        TransactItems: items.map((item) => ({
          Get: { ...place(item), ...merged({ Projection: item["projection"] }) },
        })),
      },
      result: ({ Responses }) => ({
        items: (Responses as readonly Members[]).map(({ Item }) => plainItem(Item)),
        cancellationReasons: null,
      }),
    };
  }
  const TransactItems = items.map((item) => {
    const condition = item["condition"] as Expression | undefined;
    const common = {
      ...merged({ Update: item["update"], Condition: condition ?? undefined }),
      ...(condition?.returnValuesOnConditionCheckFailure === true && {
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    };
    switch (item["operation"]) {
      case "PutItem": {
        const Item = { ...readAttributes(item["key"]), ...readAttributes(item["attributeValues"]) };
        return { Put: { TableName: item["table"], Item, ...common } };
      }
      case "UpdateItem":
        return { Update: { ...place(item), ...common } };
      case "DeleteItem":
        return { Delete: { ...place(item), ...common } };
      default: {
        // A check's condition stands as the item itself.
        return { ConditionCheck: { ...place(item), ...merged({ Condition: condition ?? item }) } };
      }
    }
  });
  return {
    target: "TransactWriteItems",
    members: { TransactItems },
    result: () => ({
      keys: items.map(({ key }) => plainItem(readAttributes(key))),
      cancellationReasons: null,
    }),
  };
}

const reasonsOf = (reasons: unknown) =>
  (reasons as readonly Members[]).map(({ Code, Message, Item }) => ({
    type: Code,
    message: Message ?? null,
    item: plainItem(Item),
  }));

/** Several expressions of one call share their names and values. */
function merged(expressions: Readonly<Record<string, unknown>>): Members {
  const given = Object.entries(expressions).filter(
    (entry): entry is [string, Expression] =>
      (entry[1] as Expression | null | undefined)?.expression !== undefined,
  );
  const names = Object.assign(
    {},
    ...given.map(([, { expressionNames }]) => expressionNames ?? {}),
  ) as object;
  const values = Object.assign(
    {},
    ...given.map(([, { expressionValues }]) => readAttributes(expressionValues)),
  ) as object;
  return {
    ...Object.fromEntries(given.map(([kind, { expression }]) => [`${kind}Expression`, expression])),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}
