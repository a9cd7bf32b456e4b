import {
  getOperationAST,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import type { AwsRequest, AwsResponse } from "../interceptor";
import { httpJson } from "../json-protocol";
import type { ApiStore } from "./api-store";
import type { Callers } from "./callers";
import type { RoleCaller } from "./data-sources/role-caller";
import { executeOperation, type Operation } from "./execute";
import { RequestError, shaped, syntaxErrorOf, validationErrorOf } from "./graphql-errors";
import type { Subscriptions } from "./subscriptions/subscriptions";

/** What requests of an API need. */
export interface EndpointProps {
  readonly callers: Callers;
  readonly roles: RoleCaller;
  readonly subscriptions: Subscriptions;
  readonly log: ((line: string) => void) | undefined;
}

/** Answers `POST /graphql/<API id>`: a query or a mutation. */
export async function answerGraphql(
  store: ApiStore,
  request: AwsRequest,
  { callers, roles, subscriptions, log }: EndpointProps,
): Promise<AwsResponse> {
  try {
    const caller = await callers.of(store, request);
    const body = readBody(request.body);
    const checked = checkOperation(store, body);
    if ("errors" in checked) return httpJson({ data: null, errors: checked.errors });
    const { schema, operation, kind } = checked;
    if (kind === "subscription") {
      throw new RequestError(400, "UnsupportedOperation", "Subscriptions go over a WebSocket.");
    }
    const shared = { store, caller, roles, log, headers: publicHeaders(request.headers) };
    const executed = await executeOperation(schema, operation, shared);
    if (kind === "mutation") subscriptions.publish(store, operation, executed.result);
    const headers = executed.request.responseHeaders;
    return httpJson(shaped(executed.result, executed.appended), { headers });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { status, errorType, message } = error;
    return httpJson(
      { errors: [{ errorType, message }] },
      { status, headers: { "x-amzn-errortype": errorType } },
    );
  }
}

/** A resolver sees neither tokens nor signatures of AWS's. */
function publicHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== "authorization" && name !== "cookie"),
  );
}

interface Body {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/** @throws RequestError when it is no GraphQL request. */
export function readBody(body: Buffer | string): Body {
  let read: Partial<Body> | null;
  try {
    read = JSON.parse(body.toString()) as Partial<Body> | null;
  } catch {
    throw new RequestError(400, "MalformedHttpRequestException", "Request body is not valid JSON.");
  }
  if (typeof read?.query !== "string" || read.query.trim() === "") {
    throw new RequestError(
      400,
      "MalformedHttpRequestException",
      "Unable to parse GraphQL query: there is no query in the request.",
    );
  }
  const { query, variables, operationName } = read;
  return { query, variables: variables ?? {}, operationName: operationName ?? undefined };
}

type Checked =
  | { readonly errors: readonly unknown[] }
  | {
      readonly schema: GraphQLSchema;
      readonly operation: Operation;
      readonly kind: "query" | "mutation" | "subscription";
    };

/** Parses a document and holds it against the schema and the API's limits. */
export function checkOperation(
  store: ApiStore,
  { query, variables, operationName }: Body,
): Checked {
  const { schema, api } = store;
  if (schema === undefined)
    throw new RequestError(400, "BadRequestException", "The API has no schema.");
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { errors: [syntaxErrorOf(error as GraphQLError)] };
  }
  const rules =
    api.introspectionConfig === "DISABLED"
      ? [...specifiedRules, NoSchemaIntrospectionCustomRule]
      : specifiedRules;
  const problems = validate(schema, document, rules);
  if (problems.length > 0) return { errors: problems.map(validationErrorOf) };
  const limit = api.queryDepthLimit ?? 0;
  if (limit > 0 && depthOf(document) > limit) {
    const message = `The document is deeper than the API's limit of ${limit}.`;
    return { errors: [{ ...validationErrorOf(new GraphQLError(message)), message }] };
  }
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const message = "Unknown operation: name one of those in the document.";
    return { errors: [{ ...validationErrorOf(new GraphQLError(message)), message }] };
  }
  return {
    schema,
    operation: { document, variables, operationName },
    kind: operation.operation,
  };
}

function depthOf(document: DocumentNode): number {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
  const depth = (set: SelectionSetNode | undefined): number => {
    const depths = (set?.selections ?? []).map((node) => {
      if (node.kind === Kind.FIELD) return 1 + depth(node.selectionSet);
      return depth(
        node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node.selectionSet,
      );
    });
    return Math.max(0, ...depths);
  };
  return Math.max(
    ...document.definitions.map((node) =>
      node.kind === Kind.OPERATION_DEFINITION ? depth(node.selectionSet) : 0,
    ),
  );
}
