/** Functions of a team's own, as they would stand under `functions/`. */
export const sources: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Ten lines from an empty file to a route.
  people: {
    "function.ts": `
import { defineFunction } from "../../stacks/connected/define-function";
export default defineFunction(({ pool, client }) => ({
  description: "Lists users.",
  access: [pool.may("readUsers"), client("web")],
  http: { "GET /people": { groups: ["Admins"] } },
}));
`,
    "index.ts": `
import { CognitoIdentityProviderClient, ListUsersCommand } from "@aws-sdk/client-cognito-identity-provider";
import { httpHandler } from "../shared/http/http-handler";
const cognito = new CognitoIdentityProviderClient({ maxAttempts: 1 });
export const handler = httpHandler({
  signedIn: {
    "GET /people": async ({ claims }) => {
      const { Users = [] } = await cognito.send(new ListUsersCommand({ UserPoolId: process.env["USER_POOL_ID"] }));
      return { asked: claims.sub, count: Users.length, client: process.env["USER_POOL_CLIENT_ID"] };
    },
  },
});
`,
  },
  // What the API hands over, and what it makes of answers.
  probe: {
    "function.ts": `
import { defineFunction } from "../../stacks/connected/define-function";
export default defineFunction(() => ({
  description: "Says what it was asked.",
  http: {
    "GET /me": {},
    "GET /orders/{id}": { scopes: ["orders/read"] },
    "ANY /files/{rest+}": { public: true },
    "POST /echo": { public: true },
    "GET /broken": { public: true },
  },
}));
`,
    "index.ts": `
import { HttpError } from "../shared/http/http-error";
import { httpHandler } from "../shared/http/http-handler";
export const handler = httpHandler({
  signedIn: {
    "GET /me": ({ claims }) => ({ sub: claims.sub, groups: claims.groups }),
    "GET /orders/{id}": ({ path }) => ({ order: path["id"] }),
  },
  public: {
    "ANY /files/{rest+}": ({ path, query }) => ({ rest: path["rest"], query }),
    "POST /echo": ({ body }) => {
      if (body === undefined) throw new HttpError(422, "Say something.");
      return { body };
    },
    "GET /broken": () => { throw new Error("secret of the inside"); },
  },
});
`,
  },
};
