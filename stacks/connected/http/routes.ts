import type { HttpRoute } from "../define-function";

/** Routes by their keys, such as `GET /users/{id}`. */
export type HttpRoutes = Readonly<Record<string, HttpRoute>>;

const key =
  /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|ANY) (?:\/|(?:\/(?:[\w.~-]+|\{[A-Za-z]\w*\}))+|(?:\/(?:[\w.~-]+|\{[A-Za-z]\w*\}))*\/\{[A-Za-z]\w*\+\})$/;

/**
 * `GET /users/{id}` is `get-users-by-id`: a construct's id takes no slash, and is stable, since it is part
 * of the address in the state.
 */
export function routeId(route: string): string {
  return route
    .toLowerCase()
    .replaceAll(/\{(\w+)\+\}/g, "all-$1")
    .replaceAll(/\{(\w+)\}/g, "by-$1")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");
}

/** Routes that two functions answer, or that only signs tell apart. */
export function sharedRoutes(
  functions: readonly { readonly name: string; readonly routes: HttpRoutes }[],
): readonly { readonly name: string; readonly problem: string }[] {
  const seen = new Map<string, { readonly name: string; readonly route: string }>();
  return functions.flatMap(({ name, routes }) =>
    Object.keys(routes).flatMap((route) => {
      const before = seen.get(routeId(route));
      if (before === undefined) {
        seen.set(routeId(route), { name, route });
        return [];
      }
      const problem =
        before.route === route
          ? `functions/${before.name} answers the route "${route}", too: leave one of the two out`
          : `the routes "${route}" and "${before.route}" differ in signs only, which an address of Terraform cannot tell: rename one`;
      return [{ name, problem }];
    }),
  );
}

/**
 * What is wrong with the routes of a function.
 *
 * @param groups the environment's.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function routeProblems(routes: HttpRoutes, groups: readonly string[]): readonly string[] {
  return Object.entries(routes).flatMap(([name, route]) => {
    const at = `\`http["${name}"]\``;
    if (!key.test(name)) {
      return [
        `${at} is no route: write a method and a path, such as "GET /users/{id}"; a page's OPTIONS is answered by the API itself`,
      ];
    }
    const { groups: named = [], scopes = [], public: isPublic = false } = route;
    const unknown = named.filter((group) => !groups.includes(group));
    return [
      ...unknown.map(
        (group) =>
          `${at} names the group ${group}, which the environment has not: ${groups.length === 0 ? "it has no groups" : `write one of ${groups.join(", ")}`}`,
      ),
      ...(route.groups?.length === 0
        ? [
            `${at} has an empty list of groups, so that nobody may call it: name one, or leave it out`,
          ]
        : []),
      ...(isPublic && (named.length > 0 || scopes.length > 0)
        ? [`${at} is public, and asks for groups or scopes: leave one of the two out`]
        : []),
    ];
  });
}
