import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import { requiredVariable } from "../aws/environment-variables";
import { parsed } from "../json";
import { errorEntry } from "../logging/error-entry";
import { claimsOf, type AuthorizedEvent, type Claims } from "./claims";
import { HttpError } from "./http-error";

/** A request, as a route sees it. */
export interface HttpRequest {
  /** Parts of the path by their names: `id` of `/users/{id}`, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body, parsed from JSON; `undefined` without one. */
  readonly body: unknown;
  /** Ends a second before the function's time does. */
  readonly signal: AbortSignal;
}

/** A request of somebody whose token was verified. */
export interface SignedInRequest extends HttpRequest {
  readonly claims: Claims;
}

/** Answers a route: what it returns is the body, in JSON; nothing is status 204. */
type Answer<Request> = (request: Request) => unknown;

/** The routes of a function, as `function.ts` names them. */
export interface Routes {
  /** Of those who are signed in. */
  readonly signedIn?: Readonly<Record<string, Answer<SignedInRequest>>>;
  /** Of everybody: those that `function.ts` calls public. */
  readonly public?: Readonly<Record<string, Answer<HttpRequest>>>;
}

/** What the handler works with, so that a test can do without Lambda. */
export interface HttpCollaborators {
  /** The function's environment: `HTTP_ROUTES` says who may call what. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly log: Pick<Console, "error">;
}

/** A route and its answer do not go together. Synth tells it, before anything is deployed. */
class RouteError extends Error {
  override readonly name = "RouteError";
}

interface Declared {
  readonly groups?: readonly string[];
  readonly public?: boolean;
}

type HttpEvent = APIGatewayProxyEventV2 & AuthorizedEvent;

/** Milliseconds that are left for the answer. */
const reserve = 1000;

/**
 * Makes the handler of a function with routes. It asks for the groups that `function.ts` names before the
 * route runs, hands over the claims of the verified token, and turns what comes back into an answer:
 *
 * - a value: status 200 and the value as JSON; `undefined`: 204;
 * - an {@link HttpError}: its status and message;
 * - any other error: status 500 and no word of it; the log has it.
 *
 * @throws RouteError when a route of `function.ts` has no answer here, or the other way round.
 */
export function httpHandler(
  routes: Routes,
  { variables, log }: HttpCollaborators = { variables: process.env, log: console },
) {
  const declared = JSON.parse(requiredVariable(variables, "HTTP_ROUTES")) as Readonly<
    Record<string, Declared>
  >;
  expectSame(declared, routes);
  return async (
    event: HttpEvent,
    context: Pick<Context, "getRemainingTimeInMillis">,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const key = event.routeKey;
    const rule = Object.hasOwn(declared, key) ? declared[key] : undefined;
    try {
      if (rule === undefined) throw new HttpError(404, "Not Found");
      const time = Math.max(0, context.getRemainingTimeInMillis() - reserve);
      const request = () => requestOf(event, AbortSignal.timeout(time));
      if (rule.public === true) return answer(await routes.public?.[key]?.(request()));
      const claims = claimsOf(event);
      const { groups } = rule;
      if (groups !== undefined && !groups.some((group) => claims.groups.includes(group))) {
        throw new HttpError(403, "Forbidden");
      }
      return answer(await routes.signedIn?.[key]?.({ ...request(), claims }));
    } catch (error) {
      if (error instanceof HttpError) return failure(error.status, error.message);
      log.error({ failure: "route", route: key, error: errorEntry(error, []) });
      return failure(500, "Internal Server Error");
    }
  };
}

function expectSame(declared: Readonly<Record<string, Declared>>, routes: Routes): void {
  const answered = [
    ...Object.keys(routes.signedIn ?? {}).map((key) => ({ key, isPublic: false })),
    ...Object.keys(routes.public ?? {}).map((key) => ({ key, isPublic: true })),
  ];
  const kind = (isPublic: boolean) => (isPublic ? "public" : "signedIn");
  const missing = Object.entries(declared)
    .filter(
      ([key, { public: isPublic = false }]) =>
        !answered.some((one) => one.key === key && one.isPublic === isPublic),
    )
    .map(
      ([key, { public: isPublic = false }]) =>
        `function.ts names the route "${key}", and \`${kind(isPublic)}\` of httpHandler has no answer to it`,
    );
  const unknown = answered
    .filter(({ key }) => !Object.hasOwn(declared, key))
    .map(
      ({ key, isPublic }) =>
        `\`${kind(isPublic)}\` answers "${key}", which function.ts does not name`,
    );
  const problems = [...missing, ...unknown];
  if (problems.length > 0) throw new RouteError(problems.join("; "));
}

function requestOf(event: HttpEvent, signal: AbortSignal): HttpRequest {
  return {
    path: withoutMissing(event.pathParameters ?? {}),
    query: withoutMissing(event.queryStringParameters ?? {}),
    headers: event.headers,
    body: bodyOf(event),
    signal,
  };
}

function withoutMissing(
  values: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function bodyOf({ body, isBase64Encoded }: HttpEvent): unknown {
  if (body === undefined || body === "") return undefined;
  const text = isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
  const value = parsed(text);
  if (value === undefined) throw new HttpError(400, "The body is no JSON.");
  return value;
}

const headers = { "content-type": "application/json", "cache-control": "no-store" };

function answer(value: unknown): APIGatewayProxyStructuredResultV2 {
  if (value === undefined) return { statusCode: 204, headers: { "cache-control": "no-store" } };
  return { statusCode: 200, headers, body: JSON.stringify(value) };
}

function failure(statusCode: number, message: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers, body: JSON.stringify({ message }) };
}
