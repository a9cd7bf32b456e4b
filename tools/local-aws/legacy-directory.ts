import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { AwsRequest, AwsResponse, Interceptor } from "./interceptor";
import { httpJson, readJson } from "./json-protocol";

const usersPath = "/_gatehouse/directory/users";
const lookUpPath = "/_gatehouse/directory";

const userSchema = z.object({
  username: z.string().min(1),
  password: z.string().min(1),
  attributes: z.record(z.string(), z.string()).default({}),
});
const lookUpSchema = z.object({ username: z.string(), password: z.string().optional() });

type DirectoryUser = z.output<typeof userSchema>;

/**
 * A user directory to migrate from, for trying user migration with nothing but the local AWS. It is
 * empty at first.
 *
 * - `PUT /_gatehouse/directory/users` with `{ username, password, attributes }` stores a user.
 * - `POST /_gatehouse/directory` with `{ username, password? }` answers 200 `{ attributes }`, 401 for
 *   a wrong password, or 404. Without a password it looks the user up, as for a forgotten one.
 */
export function legacyDirectory(): Interceptor {
  const users = new Map<string, DirectoryUser>();
  return (request) => Promise.resolve(answer(users, request));
}

function answer(users: Map<string, DirectoryUser>, request: AwsRequest): AwsResponse | undefined {
  switch (`${request.method} ${request.url}`) {
    case `PUT ${usersPath}`:
      return withBody(request, userSchema, (user) => {
        users.set(user.username.toLowerCase(), user);
        return httpJson({}, { status: 201 });
      });
    case `POST ${lookUpPath}`:
      return withBody(request, lookUpSchema, ({ username, password }) => {
        const user = users.get(username.toLowerCase());
        if (user === undefined) return httpJson({ message: "No such user." }, { status: 404 });
        if (password !== undefined && !isSame(password, user.password)) {
          return httpJson({ message: "Wrong password." }, { status: 401 });
        }
        return httpJson({ attributes: user.attributes });
      });
    default:
      return undefined;
  }
}

/** Says which members are wrong, and never what they hold: one is a password. */
function withBody<Schema extends z.ZodType>(
  request: AwsRequest,
  schema: Schema,
  respond: (body: z.output<Schema>) => AwsResponse,
): AwsResponse {
  try {
    const body = schema.safeParse(readJson(request));
    if (body.success) return respond(body.data);
    const members = body.error.issues.map(({ path }) => path.map(String).join("."));
    return httpJson({ message: `Missing or invalid: ${members.join(", ")}` }, { status: 400 });
  } catch {
    return httpJson({ message: "The body is not JSON." }, { status: 400 });
  }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
