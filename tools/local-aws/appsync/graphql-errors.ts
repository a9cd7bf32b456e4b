import type { ExecutionResult, GraphQLError, GraphQLResolveInfo } from "graphql";
import type { HandlerFailure } from "./sandbox/handler";
import { selectedOf } from "./selection";

/** Thrown for a field, or added to the answer: an error with what AppSync shows beside the message. */
export class FieldError extends Error {
  override readonly name = "FieldError";

  constructor(
    message: string,
    readonly errorType: string | null = null,
    readonly data: unknown = null,
    readonly errorInfo: unknown = null,
  ) {
    super(message);
  }

  /** Of `util.error` or `util.appendError`. Of the data, a client gets what it has asked for. */
  static of(
    { message, errorType, data, errorInfo }: HandlerFailure,
    info: GraphQLResolveInfo,
  ): FieldError {
    const shown = selectedOf(data ?? null, info);
    return new FieldError(message, errorType ?? null, shown, errorInfo ?? null);
  }
}

/** What is refused before anything runs: the whole answer, with its status. */
export class RequestError extends Error {
  override readonly name = "RequestError";

  constructor(
    readonly status: number,
    readonly errorType: string,
    message: string,
  ) {
    super(message);
  }
}

/** An error of an answer, in AppSync's form. */
export type ShapedError = Readonly<Record<string, unknown>>;

const places = (error: GraphQLError) =>
  error.locations?.map(({ line, column }) => ({ line, column, sourceName: null })) ?? null;

/** An error while fields are resolved. */
export function fieldErrorOf(error: GraphQLError): ShapedError {
  const cause = error.originalError;
  const { errorType, data, errorInfo } =
    cause instanceof FieldError ? cause : new FieldError(error.message);
  return {
    path: error.path ?? null,
    data,
    errorType,
    errorInfo,
    locations: places(error),
    message: error.message,
  };
}

/** AppSync's names for what makes a document invalid, by what graphql-js says. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^Cannot query field/, "FieldUndefined"],
  [/^Unknown argument/, "UnknownArgument"],
  [/argument ".*" of type ".*" is required/, "MissingFieldArgument"],
  [/must have a selection of subfields/, "SubSelectionRequired"],
  [/must not have a selection/, "SubSelectionNotAllowed"],
  [/^Unknown type/, "UnknownType"],
  [/^Unknown fragment/, "UndefinedFragment"],
  [/^Variable ".*" is not defined/, "UndefinedVariable"],
  [/^Variable ".*" is never used/, "UnusedVariable"],
  [/^Variable ".*" of type/, "VariableTypeMismatch"],
  [/^Fields ".*" conflict/, "FieldsConflict"],
  [/^Unknown directive/, "UnknownDirective"],
];

/** An error of a document that does not fit the schema. */
export function validationErrorOf(error: GraphQLError): ShapedError {
  const kind = kinds.find(([pattern]) => pattern.test(error.message))?.[1] ?? "WrongType";
  return {
    path: null,
    locations: places(error),
    // AppSync suggests nothing: it would tell of fields that nobody has named.
    message: `Validation error of type ${kind}: ${error.message.replace(/ Did you mean .*$/, "")}`,
  };
}

/** A document that is no GraphQL. */
export const syntaxErrorOf = (error: GraphQLError): ShapedError => ({
  path: null,
  locations: places(error),
  message: `Invalid Syntax : ${error.message}`,
});

/** What an execution has given, with its errors in AppSync's form. */
export function shaped(result: ExecutionResult, appended: readonly ShapedError[] = []) {
  const errors = [...(result.errors ?? []).map(fieldErrorOf), ...appended];
  return { data: result.data ?? null, ...(errors.length > 0 && { errors }) };
}
