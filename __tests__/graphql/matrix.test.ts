import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { GraphqlDeployment } from "../support/graphql/deployment";
import { People, people as everybody, type Caller } from "../support/graphql/people";
import { told } from "../support/graphql/told";
import { expectDocument } from "../support/published-document";
import { clients } from "./deployed/clients";
import { guide } from "./deployed/guide";
import { grants } from "./deployed/grants";
import { limits } from "./deployed/limits";
import { operations } from "./deployed/operations";
import { provisioning } from "./deployed/provisioning";
import { strangers } from "./deployed/strangers";
import { subscriptions } from "./deployed/subscriptions";

/**
 * The API over the users as it would be deployed: both stacks applied by real Terraform, called by
 * everybody who may or may not.
 */

const minutes = 60_000;

let people: People;
let stop: () => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  const api = await GraphqlDeployment.start(6);
  stop = () => api.stop();
  people = await People.on(api);
  stop = () => {
    people.close();
    return api.stop();
  };
}, 6 * minutes);

afterAll(() => stop(), minutes);

/** What each operation is called with, about Ada. */
const documents: Readonly<Record<string, () => Promise<string> | string>> = {
  me: () => "{ me { id } }",
  "user (oneself)": () => `{ user(id: "${people.id("ada")}") { id } }`,
  "user (somebody else)": () => `{ user(id: "${people.id("eve")}") { id } }`,
  users: () => "{ users { items { id groups } } }",
  usersByEmail: () => '{ usersByEmail(email: "ada@example.com") { items { id } } }',
  updateMe: () => 'mutation { updateMe(input: { _version: -1, displayName: "x" }) { id } }',
  setGroups: () =>
    `mutation { setGroups(userId: "${people.id("eve")}", groups: ["Users"]) { id groups } }`,
  disableUser: () => `mutation { disableUser(userId: "${people.id("eve")}") { id } }`,
  enableUser: () => `mutation { enableUser(userId: "${people.id("eve")}") { id } }`,
  provisionUser: () =>
    `mutation { provisionUser(userId: "${people.id("eve")}", group: "Users") { id groups } }`,
};

test(
  "who may do what is what docs/graphql.md says",
  async () => {
    const rows: string[] = [];
    for (const [operation, write] of Object.entries(documents)) {
      const query = await write();
      const cells: string[] = [];
      for (const who of Object.keys(everybody) as Caller[])
        cells.push(told(await people.ask(who, query)));
      rows.push(`| \`${operation}\` | ${cells.join(" | ")} |`);
    }
    expectDocument("docs/graphql.md", document(rows));
  },
  2 * minutes,
);

function document(rows: readonly string[]): string {
  const head = Object.values(everybody);
  return `# GraphQL over the users

<!-- Made by the test __tests__/graphql/matrix.test.ts: \`npm run test:all -- graphql/matrix -u\` writes it anew. -->

\`graphql: {}\` in an environment makes the stack \`api-<environment>\`. Deploy it after the auth stack:
\`npm run deploy -- auth-dev api-dev\`. The schema is \`graphql/schema.graphql\`, and each field with a resolver
has a file in \`graphql/resolvers\`. Both are yours to extend. Outputs: \`graphql_url\`,
\`graphql_realtime_url\`, \`graphql_api_id\`, \`graphql_api_arn\`.

## Who may do what

Each cell was asked of the API as it is deployed, about other users where an operation is about users:
**yes** (an answer), **nothing** (\`null\`, as for a user who does not exist), or the error's type or
status. \`updateMe\` was asked with an old version: \`ConflictUnhandled\` says that the caller may.

| | ${head.join(" | ")} |
| --- | ${head.map(() => "---").join(" | ")} |
${rows.join("\n")}

- \`administrators\` and \`readers\` in the environment's \`graphql\` name the groups of Ann and Max.
- \`provisionUser\` is for a backend alone: give its role \`appsync:GraphQL\` on
  \`<graphql_api_arn>/types/Mutation/fields/provisionUser\`.
- \`updateMe\` changes the fields that \`ownFields\` names, on condition of \`_version\`.
- With \`github\`, run \`npm run bootstrap -- <environment>\` before the first deployment of the api stack, and when a
  resolver asks for a new action: the boundary gives each data source what its resolvers name, and no more.
- \`setGroups\` makes seven changes in one call at the most.
- Groups are those of the caller's token. Who has lost a group, or is disabled, keeps what the token says until
  it ends: \`accessTokenValidity\` of the client.
- Synth refuses \`@aws_auth\`: AppSync does not heed it where an API has more than one way in.
- \`waf: {}\` puts AWS WAF in front: 2,000 requests from one address in five minutes, and AWS's rules.
  \`waf: { webAclArn }\` takes a web ACL that there is.

[guides/graphql.md](guides/graphql.md) adds a field, a type and a resolver.

## Clients

The tests call the API by aws-amplify's \`generateClient\`, by Apollo Client and by plain \`fetch\`.
\`npm run graphql -- print\` gives their tools the schema.

Amplify always asks for TLS when it subscribes. For the local AWS, which has none, give it this before the
first subscription:

\`\`\`ts
const Native = globalThis.WebSocket;
globalThis.WebSocket = class extends Native {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(String(url).replace("wss://localhost", "ws://localhost").replace("wss://127.", "ws://127."), protocols);
  }
};
\`\`\`

Amplify closes the socket of all subscriptions when one of them is refused: subscribe to \`onUserChanged\` with
the user's own \`id\`.

## What Amplify's DataStore would need

Rows have \`_version\`, \`_lastChangedAt\` and \`_deleted\`. DataStore does not sync against this API. It would need:

- a data source with \`versioned\` and \`delta_sync_config\`, and a second table for what has changed, with the keys
  \`ds_pk\` and \`ds_sk\` and a time to live;
- \`syncUsers(filter, limit, nextToken, lastSync)\` by AppSync's operation \`Sync\`, and \`startedAt\` in
  \`UserConnection\`;
- mutations \`createUser\`, \`updateUser\` and \`deleteUser\`, and subscriptions \`onCreateUser\`, \`onUpdateUser\`
  and \`onDeleteUser\`, as Amplify's generated models name them;
- that nobody but AppSync writes rows: what the trigger functions write would be missing from the second table.

Use \`generateClient\`, Apollo Client or plain HTTP.

## The local AWS's AppSync

| what | done | not done, and refused by name |
| --- | --- | --- |
| authorization | user pools, IAM, API keys, all directives, groups | OpenID Connect, Lambda |
| data sources | DynamoDB, HTTP, Lambda, NONE, each with its role's rights | versioned tables, RDS, OpenSearch, EventBridge, Bedrock |
| resolvers | JavaScript, unit and pipeline, in an engine of their own | mapping templates, batching, caching |
| \`util\` | errors, time, DynamoDB, transformations, \`http\`, \`math\`, \`str\` | formatted dates, XML, RDS, KSUIDs |
| subscriptions | AppSync's WebSocket protocol, arguments and enhanced filters | invalidation |
| limits | depth, resolvers, introspection, size and syntax of code | throttling |
| AWS WAF | limits for each address, allow-lists, the default action | AWS's managed rules, which match nothing |
`;
}

operations(() => people);
provisioning(() => people);
guide(() => people);
grants(() => people);
strangers(() => people);
limits(() => people);
clients(() => people);
subscriptions(() => people);

test(
  "a plan of the API after all that says no changes",
  async () => {
    expect(await people.api.plan()).toEqual({ hasChanges: false });
  },
  minutes,
);
