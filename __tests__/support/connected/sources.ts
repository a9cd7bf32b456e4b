import { readFileSync } from "node:fs";
import path from "node:path";

const document = readFileSync(path.join(__dirname, "../../../docs/functions.md"), "utf8");

/** The first two examples of `docs/functions.md`: a function from an empty file to a route. */
export const [definition = "", code = ""] = [...document.matchAll(/```ts\n(.*?)```/gs)].map(
  ([, text = ""]) => text,
);

/** Functions of a team's own, as they would stand under `functions/`. */
export const sources: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  people: { "function.ts": definition, "index.ts": code },
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
