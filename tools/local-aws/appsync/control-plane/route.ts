import { randomBytes } from "node:crypto";
import { listPage } from "../../list-page";
import type { Apis, ApiStore } from "../api-store";
import { ControlError, type Members, type Place } from "./control-error";

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

export const id = () => randomBytes(16).toString("hex").slice(0, 26);

export function storeOf({ apis, parts: [apiId = ""] }: RouteCall): ApiStore {
  const store = apis.get(apiId);
  if (store === undefined) {
    throw new ControlError(404, "NotFoundException", `GraphQL API ${apiId} not found.`);
  }
  return store;
}

export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ControlError(404, "NotFoundException", `No ${what} found.`);
  return value;
}

/** Items of a page, which is also what AppSync lists where nobody says. */
const mostListed = 25;

/** The page of a list that is asked for by `maxResults` and `nextToken`, under the list's name. */
export function pageOf(
  { query, parts: [apiId] }: RouteCall,
  list: string,
  all: readonly unknown[],
): Members {
  const asked = query.get("maxResults");
  const size = asked === null ? mostListed : Number(asked);
  if (!Number.isInteger(size) || size < 0 || size > mostListed) {
    throw new ControlError(400, "BadRequestException", `maxResults is not 0 to ${mostListed}.`);
  }
  const token = query.get("nextToken") ?? undefined;
  const page = listPage(all, { of: [list, apiId], size: size || mostListed, token });
  if (page === undefined) {
    throw new ControlError(400, "BadRequestException", "Invalid pagination token given.");
  }
  return { [list]: page.items, ...(page.next !== undefined && { nextToken: page.next }) };
}
