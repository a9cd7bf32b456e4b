import { decoded } from "../decoded";
import type { Route } from "./model";

/** A route that answers a request, with the parts of the path that it names. */
export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
}

/**
 * The route that answers a method and a path: the one that says most of the path, and of two that say the
 * same the one that names the method. `$default` answers what no other does.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): RouteMatch | undefined {
  const matches = routes.flatMap((route) => {
    const [ofMethod = "", pattern = ""] = route.routeKey.split(" ", 2);
    if (ofMethod !== method && ofMethod !== "ANY") return [];
    const found = matchPath(pattern, path);
    return found === undefined ? [] : [{ route, ...found, isExact: ofMethod === method }];
  });
  const [best] = matches.sort(
    (one, other) =>
      other.rank.localeCompare(one.rank) || Number(other.isExact) - Number(one.isExact),
  );
  if (best !== undefined) return best;
  const route = routes.find(({ routeKey }) => routeKey === "$default");
  return route && { route, pathParameters: undefined };
}

function matchPath(pattern: string, path: string) {
  const segments = partsOf(path);
  const expected = partsOf(pattern);
  const parameters: Record<string, string> = {};
  // For each segment: 3 a word, 2 a variable, 1 all the rest.
  let rank = "";
  for (const [index, part] of expected.entries()) {
    const [, name, isGreedy] = /^\{([^}+]+)(\+)?\}$/.exec(part) ?? [];
    const segment = segments[index];
    if (segment === undefined || (name !== undefined && segment === "")) return undefined;
    if (name === undefined) {
      if (part !== segment) return undefined;
      rank += "3";
    } else if (isGreedy === undefined) {
      parameters[name] = decoded(segment);
      rank += "2";
    } else {
      parameters[name] = decoded(segments.slice(index).join("/"));
      return { pathParameters: parameters, rank: `${rank}1` };
    }
  }
  if (segments.length !== expected.length) return undefined;
  return { pathParameters: Object.keys(parameters).length > 0 ? parameters : undefined, rank };
}

function partsOf(path: string): readonly string[] {
  return path.replace(/^\//, "").split("/");
}
