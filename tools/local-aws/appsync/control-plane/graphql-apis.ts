import { ApiStore } from "../api-store";
import type { GraphqlApi } from "../model";
import { id, pageOf, storeOf, type Route } from "./route";
import { readApi } from "./supported";

const apiPath = /^\/v1\/apis\/([^/]+)$/;

export const graphqlApis: readonly Route[] = [
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
    answer: (call) =>
      pageOf(
        call,
        "graphqlApis",
        [...call.apis.values()].map(({ api }) => api),
      ),
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
