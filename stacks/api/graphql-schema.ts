import { readFileSync } from "node:fs";
import {
  Kind,
  parse,
  print,
  visit,
  type DocumentNode,
  type ObjectTypeDefinitionNode,
} from "graphql";
import { GraphqlError } from "./graphql-error";
import type { ResolverFile } from "./resolver-files";

/** What a schema is held against. */
export interface GraphqlSchemaProps {
  /** `graphql/schema.graphql`. */
  readonly file: string;
  readonly administrators: readonly string[];
  readonly readers: readonly string[];
  /** All groups of the environment. */
  readonly groups: readonly string[];
  /** Fields of the row that its owner may change. */
  readonly ownFields: readonly string[];
  readonly resolvers: readonly ResolverFile[];
}

const roots = ["Query", "Mutation", "Subscription"];

/** The directives that say who may use a field. */
const opening = /^aws_(auth|cognito_user_pools|iam|api_key|oidc|lambda)$/;

/**
 * The schema of an environment: `{administrators}` and `{readers}` become its groups.
 *
 * @throws GraphqlError with everything that is wrong: a group that the environment does not have, a field
 *   of `Query`, `Mutation` or `Subscription` that says nobody may use it or has no resolver, a resolver
 *   without its field, a field in `ownFields` that `UpdateMeInput` does not have.
 */
export function graphqlSchema(props: GraphqlSchemaProps): string {
  const problems: string[] = [];
  const document = withGroups(read(props.file), props, problems);
  const types = document.definitions.filter(
    (node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION,
  );
  const has = ({ type, field }: ResolverFile) =>
    types.some(
      ({ name, fields = [] }) =>
        name.value === type && fields.some((one) => one.name.value === field),
    );
  for (const resolver of props.resolvers.filter((one) => !has(one))) {
    const { type, field } = resolver;
    problems.push(
      `graphql/resolvers/${type}.${field}.ts: the schema has no field ${field} of ${type}.`,
    );
  }
  for (const { name, fields = [] } of types.filter((type) => roots.includes(type.name.value))) {
    for (const field of fields) {
      const place = `${name.value}.${field.name.value}`;
      if (!(field.directives ?? []).some((directive) => opening.test(directive.name.value))) {
        problems.push(
          `graphql/schema.graphql: ${place} does not say who may use it. Add @aws_cognito_user_pools or @aws_iam.`,
        );
      }
      const isResolved = props.resolvers.some(
        (one) => one.type === name.value && one.field === field.name.value,
      );
      if (!isResolved)
        problems.push(`${place} has no resolver: add graphql/resolvers/${place}.ts.`);
    }
  }
  problems.push(...ownFieldProblems(document, props.ownFields));
  if (problems.length > 0) throw new GraphqlError(problems);
  return print(document);
}

function read(file: string): DocumentNode {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new GraphqlError([
      `graphql/schema.graphql: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

function withGroups(
  document: DocumentNode,
  { administrators, readers, groups }: GraphqlSchemaProps,
  problems: string[],
): DocumentNode {
  const placeholders: Readonly<Record<string, readonly string[]>> = {
    "{administrators}": administrators,
    "{readers}": readers,
  };
  return visit(document, {
    Directive: (directive) => ({
      ...directive,
      arguments: (directive.arguments ?? []).map((argument) => {
        const { name, value } = argument;
        if (name.value !== "cognito_groups" || value.kind !== Kind.LIST) return argument;
        const named = value.values.flatMap((node) =>
          node.kind === Kind.STRING ? (placeholders[node.value] ?? [node.value]) : [],
        );
        for (const group of named.filter((one) => !groups.includes(one))) {
          problems.push(
            `graphql/schema.graphql names the group ${group}, which the environment does not have. It has ${groups.join(", ")}.`,
          );
        }
        const values = [...new Set(named)].map((group) => ({
          kind: Kind.STRING as const,
          value: group,
        }));
        return { ...argument, value: { ...value, values } };
      }),
    }),
  });
}

function ownFieldProblems(document: DocumentNode, ownFields: readonly string[]): readonly string[] {
  const input = document.definitions.find(
    (node) =>
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && node.name.value === "UpdateMeInput",
  );
  const fields =
    input?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
      ? (input.fields ?? []).map(({ name }) => name.value)
      : [];
  return ownFields
    .filter((field) => !fields.includes(field))
    .map(
      (field) =>
        `graphql.ownFields names ${field}: add it to UpdateMeInput and User in graphql/schema.graphql.`,
    );
}
