import { expect, test } from "@jest/globals";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { graphqlSchema, type GraphqlSchemaProps } from "../../../stacks/api/graphql-schema";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

/** What a schema becomes, or what is wrong with it, a line each. */
function schema(text: string, given: Partial<GraphqlSchemaProps> = {}): string {
  const file = path.join(temporaryFolder(), "schema.graphql");
  writeFileSync(file, text);
  const props = {
    file,
    administrators: ["Admins"],
    readers: ["Managers"],
    groups: ["Admins", "Managers", "Users"],
    ownFields: [],
    resolvers: ["Query.me", "Root.me"].map((place) => {
      const [type = "", field = ""] = place.split(".");
      return { type, field, file: place };
    }),
  };
  try {
    return graphqlSchema({ ...props, ...given });
  } catch (error) {
    return (error as Error).message;
  }
}

const resolvers = [{ type: "Query", field: "me", file: "" }];
const query = (directives: string) => `type Query { me: String ${directives} }`;
const pools = (groups: string) => `@aws_cognito_user_pools(cognito_groups: ${groups})`;

test("names the environment's groups, each once", () => {
  const given = { resolvers, readers: ["Admins", "Users"] };
  expect(schema(query(pools('["{administrators}", "{readers}", "Users"]')), given)).toContain(
    '@aws_cognito_user_pools(cognito_groups: ["Admins", "Users"])',
  );
});

test("takes one group for a list of one, as GraphQL does", () => {
  expect(schema(query(pools('"{readers}"')), { resolvers })).toContain('["Managers"]');
  expect(schema(query(pools('"Owners"')), { resolvers })).toContain("names the group Owners");
});

test.each([
  ["aws_auth", '@aws_auth(cognito_groups: ["Admins"])', "would let every user in"],
  ["aws_api_key", "@aws_cognito_user_pools @aws_api_key", "takes no API keys"],
  ["aws_oidc", "@aws_iam @aws_oidc", "no tokens of OpenID Connect"],
  ["aws_lambda", "@aws_iam @aws_lambda", "no Lambda authorizer"],
])("refuses @%s, which says something else than it seems to", (name, directives, why) => {
  expect(schema(query(directives), { resolvers })).toMatch(
    new RegExp(`Query\\.me has @${name}: .*${why}`),
  );
  expect(
    schema(`${query("@aws_iam")} type Other ${directives} { a: String }`, { resolvers }),
  ).toMatch(new RegExp(`Other has @${name}`));
});

test("refuses a field that is left for no group", () => {
  const none = { resolvers, readers: [] };
  expect(schema(query(pools('["{readers}"]')), none)).toContain("Query.me is for no group");
});

test.each([
  ["its own name", "schema { query: Root } type Root { me: String }", "Root.me"],
  ["an extension", `${query("@aws_iam")} extend type Query { all: String }`, "Query.all"],
])("asks of every root field who may use it, whose type has %s", (_what, text, place) => {
  expect(schema(text)).toContain(`${place} does not say who may use it`);
});

test("refuses a root field without resolver, and a resolver without field", () => {
  expect(schema(query("@aws_iam"), { resolvers: [] })).toContain("Query.me has no resolver");
  const other = [...resolvers, { type: "Query", field: "you", file: "" }];
  expect(schema(query("@aws_iam"), { resolvers: other })).toContain(
    "the schema has no field you of Query",
  );
});

test("refuses an own field that clients cannot send", () => {
  expect(schema(query("@aws_iam"), { resolvers, ownFields: ["nickname"] })).toContain(
    "graphql.ownFields names nickname",
  );
});

test("says where a text is no schema", () => {
  expect(schema("type {")).toContain("graphql/schema.graphql: Syntax Error");
});
