import { describe, expect, test } from "@jest/globals";
import path from "node:path";
import ts from "typescript";
import { runHandler } from "../../../../tools/local-aws/appsync/sandbox/sandbox";
import { contextWith } from "../../../support/graphql/context";

/** What a text is when a handler returns it. */
async function valueOf(text: string): Promise<unknown> {
  const code = `import { util, runtime, extensions } from "@aws-appsync/utils";
    import * as ddb from "@aws-appsync/utils/dynamodb";
    export const request = (ctx) => (${text});`;
  const outcome = await runHandler(code, "request", contextWith(), {
    authType: "IAM Authorization",
  });
  return "value" in outcome ? outcome.value : outcome;
}

/** All functions that the published types name: `util.time.nowISO8601`, `update` of `dynamodb`. */
function publishedFunctions(): readonly string[] {
  const folder = path.join(path.dirname(require.resolve("@aws-appsync/utils/package.json")), "lib");
  const files = { "": "index.d.ts", "ddb.": "dynamodb-helpers.d.ts" };
  const program = ts.createProgram(
    Object.values(files).map((file) => path.join(folder, file)),
    {},
  );
  const checker = program.getTypeChecker();
  const functionsOf = (type: ts.Type, name: string): readonly string[] =>
    type.getCallSignatures().length > 0
      ? [name]
      : checker
          .getPropertiesOfType(type)
          .flatMap((member) =>
            functionsOf(checker.getTypeOfSymbol(member), `${name}.${member.name}`),
          );
  return Object.entries(files).flatMap(([prefix, file]) => {
    const source = program.getSourceFile(path.join(folder, file));
    const module = source && checker.getSymbolAtLocation(source);
    return (module ? checker.getExportsOfModule(module) : []).flatMap((exported) => {
      const symbol =
        (exported.flags & ts.SymbolFlags.Alias) !== 0
          ? checker.getAliasedSymbol(exported)
          : exported;
      return (symbol.flags & ts.SymbolFlags.Value) === 0
        ? []
        : functionsOf(checker.getTypeOfSymbol(symbol), prefix + exported.name);
    });
  });
}

/** What AppSync has and the local AWS has not. */
const missing = [
  "extensions.invalidateSubscriptions",
  "extensions.setSubscriptionInvalidationFilter",
  "util.autoKsuid",
  "util.rds.toJsonObject",
  "util.time.epochMilliSecondsToFormatted",
  "util.time.nowFormatted",
  "util.time.parseFormattedToEpochMilliSeconds",
  "util.transform.toElasticsearchQueryDSL",
  "util.xml.toJsonString",
  "util.xml.toMap",
];

test("every function of the published types is there, or says by its name that it is not", async () => {
  const published = publishedFunctions();
  expect(published).toEqual(
    expect.arrayContaining(["util.error", "ddb.operations.increment", ...missing]),
  );
  const types = `[${published.map((name) => `typeof ${name}`).join(", ")}]`;
  expect(await valueOf(types)).toEqual(published.map(() => "function"));
  const said: string[] = [];
  for (const name of published) {
    const outcome = (await valueOf(`${name}("", "", {})`)) as { message?: string } | null;
    if (outcome?.message === `The local AWS does not have ${name}.`) said.push(name);
  }
  expect(said.sort()).toEqual(missing);
}, 60_000);

