import { readFileSync } from "node:fs";
import path from "node:path";

const document = readFileSync(path.join(__dirname, "../../../docs/functions.md"), "utf8");

/** The first two examples of `docs/functions.md`: a function from an empty file to a route. */
export const [definition = "", code = ""] = [...document.matchAll(/```ts\n(.*?)```/gs)].map(
  ([, text = ""]) => text,
);

/** Functions of a team's own, as they would stand under `functions/`. */
export const sources: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // What calls a function beside routes: it writes down what it is handed, and fails where it is told to.
  witness: {
    "function.ts": `
import { defineFunction } from "../../stacks/connected/define-function";
export default defineFunction(({ userTable, queue, attachments }) => ({
  description: "Writes down what it is called with.",
  access: [queue("orders").may("send")],
  on: [
    userTable.changes({
      retries: 1,
      filter: [
        { eventName: ["INSERT", "MODIFY"], dynamodb: { NewImage: { email: { S: [{ suffix: "@told.example" }] } } } },
        { eventName: ["REMOVE"], dynamodb: { OldImage: { email: { S: [{ suffix: "@told.example" }] } } } },
      ],
    }),
    queue("orders").messages({ tries: 2, filter: [{ body: { order: [{ exists: true }] } }] }),
    attachments.created({ prefix: "private/", suffix: ".txt" }),
    attachments.removed({ prefix: "private/" }),
  ],
  schedule: "rate(50 minutes)",
  settings: { timeoutSeconds: 10 },
}));
`,
    "index.ts": `
import type { DynamoDBStreamEvent, S3Event, ScheduledEvent, SQSEvent } from "aws-lambda";
import type { BatchContext } from "../shared/batches/batch";
import { changesHandler } from "../shared/batches/changes-handler";
import { filesHandler } from "../shared/batches/files-handler";
import { messagesHandler } from "../shared/batches/messages-handler";
const changes = changesHandler(({ kind, id, after, fields }) => {
  if (after?.["displayName"] === "poison") throw new Error("poison");
  console.log({ change: kind, id, fields });
});
const messages = messagesHandler(({ body, tries }) => {
  console.log({ message: body, tries });
  if (JSON.stringify(body).includes("poison")) throw new Error("poison");
});
const files = filesHandler(({ kind, key, size, identityId }) => {
  console.log({ file: kind, key, size, identityId });
  if (key.includes("poison")) throw new Error("poison");
});
type Event = DynamoDBStreamEvent | SQSEvent | S3Event | ScheduledEvent;
export const handler = (event: Event, context: BatchContext) => {
  if (!("Records" in event)) return console.log({ called: event["detail-type"], detail: event.detail });
  const [first] = event.Records;
  if (first?.eventSource === "aws:dynamodb") return changes(event as DynamoDBStreamEvent, context);
  if (first?.eventSource === "aws:sqs") return messages(event as SQSEvent, context);
  return files(event as S3Event, context);
};
`,
  },
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
