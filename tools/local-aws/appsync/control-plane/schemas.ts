import { printSchema } from "graphql";
import { readSchema, SchemaError } from "../schema";
import { storeOf, type Route } from "./route";

const schemaPath = /^\/v1\/apis\/([^/]+)\/schemacreation$/;
const variablesPath = /^\/v1\/apis\/([^/]+)\/environmentVariables$/;

export const schemas: readonly Route[] = [
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
