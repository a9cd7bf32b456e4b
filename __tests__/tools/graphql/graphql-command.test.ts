import { expect, test } from "@jest/globals";
import { buildClientSchema, buildSchema, type IntrospectionQuery } from "graphql";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { clientSchema } from "../../../tools/graphql/client-schema";
import { temporaryFolders } from "../../support/temporary-folder";

const project = path.resolve(__dirname, "../../..");
const temporaryFolder = temporaryFolders();

const graphql = (...words: readonly string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", "tools/commands/graphql.ts", ...words], {
    cwd: project,
    encoding: "utf8",
  });

test("clients' tools can read what is printed, in both forms", () => {
  const asText = buildSchema(graphql("print").stdout);
  const { data } = JSON.parse(graphql("print", "--json").stdout) as { data: IntrospectionQuery };
  for (const schema of [asText, buildClientSchema(data)]) {
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toContain("me");
    expect(schema.getType("AWSDateTime")).toBeDefined();
    // Who may do what is AppSync's, and no client's.
    expect(schema.getDirective("aws_cognito_user_pools")).toBeUndefined();
  }
});

test("the types in graphql/ are those of its schema", () => {
  expect(graphql("types").stderr).toBe("graphql/types.ts is current.\n");
});

test("what is wrong with a schema is said with its place", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "schema.graphql");
  writeFileSync(file, "type Query { me: Nobody }");
  expect(() => clientSchema(file)).toThrow('graphql/schema.graphql: Unknown type "Nobody"');
  writeFileSync(file, "type Query { at: AWSDate own: Own } scalar Own");
  expect(clientSchema(file).getType("AWSDate")).toBeDefined();
});
