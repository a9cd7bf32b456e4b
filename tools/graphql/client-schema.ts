import { readFileSync } from "node:fs";
import { buildASTSchema, Kind, parse, visit, type DocumentNode, type GraphQLSchema } from "graphql";
import { GraphqlError } from "../../stacks/api/graphql-error";

/** https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html */
const appsyncScalar = /^AWS(Date|Time|DateTime|Timestamp|Email|JSON|URL|Phone|IPAddress)$/;

/**
 * The schema as clients and their tools take it: AppSync's own scalars are declared, and its directives,
 * which only AppSync heeds, are left out.
 *
 * @param file `graphql/schema.graphql`.
 * @throws GraphqlError when it is no schema.
 */
export function clientSchema(file: string): GraphQLSchema {
  try {
    const written = visit(parse(readFileSync(file, "utf8")), { Directive: () => null });
    return buildASTSchema(withScalars(written));
  } catch (error) {
    throw new GraphqlError([
      `graphql/schema.graphql: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

/** Declares the scalars of AppSync that the document uses. */
function withScalars(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    NamedType: ({ name }) => {
      if (appsyncScalar.test(name.value)) used.add(name.value);
    },
  });
  const own = document.definitions.flatMap((node) =>
    node.kind === Kind.SCALAR_TYPE_DEFINITION ? [node.name.value] : [],
  );
  const missing = [...used].filter((name) => !own.includes(name));
  const scalars = missing.map((value) => ({
    kind: Kind.SCALAR_TYPE_DEFINITION as const,
    name: { kind: Kind.NAME as const, value },
  }));
  return { ...document, definitions: [...document.definitions, ...scalars] };
}
