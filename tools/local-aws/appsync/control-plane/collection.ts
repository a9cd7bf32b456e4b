import type { ApiStore } from "../api-store";
import { ControlError } from "./control-error";
import { found, pageOf, storeOf, type Route, type RouteCall } from "./route";

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

export function routesOf<T>(collection: Collection<T>): readonly Route[] {
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
      answer: (call) => pageOf(call, list, [...of(storeOf(call)).values()]),
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
