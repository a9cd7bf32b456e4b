import { randomBytes } from "node:crypto";
import { printSchema } from "graphql";
import { ApiStore, type Apis } from "../api-store";
import { checkCode } from "../code-check";
import type { DataSource, GraphqlApi, PipelineFunction, Resolver } from "../model";
import { readSchema, SchemaError } from "../schema";
import { ControlError, type Members, type Place } from "./control-error";
import { readApi, readDataSource } from "./supported";

/** An operation of AppSync's API: its name, its method and path, and what it does. */
export interface Route {
  readonly action: string;
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (call: RouteCall) => Members | Promise<Members>;
}

/** What an operation is called with. */
export interface RouteCall {
  readonly apis: Apis;
  readonly place: Place;
  /** The parts of the path in brackets, decoded. */
  readonly parts: readonly string[];
  readonly body: Members;
  readonly query: URLSearchParams;
}

const id = () => randomBytes(16).toString("hex").slice(0, 26);

function storeOf({ apis, parts: [apiId = ""] }: RouteCall): ApiStore {
  const store = apis.get(apiId);
  if (store === undefined) {
    throw new ControlError(404, "NotFoundException", `GraphQL API ${apiId} not found.`);
  }
  return store;
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ControlError(404, "NotFoundException", `No ${what} found.`);
  return value;
}

/** A thing that an API has many of, with the five operations that each has. */
interface Collection<T> {
  /** `DataSource`: the operations are `CreateDataSource`, `GetDataSource`, … */
  readonly noun: string;
  readonly member: string;
  readonly list: string;
  /** The path below the API, without the thing's own name. */
  readonly path: string;
  readonly of: (store: ApiStore) => Map<string, T>;
  readonly keyOf: (parts: readonly string[]) => string;
  readonly create: (
    call: RouteCall,
    store: ApiStore,
  ) => readonly [string, T] | Promise<readonly [string, T]>;
  readonly update: (call: RouteCall, store: ApiStore, present: T) => T | Promise<T>;
}

function routesOf<T>(collection: Collection<T>): readonly Route[] {
  const { noun, member, list, of } = collection;
  const path = `^/v1/apis/([^/]+)/${collection.path}`;
  const many = new RegExp(`${path}$`);
  const one = new RegExp(`${path}/([^/]+)$`);
  const present = (call: RouteCall) =>
    found(
      of(storeOf(call)).get(collection.keyOf(call.parts)),
      `${noun} ${call.parts.at(-1) ?? ""}`,
    );
  return [
    {
      action: `Create${noun}`,
      method: "POST",
      path: many,
      answer: async (call) => {
        const store = storeOf(call);
        const [key, thing] = await collection.create(call, store);
        if (of(store).has(key)) {
          throw new ControlError(400, "BadRequestException", `${noun} ${key} exists already.`);
        }
        of(store).set(key, thing);
        return { [member]: thing };
      },
    },
    {
      action: `List${noun}s`,
      method: "GET",
      path: many,
      answer: (call) => ({ [list]: [...of(storeOf(call)).values()] }),
    },
    {
      action: `Get${noun}`,
      method: "GET",
      path: one,
      answer: (call) => ({ [member]: present(call) }),
    },
    {
      action: `Update${noun}`,
      method: "POST",
      path: one,
      answer: async (call) => {
        const thing = await collection.update(call, storeOf(call), present(call));
        of(storeOf(call)).set(collection.keyOf(call.parts), thing);
        return { [member]: thing };
      },
    },
    {
      action: `Delete${noun}`,
      method: "DELETE",
      path: one,
      answer: (call) => {
        present(call);
        of(storeOf(call)).delete(collection.keyOf(call.parts));
        return {};
      },
    },
  ];
}

const dataSources = routesOf<DataSource>({
  noun: "DataSource",
  member: "dataSource",
  list: "dataSources",
  path: "datasources",
  of: (store) => store.dataSources,
  keyOf: ([, name = ""]) => name,
  create: ({ body }, { api }) => {
    const name = String(body["name"]);
    return [name, { ...readDataSource(body), dataSourceArn: `${api.arn}/datasources/${name}` }];
  },
  update: ({ body }, _store, { name, dataSourceArn }) => ({
    ...readDataSource({ ...body, name }),
    dataSourceArn,
  }),
});

