import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import { printSchema, parse } from "graphql";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { clientSchema } from "./client-schema";

/** What AppSync's scalars are in JavaScript. */
const scalars = {
  AWSDate: "string",
  AWSTime: "string",
  AWSDateTime: "string",
  AWSTimestamp: "number",
  AWSEmail: "string",
  AWSJSON: "string",
  AWSURL: "string",
  AWSPhone: "string",
  AWSIPAddress: "string",
};

/**
 * Writes `graphql/types.ts`, the types of the schema, unless it is of this schema already.
 *
 * @param folder `graphql/`.
 * @returns whether it was written.
 * @throws GraphqlError when `schema.graphql` is no schema.
 * @see https://the-guild.dev/graphql/codegen/plugins/typescript/typescript
 */
export async function writeSchemaTypes(folder: string): Promise<boolean> {
  const schema = path.join(folder, "schema.graphql");
  const file = path.join(folder, "types.ts");
  const hash = createHash("sha256").update(readFileSync(schema)).digest("hex").slice(0, 16);
  const head =
    `/* Made of schema.graphql (${hash}) by \`npm run graphql -- types\`, and by \`npm run typecheck\`. */\n` +
    "/* eslint-disable */\n";
  if (existsSync(file) && readFileSync(file, "utf8").startsWith(head)) return false;
  const types = await codegen({
    schema: parse(printSchema(clientSchema(schema))),
    documents: [],
    filename: file,
    config: {},
    plugins: [{ typescript: { scalars, enumsAsTypes: true } }],
    pluginMap: { typescript },
  });
  writeFileSync(file, `${head}${types}`);
  return true;
}
