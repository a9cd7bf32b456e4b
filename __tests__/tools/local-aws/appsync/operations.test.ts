import { describe, expect, test } from "@jest/globals";
import { graphql, printSchema } from "graphql";
import { ApiStore } from "../../../../tools/local-aws/appsync/api-store";
import { checkOperation, readBody } from "../../../../tools/local-aws/appsync/graphql-endpoint";
import type { GraphqlApi } from "../../../../tools/local-aws/appsync/model";
import { readSchema, SchemaError } from "../../../../tools/local-aws/appsync/schema";
import { passes } from "../../../../tools/local-aws/appsync/subscriptions/filter";

const text = `
  type Person { name: String friend: Person }
  type Query { person: Person }
`;

/** What an API with these limits makes of a document: nothing, or the first error's message. */
function refusalOf(query: string, limits: Partial<GraphqlApi> = {}): string | undefined {
  const store = new ApiStore({
    apiId: "a",
    arn: "arn",
    name: "a",
    authenticationType: "AWS_IAM",
    uris: { GRAPHQL: "", REALTIME: "" },
    ...limits,
  });
  store.schema = readSchema(text);
  const checked = checkOperation(store, readBody(JSON.stringify({ query })));
  if (!("errors" in checked)) return undefined;
  const [error] = checked.errors as readonly { message: string }[];
  return error?.message;
}

describe("a document", () => {
  const limited = { queryDepthLimit: 3 };

  test.each([
    ["fields", "{ person { friend { friend { name } } } }"],
    ["a fragment", "{ person { ...f } } fragment f on Person { friend { friend { name } } }"],
    [
      "fragments in fragments",
      "{ ...q } fragment q on Query { person { ...f } } fragment f on Person { friend { friend { name } } }",
    ],
    ["a fragment without a name", "{ person { ... on Person { friend { friend { name } } } } }"],
    [
      "another operation of the document",
      "query A { person { name } } query B { person { friend { friend { name } } } }",
    ],
  ])("that is too deep by %s is refused", (_what, query) => {
    expect(refusalOf(query, limited)).toContain("limit of 3");
    expect(refusalOf(query.replace(/ query B .*/, ""), {})).toBeUndefined();
  });

  test("as deep as the limit is taken, and a circle of fragments is not", () => {
    expect(refusalOf("{ person { friend { name } } }", limited)).toBeUndefined();
    expect(
      refusalOf("{ person { ...f } } fragment f on Person { friend { ...f } }", limited),
    ).toContain("Validation error");
  });

  test("asks for the schema only where that is on", () => {
    expect(refusalOf("{ __schema { types { name } } }")).toBeUndefined();
    expect(
      refusalOf("{ __schema { types { name } } }", { introspectionConfig: "DISABLED" }),
    ).toContain("introspection has been disabled");
    expect(
      refusalOf("{ __typename person { __typename } }", { introspectionConfig: "DISABLED" }),
    ).toBeUndefined();
  });

  test.each([
    ["FieldUndefined", "{ nobody }"],
    ["UnknownArgument", "{ person(id: 1) { name } }"],
    ["SubSelectionRequired", "{ person }"],
    ["SubSelectionNotAllowed", "{ person { name { x } } }"],
    ["UndefinedFragment", "{ person { ...f } }"],
    ["UndefinedVariable", "{ person @include(if: $x) { name } }"],
    ["UnusedVariable", "query ($x: Int) { person { name } }"],
    ["UnknownDirective", "{ person @x { name } }"],
  ])("is refused as %s", (kind, query) => {
    expect(refusalOf(query)).toMatch(new RegExp(`^Validation error of type ${kind}: `));
  });
});