describe("util", () => {
  test.each<[string, unknown]>([
    ['util.escapeJavaScript("a\\"b\\n")', 'a\\"b\\n'],
    ['util.urlEncode("a b&c/ü")', "a+b%26c%2F%C3%BC"],
    ['util.urlDecode("a+b%26c")', "a b&c"],
    ['util.base64Encode("Ada ü 🎉")', Buffer.from("Ada ü 🎉").toString("base64")],
    ['util.base64Decode(util.base64Encode("ü"))', "ü"],
    ['util.matches("a*b", "aaab")', true],
    ['util.matches("a*b", "caaab")', false],
    ["util.authType()", "IAM Authorization"],
    ['util.time.parseISO8601ToEpochMilliSeconds("2018-02-01T17:21:05.180+08:00")', 1517476865180],
    ["util.time.epochMilliSecondsToISO8601(1517943695750)", "2018-02-06T19:01:35.750Z"],
    ["util.time.epochMilliSecondsToSeconds(1517943695750)", 1517943695],
    ["util.math.roundNum(10.2)", 10],
    ["util.math.minVal(1, 2)", 1],
    ["util.math.maxVal(1, 2)", 2],
    ['util.str.normalize("e\\u0301", "nfc")', "é"],
    [
      'util.dynamodb.toDynamoDB({ a: [1, "x", true, null] })',
      {
        M: { a: { L: [{ N: "1" }, { S: "x" }, { BOOL: true }, { NULL: null }] } },
      },
    ],
    ['util.dynamodb.toStringSet(["a", "b"])', { SS: ["a", "b"] }],
    ["util.dynamodb.toNumberSet([1])", { NS: ["1"] }],
    ["util.dynamodb.toMapValues({ a: 1, b: undefined })", { a: { N: "1" } }],
    ['util.http.copyHeaders({ a: "b" })', { a: "b" }],
  ])("%s", async (text, value) => {
    expect(await valueOf(text)).toEqual(value);
  });

  test("ids are new each time", async () => {
    expect(await valueOf("util.autoId() !== util.autoId() && util.autoUlid().length === 26")).toBe(
      true,
    );
  });

  test("filters of scans, conditions and subscriptions", async () => {
    expect(
      JSON.parse(
        (await valueOf(
          'util.transform.toDynamoDBFilterExpression({ a: { beginsWith: "x" }, or: [{ b: { gt: 1 } }, { b: { attributeExists: false } }] })',
        )) as string,
      ),
    ).toEqual({
      expression:
        "begins_with(#a, :a_beginsWith_0) AND ((#b > :b_gt_1) OR (attribute_not_exists(#b)))",
      expressionNames: { "#a": "a", "#b": "b" },
      expressionValues: { ":a_beginsWith_0": { S: "x" }, ":b_gt_1": { N: "1" } },
    });
    expect(
      await valueOf(
        'util.transform.toSubscriptionFilter({ or: [{ a: { eq: 1 } }, { b: { in: ["x"] } }] })',
      ),
    ).toEqual({
      filterGroup: [
        { filters: [{ fieldName: "a", operator: "eq", value: 1 }] },
        { filters: [{ fieldName: "b", operator: "in", value: ["x"] }] },
      ],
    });
  });
});

describe("requests of a DynamoDB data source", () => {
  test.each<[string, unknown]>([
    [
      'ddb.get({ key: { id: "a" }, projection: ["a.b"] })',
      {
        operation: "GetItem",
        key: { id: { S: "a" } },
        projection: { expression: "#a.#b", expressionNames: { "#a": "a", "#b": "b" } },
      },
    ],
    [
      'ddb.put({ key: { id: "a" }, item: { n: 1 }, condition: { id: { attributeExists: false } } })',
      {
        operation: "PutItem",
        key: { id: { S: "a" } },
        attributeValues: { n: { N: "1" } },
        condition: { expression: "attribute_not_exists(#id)", expressionNames: { "#id": "id" } },
      },
    ],
    [
      'ddb.update({ key: { id: "a" }, update: { n: ddb.operations.increment(2), gone: ddb.operations.remove(), tags: ddb.toStringSet(["x"]) } })',
      {
        operation: "UpdateItem",
        key: { id: { S: "a" } },
        update: {
          expression: "SET #n = if_not_exists(#n, :n_0) + :n_1, #tags = :tags_2 REMOVE #gone",
          expressionNames: { "#n": "n", "#gone": "gone", "#tags": "tags" },
          expressionValues: { ":n_0": { N: "0" }, ":n_1": { N: "2" }, ":tags_2": { SS: ["x"] } },
        },
      },
    ],
    ['ddb.remove({ key: { id: "a" } })', { operation: "DeleteItem", key: { id: { S: "a" } } }],
    [
      'ddb.query({ query: { id: { eq: "a" } }, index: "by", limit: 2 })',
      {
        operation: "Query",
        index: "by",
        limit: 2,
        query: {
          expression: "#id = :id_eq_0",
          expressionNames: { "#id": "id" },
          expressionValues: { ":id_eq_0": { S: "a" } },
        },
      },
    ],
    [
      'ddb.transactWrite({ items: [{ conditionCheck: { table: "t", key: { id: "a" }, condition: { id: { attributeExists: true } } } }] })',
      {
        operation: "TransactWriteItems",
        transactItems: [
          {
            table: "t",
            operation: "ConditionCheck",
            key: { id: { S: "a" } },
            condition: {
              expression: "attribute_exists(#id)",
              expressionNames: { "#id": "id" },
              returnValuesOnConditionCheckFailure: true,
            },
          },
        ],
      },
    ],
  ])("%s", async (text, value) => {
    expect(await valueOf(text)).toEqual(value);
  });

  test("keeps names apart that look alike, and takes no name for part of an expression", async () => {
    const { filter } = (await valueOf(
      'ddb.scan({ filter: { "a-b": { eq: 1 }, a_b: { eq: 2 }, "x OR y": { eq: 3 } } })',
    )) as { filter: { expression: string; expressionNames: Record<string, string> } };
    expect(Object.values(filter.expressionNames).sort()).toEqual(["a-b", "a_b", "x OR y"]);
    expect(filter.expression).not.toContain("x OR y");
  });
});
