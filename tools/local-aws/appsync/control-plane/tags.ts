import type { ApiStore } from "../api-store";
import { found, type Route, type RouteCall } from "./route";

const tagPath = /^\/v1\/tags\/(.+)$/;

function taggedOf({ apis, parts: [arn = ""] }: RouteCall): ApiStore {
  const store = [...apis.values()].find(({ api }) => api.arn === arn);
  return found(store, `resource ${arn}`);
}

export const tags: readonly Route[] = [
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