async function readFunction(body: Members, store: ApiStore) {
  const { name, description, dataSourceName, code, runtime, maxBatchSize = 0 } = body;
  found(store.dataSources.get(String(dataSourceName)), `data source ${String(dataSourceName)}`);
  await checkCode(code, runtime);
  return { name, description, dataSourceName, code, runtime, maxBatchSize } as unknown as Omit<
    PipelineFunction,
    "functionId" | "functionArn"
  >;
}

const functions = routesOf<PipelineFunction>({
  noun: "Function",
  member: "functionConfiguration",
  list: "functions",
  path: "functions",
  of: (store) => store.functions,
  keyOf: ([, functionId = ""]) => functionId,
  create: async ({ body }, store) => {
    const functionId = id();
    const functionArn = `${store.api.arn}/functions/${functionId}`;
    return [functionId, { ...(await readFunction(body, store)), functionId, functionArn }];
  },
  update: async ({ body }, store, { functionId, functionArn }) => ({
    ...(await readFunction(body, store)),
    functionId,
    functionArn,
  }),
});

async function readResolver(body: Members, typeName: string, fieldName: string, store: ApiStore) {
  const { kind = "UNIT", dataSourceName, pipelineConfig, code, runtime, maxBatchSize = 0 } = body;
  const type = store.schema?.getType(typeName);
  if (type === undefined || !("getFields" in type) || !(fieldName in type.getFields())) {
    throw new ControlError(
      404,
      "NotFoundException",
      `No field named ${fieldName} found on type ${typeName}`,
    );
  }
  if (kind === "UNIT") {
    found(store.dataSources.get(String(dataSourceName)), `data source ${String(dataSourceName)}`);
  }
  for (const functionId of (pipelineConfig as Resolver["pipelineConfig"])?.functions ?? []) {
    found(store.functions.get(functionId), `function ${functionId}`);
  }
  await checkCode(code, runtime);
  return {
    typeName,
    fieldName,
    resolverArn: `${store.api.arn}/types/${typeName}/resolvers/${fieldName}`,
    kind,
    ...(kind === "UNIT" ? { dataSourceName } : { pipelineConfig }),
    code,
    runtime,
    maxBatchSize,
  } as unknown as Resolver;
}

const resolvers = routesOf<Resolver>({
  noun: "Resolver",
  member: "resolver",
  list: "resolvers",
  path: "types/([^/]+)/resolvers",
  of: (store) => store.resolvers,
  keyOf: ([, typeName = "", fieldName = ""]) => `${typeName}.${fieldName}`,
  create: async ({ body, parts: [, typeName = ""] }, store) => {
    const fieldName = String(body["fieldName"]);
    return [`${typeName}.${fieldName}`, await readResolver(body, typeName, fieldName, store)];
  },
  update: ({ body }, store, { typeName, fieldName }) =>
    readResolver(body, typeName, fieldName, store),
});

const WEEK_SECONDS = 7 * 24 * 60 * 60;

const apiKeys = routesOf({
  noun: "ApiKey",
  member: "apiKey",
  list: "apiKeys",
  path: "apikeys",
  of: (store) => store.apiKeys,
  keyOf: ([, key = ""]) => key,
  create: ({ body }) => {
    const key = `da2-${id()}`;
    const { description, expires } = body as { description?: string; expires?: number };
    const end = expires ?? Math.floor(Date.now() / 1000) + WEEK_SECONDS;
    return [key, { id: key, expires: end, ...(description !== undefined && { description }) }];
  },
  update: ({ body }, _store, present) => ({ ...present, ...body }),
});

const apiPath = /^\/v1\/apis\/([^/]+)$/;

