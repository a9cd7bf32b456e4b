/**
 * What a value may be, in the words of Lambda's filters. DynamoDB writes numbers as texts: of a row they are
 * compared as texts.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
 */
export type FilterRule =
  | string
  | number
  | boolean
  | null
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly "equals-ignore-case": string }
  | { readonly "anything-but": string | number | readonly (string | number)[] }
  | { readonly numeric: readonly (string | number)[] }
  | { readonly exists: boolean };

/** Fields of a row with their types in DynamoDB: `{ email: { S: [{ suffix: "@example.com" }] } }`. */
export type RowPattern = Readonly<
  Record<
    string,
    {
      readonly S?: readonly FilterRule[];
      readonly N?: readonly FilterRule[];
      readonly BOOL?: readonly FilterRule[];
    }
  >
>;

/** Which changes of a table a function is called with: all that is named has to hold. */
export interface ChangeFilter {
  readonly eventName?: readonly ("INSERT" | "MODIFY" | "REMOVE")[];
  readonly dynamodb?: {
    readonly Keys?: RowPattern;
    /** The row after the change. */
    readonly NewImage?: RowPattern;
    /** The row before it. */
    readonly OldImage?: RowPattern;
  };
}

/** Members of a JSON text, however deep. */
export interface JsonPattern {
  readonly [member: string]: readonly FilterRule[] | JsonPattern;
}

/**
 * Which messages of a queue a function is called with. Lambda deletes all others, and those whose body is no
 * JSON where a filter asks for its members.
 */
export interface MessageFilter {
  readonly body?: JsonPattern | readonly FilterRule[];
  readonly messageAttributes?: JsonPattern;
}

/** Lambda's quota for one source. It is raised to ten on request. */
const mostFilters = 5;
const mostCharacters = 4096;

/** What is wrong with the filters of a source. */
export function filterProblems(
  filters: readonly (ChangeFilter | MessageFilter)[] | undefined,
): readonly string[] {
  if (filters === undefined) return [];
  const long = filters.some((filter) => JSON.stringify(filter).length > mostCharacters);
  return [
    ...(filters.length === 0 || filters.length > mostFilters
      ? [`\`filter\` has ${filters.length} entries: write 1 to ${mostFilters}, or leave it out`]
      : []),
    ...(filters.some((filter) => Object.keys(filter).length === 0)
      ? ["`filter` has an entry that names nothing: leave it out for everything"]
      : []),
    ...(long
      ? [`\`filter\` has an entry of more than ${mostCharacters} characters: shorten it`]
      : []),
  ];
}
