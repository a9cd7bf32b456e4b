import { apiKeys, dataSources, functions, resolvers } from "./collections";
import { graphqlApis } from "./graphql-apis";
import type { Route } from "./route";
import { schemas } from "./schemas";
import { tags } from "./tags";

/** All operations that the local AWS has of AppSync's API. */
export const routes: readonly Route[] = [
  ...graphqlApis,
  ...schemas,
  ...dataSources,
  ...functions,
  ...resolvers,
  ...apiKeys,
  ...tags,
];