const graphqlApis: readonly Route[] = [
  {
    action: "CreateGraphqlApi",
    method: "POST",
    path: /^\/v1\/apis$/,
    answer: ({ apis, place, body }) => {
      const apiId = id();
      const endpoint = `${place.endpoint}/graphql/${apiId}`;
      const api: GraphqlApi = {
        ...readApi(body),
        apiId,
        arn: `arn:aws:appsync:${place.region}:${place.accountId}:apis/${apiId}`,
        uris: { GRAPHQL: endpoint, REALTIME: `${endpoint.replace(/^http/, "ws")}/realtime` },
      };
      apis.set(apiId, new ApiStore(api));
      return { graphqlApi: api };
    },
  },
  {
    action: "ListGraphqlApis",
    method: "GET",
    path: /^\/v1\/apis$/,
    answer: ({ apis }) => ({ graphqlApis: [...apis.values()].map(({ api }) => api) }),
  },
  {
    action: "GetGraphqlApi",
    method: "GET",
    path: apiPath,
    answer: (call) => ({ graphqlApi: storeOf(call).api }),
  },
  {
    action: "UpdateGraphqlApi",
    method: "POST",
    path: apiPath,
    answer: (call) => {
      const store = storeOf(call);
      const { apiId, arn, uris, tags } = store.api;
      store.api = { ...readApi(call.body), apiId, arn, uris, ...(tags && { tags }) };
      return { graphqlApi: store.api };
    },
  },
  {
    action: "DeleteGraphqlApi",
    method: "DELETE",
    path: apiPath,
    answer: (call) => {
      storeOf(call);
      call.apis.delete(call.parts[0] ?? "");
      return {};
    },
  },
];

const schemaPath = /^\/v1\/apis\/([^/]+)\/schemacreation$/;
const variablesPath = /^\/v1\/apis\/([^/]+)\/environmentVariables$/;

const schemas: readonly Route[] = [
  {
    action: "StartSchemaCreation",
    method: "POST",
    path: schemaPath,
    answer: (call) => {
      const store = storeOf(call);
      const definition = Buffer.from(String(call.body["definition"]), "base64").toString("utf8");
      try {
        store.schema = readSchema(definition);
        store.schemaStatus = { status: "SUCCESS" };
      } catch (error) {
        if (!(error instanceof SchemaError)) throw error;
        store.schemaStatus = { status: "FAILED", details: error.message };
      }
      return { status: "PROCESSING" };
    },
  },
  {
    action: "GetSchemaCreationStatus",
    method: "GET",
    path: schemaPath,
    answer: (call) => ({ ...storeOf(call).schemaStatus }),
  },
  {
    action: "GetIntrospectionSchema",
    method: "GET",
    path: /^\/v1\/apis\/([^/]+)\/schema$/,
    answer: (call) => {
      const { schema } = storeOf(call);
      return { schema: schema === undefined ? "" : printSchema(schema) };
    },
  },
  {
    action: "PutGraphqlApiEnvironmentVariables",
    method: "PUT",
    path: variablesPath,
    answer: (call) => {
      const variables = call.body["environmentVariables"] as Readonly<Record<string, string>>;
      storeOf(call).environmentVariables = variables;
      return { environmentVariables: variables };
    },
  },
  {
    action: "GetGraphqlApiEnvironmentVariables",
    method: "GET",
    path: variablesPath,
    answer: (call) => ({ environmentVariables: storeOf(call).environmentVariables }),
  },
];

const tagPath = /^\/v1\/tags\/(.+)$/;

function taggedOf({ apis, parts: [arn = ""] }: RouteCall): ApiStore {
  const store = [...apis.values()].find(({ api }) => api.arn === arn);
  return found(store, `resource ${arn}`);
}

const tags: readonly Route[] = [
  {
    action: "TagResource",
    method: "POST",
    path: tagPath,
    answer: (call) => {
      const store = taggedOf(call);
      store.api = { ...store.api, tags: { ...store.api.tags, ...(call.body["tags"] as object) } };
      return {};
    },
  },
  {
    action: "UntagResource",
    method: "DELETE",
    path: tagPath,
    answer: (call) => {
      const store = taggedOf(call);
      const gone = call.query.getAll("tagKeys");
      const kept = Object.entries(store.api.tags ?? {}).filter(([key]) => !gone.includes(key));
      store.api = { ...store.api, tags: Object.fromEntries(kept) };
      return {};
    },
  },
  {
    action: "ListTagsForResource",
    method: "GET",
    path: tagPath,
    answer: (call) => ({ tags: taggedOf(call).api.tags ?? {} }),
  },
];

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
