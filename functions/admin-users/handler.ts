import type { awsAdministration } from "../shared/administration/aws-administration";
import type { Search } from "../shared/administration/cognito-people";
import { erase, UnknownIdentityError } from "../shared/administration/erasure";
import { UnknownPersonError, type Person } from "../shared/administration/person";
import { HttpError } from "../shared/http/http-error";
import type { Routes, SignedInRequest } from "../shared/http/http-handler";
import { isListOfStrings, isObject } from "../shared/json";

/** What the routes work with. */
export type Administration = ReturnType<typeof awsAdministration>;

type Answer = (request: SignedInRequest) => Promise<unknown>;

/** The routes of administrators: a person is named by the id (`sub`), a username or an address. */
export function adminRoutes(administration: Administration): Routes {
  const { people, rows } = administration;
  const one = async ({ path }: SignedInRequest): Promise<Person> => {
    const who = path["id"] ?? "";
    const person = await people.find(who);
    if (person === undefined) throw new UnknownPersonError(who);
    return person;
  };
  const routes: Readonly<Record<string, Answer>> = {
    "GET /users": ({ query: { token, ...search } }) => people.list(token, searchIn(search)),
    "POST /users": async ({ body }) => {
      const email = text(body, "email");
      const groups = groupsIn(body) ?? [];
      const person = await people.invite(email);
      if (groups.length > 0) await people.setGroups(person, groups);
      return person;
    },
    "GET /users/{id}": async (request) => {
      const person = await one(request);
      const [groups, row] = await Promise.all([people.groupsOf(person), rows.read(person.id)]);
      return { ...person, groups, row };
    },
    "DELETE /users/{id}": async ({ path, body, query }) =>
      erase(path["id"] ?? "", administration, {
        identityIds: isObject(body) ? (list(body, "identityIds") ?? []) : [],
        withoutFiles: query["withoutFiles"] === "true",
      }),
    "POST /users/{id}/disable": async (request) => people.disable(await one(request)),
    "POST /users/{id}/enable": async (request) => people.enable(await one(request)),
    "POST /users/{id}/sign-out": async (request) => people.signOut(await one(request)),
    "PUT /users/{id}/groups": async (request) => {
      const groups = groupsIn(request.body);
      if (groups === undefined) throw new HttpError(400, "groups is a list of names.");
      const person = await one(request);
      await people.setGroups(person, groups);
      return { groups: await people.groupsOf(person) };
    },
    "DELETE /users/{id}/mfa": async (request) => people.resetMfa(await one(request)),
  };
  return {
    signedIn: Object.fromEntries(
      Object.entries(routes).map(([key, answer]) => [
        key,
        (request: SignedInRequest) => answer(request).catch(forCaller),
      ]),
    ),
  };
}

/** What an administrator can do something about. */
const statuses: Readonly<Record<string, number>> = {
  InvalidParameterException: 400,
  ResourceNotFoundException: 400,
  UserNotFoundException: 404,
  UsernameExistsException: 409,
  LimitExceededException: 429,
  TooManyRequestsException: 429,
};

function forCaller(error: unknown): never {
  if (error instanceof UnknownPersonError)
    throw new HttpError(404, "Nobody is known by that name.");
  if (error instanceof UnknownIdentityError) throw new HttpError(409, error.message);
  const status = error instanceof Error ? statuses[error.name] : undefined;
  if (status !== undefined) throw new HttpError(status, (error as Error).message);
  throw error;
}

const searchable: readonly Search["attribute"][] = ["email", "phone_number", "username", "name"];

function searchIn(query: Readonly<Record<string, string>>): Search | undefined {
  const [name, ...others] = Object.keys(query);
  if (name === undefined) return undefined;
  const attribute = searchable.find((one) => one === name);
  const value = query[name];
  if (attribute === undefined || value === undefined || others.length > 0) {
    throw new HttpError(400, `Search by one of ${searchable.join(", ")}; a value may end in *.`);
  }
  return value.endsWith("*")
    ? { attribute, value: value.slice(0, -1), begins: true }
    : { attribute, value };
}

function text(body: unknown, name: string): string {
  const value = isObject(body) ? body[name] : undefined;
  if (typeof value === "string" && value !== "") return value;
  throw new HttpError(400, `${name} is missing.`);
}

function groupsIn(body: unknown): readonly string[] | undefined {
  return isObject(body) ? list(body, "groups") : undefined;
}

function list(
  body: Readonly<Record<string, unknown>>,
  name: string,
): readonly string[] | undefined {
  const value = body[name];
  return isListOfStrings(value) ? value : undefined;
}
