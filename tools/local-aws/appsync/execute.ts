import {
  execute,
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from "graphql";
import { mayCall } from "./field-authorization";
import { FieldError, fieldErrorOf, type ShapedError } from "./graphql-errors";
import { runResolver, unauthorized, type GraphqlRequest } from "./run-resolver";

/** AppSync's own limit of resolvers in a request. */
const MOST_RESOLVERS = 10_000;

/** A document that fits the schema, and its variables. */
export interface Operation {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/** What came of an operation, and the errors that were added to it. */
export interface Executed {
  readonly result: ExecutionResult;
  readonly appended: readonly ShapedError[];
  readonly request: GraphqlRequest;
}

/** Executes queries and mutations: graphql-js walks the document, resolvers answer. */
export async function executeOperation(
  schema: GraphQLSchema,
  { document, variables, operationName }: Operation,
  shared: Omit<GraphqlRequest, "append" | "responseHeaders">,
  rootValue?: unknown,
): Promise<Executed> {
  const appended: ShapedError[] = [];
  const request: GraphqlRequest = {
    ...shared,
    responseHeaders: {},
    append: (failure, info) => {
      const error = new GraphQLError(failure.message, {
        nodes: info.fieldNodes,
        path: pathOf(info),
        originalError: FieldError.of(failure, info),
      });
      appended.push(fieldErrorOf(error));
    },
  };
  const result = await execute({
    schema,
    document,
    variableValues: variables,
    operationName: operationName ?? null,
    fieldResolver: fieldResolver(request, schema, rootValue !== undefined),
    typeResolver: (value) => (value as { __typename?: string } | null)?.__typename,
    ...(rootValue !== undefined && { rootValue }),
  });
  return { result, appended, request };
}

/**
 * @param isEvent the operation is a subscription's, and its root value an event: what the mutation's
 *   document did not select is not there, and no resolver is asked for it.
 */
function fieldResolver(request: GraphqlRequest, schema: GraphQLSchema, isEvent: boolean) {
  const { store, caller } = request;
  const limit = store.api.resolverCountLimit;
  const most = limit === undefined || limit === 0 ? MOST_RESOLVERS : limit;
  let count = 0;
  return async (
    source: unknown,
    args: Readonly<Record<string, unknown>>,
    _context: unknown,
    info: GraphQLResolveInfo,
  ): Promise<unknown> => {
    const field = info.parentType.getFields()[info.fieldName];
    if (!field || !(await mayCall(store.api, schema, { parent: info.parentType, field, caller }))) {
      throw unauthorized(info);
    }
    const resolver = store.resolvers.get(`${info.parentType.name}.${info.fieldName}`);
    if (resolver === undefined || isEvent) {
      return (source as Readonly<Record<string, unknown>> | null | undefined)?.[info.fieldName];
    }
    count += 1;
    if (count > most) {
      throw new FieldError(
        `The request has more than ${most} resolvers.`,
        "ResolverCountLimitReached",
      );
    }
    return runResolver(request, resolver, { source, args, info });
  };
}

function pathOf({ path }: GraphQLResolveInfo): readonly (string | number)[] {
  const parts: (string | number)[] = [];
  for (let part: typeof path | undefined = path; part; part = part.prev) parts.unshift(part.key);
  return parts;
}
