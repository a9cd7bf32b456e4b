import { Command } from "commander";
import { introspectionFromSchema, printSchema } from "graphql";
import path from "node:path";

import { runCommand } from "../console/command";
import { clientSchema } from "../graphql/client-schema";
import { writeSchemaTypes } from "../graphql/schema-types";
import { projectFolder } from "../project/project";

const folder = path.join(projectFolder, "graphql");

/* `npm run graphql`: the schema for those who call the API, and its types for those who write resolvers. */

const program = new Command("npm run graphql --")
  .description("Shows the GraphQL schema to clients' tools, and writes its types for resolvers.")
  .showHelpAfterError();

program
  .command("print")
  .description("prints graphql/schema.graphql as clients see it, without AppSync's directives")
  .option("--json", "as the answer to an introspection query, for tools that want that", false)
  .action(({ json }: { readonly json: boolean }) =>
    runCommand(async () => {
      const schema = clientSchema(path.join(folder, "schema.graphql"));
      const text = json
        ? JSON.stringify({ data: introspectionFromSchema(schema) }, null, 2)
        : printSchema(schema);
      process.stdout.write(`${text}\n`);
      await Promise.resolve();
    }),
  );

program
  .command("types")
  .description("writes graphql/types.ts, the types of graphql/schema.graphql")
  .action(() =>
    runCommand(async () => {
      const isNew = await writeSchemaTypes(folder);
      process.stderr.write(
        isNew ? "graphql/types.ts is written.\n" : "graphql/types.ts is current.\n",
      );
    }),
  );

program.parse();
