import type { Json, JsonObject } from "../../model";
import { isList, isObject } from "../../plan-json/values";

const methods = /^(?:get|put|post|delete|head|patch|trace|x-amazon-apigateway-any-method)$/i;

/** What a document of an API's says of who may call each operation. */
interface Security {
  readonly operations: ReadonlyMap<string, readonly string[]>;
  /** By whose word callers are known, and the API's own policy. */
  readonly schemes: ReadonlyMap<string, string>;
}

/**
 * What may be called by others than before, a line each; `undefined` if either document is not JSON.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function openedByDocument(before: string, after: string): readonly string[] | undefined {
  const [was, is] = [securityOf(before), securityOf(after)];
  if (was === undefined || is === undefined) return undefined;
  return [
    ...[...is.operations].flatMap(([operation, asks]) => {
      const former = was.operations.get(operation);
      if (asks.length === 0 && former?.length !== 0) {
        return [
          `${operation} asks callers for nothing${former === undefined ? ", and is new" : ""}`,
        ];
      }
      const come = former === undefined ? [] : asks.filter((one) => !former.includes(one));
      return come.length === 0 ? [] : [`${operation} takes ${come.join(" or ")} as well`];
    }),
    ...[...was.schemes].flatMap(([name, scheme]) =>
      is.schemes.get(name) === scheme ? [] : [`\`${name}\` changes, or is gone`],
    ),
  ];
}

function securityOf(text: string): Security | undefined {
  const document = parsed(text);
  if (document === undefined) return undefined;
  const operations = new Map<string, readonly string[]>();
  for (const [path, item] of entriesOf(document["paths"])) {
    for (const [method, operation] of entriesOf(item)) {
      if (!methods.test(method) || !isObject(operation)) continue;
      const asks = waysOf(operation["security"] ?? document["security"]);
      const signed = operation["x-amazon-apigateway-auth"];
      operations.set(`${method.toUpperCase()} ${path}`, [
        ...asks,
        ...(signed === undefined ? [] : [JSON.stringify(signed)]),
      ]);
    }
  }
  const components = document["components"];
  const schemes = [
    ...entriesOf(document["securityDefinitions"]),
    ...entriesOf(isObject(components) ? components["securitySchemes"] : undefined),
    ...entriesOf(document).filter(([name]) => name === "x-amazon-apigateway-policy"),
  ];
  return {
    operations,
    schemes: new Map(schemes.map(([name, scheme]) => [name, JSON.stringify(scheme)])),
  };
}

/** Any of them lets a caller in; an empty one lets in everybody. */
function waysOf(security: Json | undefined): readonly string[] {
  const ways = isList(security) ? security : [];
  const isOpen = ways.some((way) => isObject(way) && Object.keys(way).length === 0);
  return isOpen ? [] : ways.map((way) => JSON.stringify(way));
}

function entriesOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, one]]));
}

function parsed(text: string): JsonObject | undefined {
  try {
    const json = JSON.parse(text) as Json;
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
