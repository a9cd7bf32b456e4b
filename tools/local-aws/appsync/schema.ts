import {
  buildASTSchema,
  Kind,
  parse,
  GraphQLSchema,
  specifiedScalarTypes,
  validateSchema,
  type DocumentNode,
} from "graphql";
import { scalars } from "./scalars";

/**
 * What AppSync adds to every schema: its directives. Its scalars are added where a schema does not have
 * them.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
const directives = `
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_oidc on OBJECT | FIELD_DEFINITION
directive @aws_lambda on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
directive @aws_auth(cognito_groups: [String!]) on FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
directive @aws_publish(subscriptions: [String!]) on FIELD_DEFINITION
directive @canonical on OBJECT | FIELD_DEFINITION
directive @hidden on OBJECT | FIELD_DEFINITION
directive @renamed on OBJECT | FIELD_DEFINITION
`;

/** A schema is refused: `details` of `GetSchemaCreationStatus`. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/**
 * Reads a schema as AppSync does.
 *
 * @throws SchemaError with everything that is wrong with it.
 */
export function readSchema(definition: string): GraphQLSchema {
  try {
    const written = parse(definition);
    const own = new Set(
      written.definitions.flatMap((node) =>
        node.kind === Kind.SCALAR_TYPE_DEFINITION ? [node.name.value] : [],
      ),
    );
    const added = scalars.filter(({ name }) => !own.has(name)).map(({ name }) => `scalar ${name}`);
    const document: DocumentNode = {
      kind: Kind.DOCUMENT,
      definitions: [...parse(directives + added.join("\n")).definitions, ...written.definitions],
    };
    const config = buildASTSchema(document).toConfig();
    const types = new Set([...config.types, ...specifiedScalarTypes]);
    // Documents may name a scalar that the schema itself does not use.
    const schema = new GraphQLSchema({ ...config, types: [...types] });
    const problems = validateSchema(schema);
    if (problems.length > 0) throw new SchemaError(problems.map(String).join("\n"));
    for (const scalar of scalars) {
      const type = schema.getType(scalar.name);
      // The functions are what a scalar is; the rest is its name.
      if (type) Object.assign(type, pick(scalar));
    }
    return schema;
  } catch (error) {
    if (error instanceof SchemaError) throw error;
    throw new SchemaError(error instanceof Error ? error.message : String(error));
  }
}

const pick = ({ serialize, parseValue, parseLiteral }: (typeof scalars)[number]) => ({
  serialize,
  parseValue,
  parseLiteral,
});
