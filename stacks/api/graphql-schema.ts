import { readFileSync } from "node:fs";
import {
  Kind,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
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

/** The directives that say who may use a field, by the API's two ways in. */
const opening = ["aws_cognito_user_pools", "aws_iam"];

/** Directives that say nothing in this API, or not what they seem to say. */
const misleading: Readonly<Record<string, string>> = {
  aws_auth:
    "AppSync does not heed it where an API has more than one way in, and would let every user in",
  aws_api_key: "the API takes no API keys",
  aws_oidc: "the API takes no tokens of OpenID Connect",
  aws_lambda: "the API has no Lambda authorizer",
};

type ObjectType = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/**
 * The schema of an environment: `{administrators}` and `{readers}` become its groups.
 *
 * @throws GraphqlError with everything that is wrong: a group that the environment does not have, a
 *   directive that AppSync does not heed here, a field of `Query`, `Mutation` or `Subscription` that does not
 *   say who may use it or has no resolver, a resolver without its field, a field in `ownFields` that
 *   `UpdateMeInput` does not have.
 */
export function graphqlSchema(props: GraphqlSchemaProps): string {
  const problems: string[] = [];
  const document = withGroups(read(props.file), props, problems);
  const types = document.definitions.filter(
    (node): node is ObjectType =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
  );
  const roots = rootsOf(document);
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
  problems.push(...types.flatMap(directiveProblems));
  for (const { name, fields = [] } of types.filter((type) => roots.includes(type.name.value))) {
    for (const field of fields) {
      const place = `${name.value}.${field.name.value}`;
      if (!(field.directives ?? []).some((directive) => opening.includes(directive.name.value))) {
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

function rootsOf({ definitions }: DocumentNode): readonly string[] {
  const named = definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? (node.operationTypes ?? []).map(({ type }) => type.name.value)
      : [],
  );
  return [...named, "Query", "Mutation", "Subscription"];
}

function directiveProblems({ name, directives = [], fields = [] }: ObjectType): readonly string[] {
  const of = (place: string, on: readonly ConstDirectiveNode[]) =>
    on.flatMap(({ name: { value: directive }, arguments: args = [] }) => {
      const why = misleading[directive];
      if (why !== undefined) {
        return `graphql/schema.graphql: ${place} has @${directive}: ${why}. Use @aws_cognito_user_pools or @aws_iam.`;
      }
      const isForNobody = args.some(
        ({ name: argument, value }) =>
          argument.value === "cognito_groups" &&
          value.kind === Kind.LIST &&
          value.values.length === 0,
      );
      return isForNobody
        ? `graphql/schema.graphql: ${place} is for no group of this environment, and AppSync does not say that it would be for nobody. Name a group, or take the field out.`
        : [];
    });
  return [
    ...of(name.value, directives),
    ...fields.flatMap((field) => of(`${name.value}.${field.name.value}`, field.directives ?? [])),
  ];
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
        if (name.value !== "cognito_groups") return argument;
        // GraphQL takes one value for a list of one.
        const written = value.kind === Kind.LIST ? value.values : [value];
        const named = written.flatMap((node) =>
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
        return { ...argument, value: { kind: Kind.LIST as const, values } };
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
