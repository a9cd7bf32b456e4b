import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../tools/review/model";
import { findingsOf } from "../../support/plan-json";

const api = "aws_appsync_graphql_api";
const resolver = "aws_appsync_resolver";
const own = { schema: 'type Query { me: String @aws_auth(cognito_groups: ["A"]) }' };
const logged = (exclude: boolean) => ({
  log_config: [{ field_log_level: "ERROR", exclude_verbose_content: exclude }],
});

test.each<readonly [string, string, JsonObject | null, JsonObject | null, string]>([
  [
    "a field that is open to the API's key, where nothing was",
    api,
    own,
    { schema: `${own.schema} extend type Query { all: [String] @aws_api_key }` },
    "block graphql-opened",
  ],
  [
    "one more field that is open to the API's key",
    api,
    { schema: "type Query { news: String @aws_api_key }" },
    { schema: "type Query { news: String @aws_api_key, more: String @aws_api_key }" },
    "notice graphql-opened",
  ],
  ["a log that holds answers", api, logged(true), logged(false), "block graphql-opened"],
  [
    "a query of any depth",
    api,
    { query_depth_limit: 5 },
    { query_depth_limit: 0 },
    "notice graphql-opened",
  ],
  ["a resolver that is gone", resolver, { api_id: "a" }, null, "notice graphql-opened"],
  [
    "a field that is answered from now on",
    resolver,
    null,
    { api_id: "a", type: "Query", field: "all" },
    "notice graphql-opened",
  ],
])("%s", async (_what, type, before, after, finding) => {
  expect(await findingsOf([{ type, before, after }])).toContain(finding);
});

test("what is new for those who have signed in is nothing to speak of", async () => {
  const after = { schema: `${own.schema}\ntype Order { id: ID, at: String }` };
  expect(await findingsOf([{ type: api, before: own, after }])).toEqual([]);
});

const client = "aws_cognito_user_pool_client";

test.each<readonly [string, JsonObject, JsonObject, string | undefined]>([
  [
    "a flow less blocks",
    { explicit_auth_flows: ["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"] },
    { explicit_auth_flows: ["ALLOW_CUSTOM_AUTH"] },
    "block client-access-changed",
  ],
  [
    "no password over the wire any more is no block",
    { explicit_auth_flows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"] },
    { explicit_auth_flows: ["ALLOW_USER_SRP_AUTH"] },
    undefined,
  ],
])("of a client, %s", async (_what, before, after, block) => {
  const blocks = (await findingsOf([{ type: client, before, after }])).filter((one) =>
    one.startsWith("block"),
  );
  expect(blocks).toEqual(block === undefined ? [] : [block]);
});
