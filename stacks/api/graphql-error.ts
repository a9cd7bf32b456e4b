/** What stands in `graphql/` cannot be deployed. The message is for whoever wrote it; no stack is needed. */
export class GraphqlError extends Error {
  override readonly name = "GraphqlError";

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}
