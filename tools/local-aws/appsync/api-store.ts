import type { GraphQLSchema } from "graphql";
import type { ApiKey, DataSource, GraphqlApi, PipelineFunction, Resolver } from "./model";

/** How a schema's creation has ended. */
export interface SchemaStatus {
  readonly status: "NOT_APPLICABLE" | "SUCCESS" | "FAILED";
  readonly details?: string;
}

/** One API with all that belongs to it, in memory. */
export class ApiStore {
  schema: GraphQLSchema | undefined;
  schemaStatus: SchemaStatus = { status: "NOT_APPLICABLE" };
  environmentVariables: Readonly<Record<string, string>> = {};
  readonly dataSources = new Map<string, DataSource>();
  /** By their ids. */
  readonly functions = new Map<string, PipelineFunction>();
  /** By `<type>.<field>`. */
  readonly resolvers = new Map<string, Resolver>();
  readonly apiKeys = new Map<string, ApiKey>();

  constructor(public api: GraphqlApi) {}
}

/** All APIs, by their ids. */
export type Apis = Map<string, ApiStore>;
