import type { ResolverContext } from "../../../tools/local-aws/appsync/sandbox/handler";

/** What a handler is called with for a user called Ada who asks for nothing, but for what a test says. */
export function contextWith(given: Partial<ResolverContext> = {}): ResolverContext {
  return {
    arguments: {},
    args: {},
    identity: { sub: "ada", username: "ada", groups: null },
    source: null,
    stash: {},
    prev: { result: null },
    request: { headers: {}, domainName: null },
    info: {
      fieldName: "",
      parentTypeName: "",
      variables: {},
      selectionSetList: [],
      selectionSetGraphQL: "",
    },
    env: {},
    ...given,
  };
}
