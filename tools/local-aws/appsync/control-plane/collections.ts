import type { ApiStore } from "../api-store";
import { checkCode } from "../code-check";
import type { DataSource, PipelineFunction, Resolver } from "../model";
import { routesOf } from "./collection";
import { ControlError, type Members } from "./control-error";
import { found, id } from "./route";
import { readDataSource } from "./supported";

export const dataSources = routesOf<DataSource>({
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

export const functions = routesOf<PipelineFunction>({
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

export const resolvers = routesOf<Resolver>({
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

export const apiKeys = routesOf({
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