describe("AppSync's scalars", () => {
  const schema = readSchema(
    `type Query { x: String } ${[
      "AWSDate",
      "AWSTime",
      "AWSDateTime",
      "AWSTimestamp",
      "AWSEmail",
      "AWSJSON",
      "AWSURL",
      "AWSPhone",
      "AWSIPAddress",
    ]
      .map((name) => `extend type Query { ${name}(value: ${name}!): Boolean }`)
      .join(" ")}`,
  );
  const takes = async (scalar: string, value: unknown) => {
    const { errors } = await graphql({
      schema,
      source: `query ($value: ${scalar}!) { ${scalar}(value: $value) }`,
      variableValues: { value },
    });
    return errors === undefined;
  };

  test.each<[string, readonly unknown[], readonly unknown[]]>([
    ["AWSDate", ["1970-01-01", "1970-01-01Z", "1970-01-01+05:30"], ["1970-1-1", "yesterday", 1]],
    ["AWSTime", ["12:30", "12:30:24.500+05:30", "12:30Z"], ["noon", "1:2"]],
    [
      "AWSDateTime",
      ["1970-01-01T12:30:24.500Z", "1970-01-01T12:30:00+05:30"],
      ["1970-01-01", "1970-01-01T12:30:24"],
    ],
    ["AWSTimestamp", [0, -1, 1_700_000_000], [1.5, "x"]],
    ["AWSEmail", ["ada@example.com", "ü@example.com"], ["ada", "@", "a b@c"]],
    ["AWSJSON", ['{"a":1}', "[]", '"x"', "1"], ["{a}", ""]],
    ["AWSURL", ["https://example.com/?a=b", "mailto:a@example.com"], ["example", ""]],
    ["AWSPhone", ["+44 20 7946 0123", "555-0100"], ["phone", ""]],
    ["AWSIPAddress", ["127.0.0.1", "::1", "10.0.0.0/8"], ["localhost", ""]],
  ])("%s", async (scalar, good, bad) => {
    for (const value of good) expect([value, await takes(scalar, value)]).toEqual([value, true]);
    for (const value of bad) expect([value, await takes(scalar, value)]).toEqual([value, false]);
  });
});

describe("a schema", () => {
  test("is printed with AppSync's own directives, and refused when it is wrong", () => {
    expect(printSchema(readSchema(text))).toContain("directive @aws_subscribe");
    expect(() => readSchema("type Query { x: Nothing }")).toThrow(SchemaError);
    expect(() => readSchema("type Mutation { x: String }")).toThrow("Query root type");
  });
});

describe("a filter of a subscription", () => {
  const event = { a: 1, text: "hello", list: ["x", "y"], deep: { b: true }, none: null };
  const lets = (fieldName: string, operator: string, value: unknown) =>
    passes({ filterGroup: [{ filters: [{ fieldName, operator, value }] }] }, event);

  test.each<[string, string, unknown, unknown]>([
    ["a", "eq", 1, 2],
    ["a", "ne", 2, 1],
    ["a", "lt", 2, 1],
    ["a", "le", 1, 0],
    ["a", "gt", 0, 1],
    ["a", "ge", 1, 2],
    ["a", "in", [1, 2], [2]],
    ["a", "notIn", [2], [1]],
    ["a", "between", [0, 1], [2, 3]],
    ["text", "beginsWith", "he", "lo"],
    ["text", "contains", "ell", "x"],
    ["text", "notContains", "x", "ell"],
    ["list", "contains", "x", "z"],
    ["list", "containsAny", ["z", "y"], ["z"]],
    ["deep.b", "eq", true, false],
    ["nothing", "ne", 1, undefined],
  ])("%s %s", (fieldName, operator, yes, no) => {
    expect([lets(fieldName, operator, yes), lets(fieldName, operator, no)]).toEqual([true, false]);
  });

  test("takes no other type for the same, and no operator that there is not", () => {
    expect(lets("a", "eq", "1")).toBe(false);
    expect(lets("a", "lt", "9")).toBe(false);
    expect(lets("a", "like", 1)).toBe(false);
    expect(passes({ filterGroup: [] }, event)).toBe(false);
  });

  test("joins the filters of a group, and takes groups for alternatives", () => {
    const is = (fieldName: string, value: unknown) => ({ fieldName, operator: "eq", value });
    const groups = (...all: readonly (readonly object[])[]) => ({
      filterGroup: all.map((filters) => ({ filters })),
    });
    expect(passes(groups([is("a", 1), is("text", "no")]), event)).toBe(false);
    expect(passes(groups([is("a", 2)], [is("text", "hello")]), event)).toBe(true);
  });
});
