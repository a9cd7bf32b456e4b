import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import { administrator } from "../support/administrator";
import { GraphqlDeployment, type Answer, type Credentials } from "../support/graphql/deployment";
import { expectDocument } from "../support/published-document";
import { signedFetch } from "../support/signed-fetch";
import { until } from "../support/until";

/**
 * The API over the users as it would be deployed: both stacks applied by real Terraform, called by
 * everybody who may or may not.
 */

const minutes = 60_000;

let api: GraphqlDeployment;
let table: DynamoDBClient;
let tableName: string;
const ids: Record<string, string> = {};
const callers: Record<string, Credentials> = {};

const call = (parameters: Record<string, string>, service = "iam") =>
  signedFetch(api.run.aws.endpoint, {
    service,
    region: api.run.aws.region,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(parameters).toString(),
  }).then((response) => response.text());

const between = (xml: string, name: string) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";

/** Credentials of a role that a test makes, which may do what `policy` says. */
async function roleMay(name: string, policy?: object): Promise<Credentials> {
  const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
  const document = (statement: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await call({
    Action: "CreateRole",
    Version: "2010-05-08",
    RoleName: name,
    AssumeRolePolicyDocument: document(trust),
  });
  if (policy !== undefined) {
    await call({
      Action: "PutRolePolicy",
      Version: "2010-05-08",
      RoleName: name,
      PolicyName: "own",
      PolicyDocument: document(policy),
    });
  }
  const xml = await call(
    {
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: `arn:aws:iam::${api.run.aws.accountId}:role/${name}`,
      RoleSessionName: "session",
    },
    "sts",
  );
  return {
    accessKeyId: between(xml, "AccessKeyId"),
    secretAccessKey: between(xml, "SecretAccessKey"),
    sessionToken: between(xml, "SessionToken"),
  };
}

/** A guest's credentials, from the identity pool. */
async function guest(): Promise<Credentials> {
  const { identity_pool_id: IdentityPoolId } = await api.outputs();
  const ask = async (operation: string, body: object) => {
    const response = await fetch(api.run.aws.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityService.${operation}`,
      },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const { IdentityId } = await ask("GetId", { IdentityPoolId });
  const { Credentials: given } = await ask("GetCredentialsForIdentity", { IdentityId });
  const { AccessKeyId, SecretKey, SessionToken } = given as Record<string, string>;
  return {
    accessKeyId: AccessKeyId ?? "",
    secretAccessKey: SecretKey ?? "",
    sessionToken: SessionToken,
  };
}

beforeAll(async () => {
  api = await GraphqlDeployment.start(6);
  const { endpoint, region } = api.run.aws;
  table = new DynamoDBClient({ endpoint, region, credentials: administrator });
  tableName = (await api.outputs()).user_table_name;
  for (const [name, group] of [["ada"], ["max", "Managers"], ["ann", "Admins"], ["eve"]] as const) {
    const user = await api.user(name, group);
    ids[name] = user.id;
    callers[name] = { token: user.token };
  }
  const { graphql_api_arn: arn } = await api.outputs();
  callers["backend"] = await roleMay("backend", {
    Effect: "Allow",
    Action: "appsync:GraphQL",
    Resource: `${arn}/types/Mutation/fields/provisionUser`,
  });
  callers["stranger"] = await roleMay("stranger");
  callers["guest"] = await guest();
}, 6 * minutes);

afterAll(async () => {
  table.destroy();
  await api.stop();
}, minutes);

const ask = (who: string, query: string, variables?: object) =>
  api.ask(query, callers[who], variables);

const row = async (name: string) => {
  const key = { TableName: tableName, Key: marshall({ id: ids[name] }), ConsistentRead: true };
  const { Item } = await table.send(new GetItemCommand(key));
  return Item && unmarshall(Item);
};

const rowOf = async (name: string) => (await row(name)) ?? {};

/** What each operation is called with, about Ada. */
const operations: Readonly<Record<string, () => Promise<string> | string>> = {
  me: () => "{ me { id } }",
  "user (oneself)": () => `{ user(id: "${ids["ada"] ?? ""}") { id } }`,
  "user (somebody else)": () => `{ user(id: "${ids["eve"] ?? ""}") { id } }`,
  users: () => "{ users { items { id groups } } }",
  usersByEmail: () => '{ usersByEmail(email: "ada@example.com") { items { id } } }',
  updateMe: () => 'mutation { updateMe(input: { _version: -1, displayName: "x" }) { id } }',
  setGroups: () =>
    `mutation { setGroups(userId: "${ids["eve"] ?? ""}", groups: ["Users"]) { id groups } }`,
  disableUser: () => `mutation { disableUser(userId: "${ids["eve"] ?? ""}") { id } }`,
  enableUser: () => `mutation { enableUser(userId: "${ids["eve"] ?? ""}") { id } }`,
  provisionUser: () =>
    `mutation { provisionUser(userId: "${ids["eve"] ?? ""}", group: "Users") { id groups } }`,
};

const people: Readonly<Record<string, string>> = {
  ada: "Ada, a user",
  max: "Max, a reader",
  ann: "Ann, an administrator",
  backend: "a backend with IAM",
  stranger: "IAM without a grant",
  guest: "a guest",
  nobody: "nobody",
};

/** An answer in a word: what came, or how it was refused. */
function told({ status, data, errors = [] }: Answer): string {
  if (status !== 200) return `${status}`;
  const [error] = errors;
  if (error !== undefined) return error.errorType ?? error.message;
  return Object.values(data ?? {}).some((value) => value !== null) ? "yes" : "nothing";
}

test(
  "who may do what is what docs/graphql.md says",
  async () => {
    const rows: string[] = [];
    for (const [operation, write] of Object.entries(operations)) {
      const query = await write();
      const cells: string[] = [];
      for (const who of Object.keys(people)) cells.push(told(await ask(who, query)));
      rows.push(`| \`${operation}\` | ${cells.join(" | ")} |`);
    }
    expectDocument("docs/graphql.md", document(rows));
  },
  2 * minutes,
);

function document(rows: readonly string[]): string {
  const head = Object.values(people);
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
- With \`github\`, synth says that the deploy roles do not cover AppSync's types: allow them in \`extend.ts\`,
  or deploy the api stack with your own credentials.
- \`setGroups\` makes seven changes in one call at the most.

## What Amplify's DataStore would need

Rows have \`_version\`, \`_lastChangedAt\` and \`_deleted\`. DataStore also wants a versioned data source with
a delta table, and queries named \`syncUsers\` that use its \`Sync\` operation. Neither ships: the trigger
functions write rows without the delta table. Use \`generateClient\`, Apollo Client or plain HTTP.

## The local AWS's AppSync

| what | done | not done, and refused by name |
| --- | --- | --- |
| authorization | user pools, IAM, API keys, all directives, groups | OpenID Connect, Lambda |
| data sources | DynamoDB, HTTP, Lambda, NONE, each with its role's rights | versioned tables, RDS, OpenSearch, EventBridge, Bedrock |
| resolvers | JavaScript, unit and pipeline, in an engine of their own | mapping templates, batching, caching |
| \`util\` | errors, time, DynamoDB, transformations, \`http\`, \`math\`, \`str\` | formatted dates, XML, RDS, KSUIDs |
| subscriptions | AppSync's WebSocket protocol, arguments and enhanced filters | invalidation |
| limits | depth, resolvers, introspection, size and syntax of code | throttling |
`;
}

describe("what the operations do", () => {
  test("a user's own field, in any script, on condition of the version", async () => {
    const { _version: before } = await rowOf("ada");
    const update = `mutation ($input: UpdateMeInput!) { updateMe(input: $input) { displayName _version } }`;
    const input = { _version: Number(before), displayName: "Ada 🎉 ад ü" };
    expect((await ask("ada", update, { input })).data).toEqual({
      updateMe: { displayName: "Ada 🎉 ад ü", _version: Number(before) + 1 },
    });
    const { errors } = await ask("ada", update, { input });
    expect(errors).toMatchObject([
      { errorType: "ConflictUnhandled", data: { _version: Number(before) + 1 } },
    ]);
    // No more of the row than was asked for.
    expect(Object.keys(errors?.[0]?.data as object).sort()).toEqual(["_version", "displayName"]);
  });

  test("groups are as they were wished, and the row says that something has changed", async () => {
    const { _version: before } = await rowOf("eve");
    const query = `mutation { setGroups(userId: "${ids["eve"] ?? ""}", groups: ["Managers"]) { groups _version } }`;
    expect((await ask("ann", query)).data).toEqual({
      setGroups: { groups: ["Managers"], _version: Number(before) + 1 },
    });
  });

  test("a disabled user cannot sign in, an enabled one can", async () => {
    const enabled = async () => {
      const { user_pool_id: UserPoolId } = await api.outputs();
      const user = { UserPoolId, Username: ids["eve"] ?? "" };
      return (await api.cognito.send(new AdminGetUserCommand(user))).Enabled;
    };
    await ask("ann", `mutation { disableUser(userId: "${ids["eve"] ?? ""}") { id } }`);
    expect(await enabled()).toBe(false);
    await ask("ann", `mutation { enableUser(userId: "${ids["eve"] ?? ""}") { id } }`);
    expect(await enabled()).toBe(true);
  });

  test("the backend provisions a user once, however often and at once", async () => {
    const { user_pool_id: UserPoolId } = await api.outputs();
    const user = await api.user("new");
    const query = `mutation { provisionUser(userId: "${user.id}", group: "Managers") { id _version } }`;
    const answers = await Promise.all([1, 2, 3].map(() => ask("backend", query)));
    for (const { data } of answers) {
      expect(data).toEqual({ provisionUser: { id: user.id, _version: 1 } });
    }
    const { Groups = [] } = await api.cognito.send(
      new AdminListGroupsForUserCommand({ UserPoolId, Username: user.id }),
    );
    expect(Groups.map(({ GroupName }) => GroupName).sort()).toEqual(["Managers", "Users"]);
  });

  test("where Cognito refuses the group, no row is written", async () => {
    const query = 'mutation { provisionUser(userId: "nobody", group: "Users") { id } }';
    expect(await ask("backend", query)).toMatchObject({
      data: { provisionUser: null },
      errors: [{ errorType: "Cognito:UserNotFoundException" }],
    });
    const { Item } = await table.send(
      new GetItemCommand({ TableName: tableName, Key: marshall({ id: "nobody" }) }),
    );
    expect(Item).toBeUndefined();
  });

  test("a thousand users are listed page by page, each once", async () => {
    const wanted = Array.from({ length: 1000 }, (_, index) => `page-${index}`);
    for (const id of wanted) {
      const now = new Date().toISOString();
      await table.send(
        new PutItemCommand({
          TableName: tableName,
          Item: marshall({
            id,
            username: id,
            email: `${id}@pages.example`,
            createdAt: now,
            updatedAt: now,
            _version: 1,
            _lastChangedAt: Date.now(),
          }),
        }),
      );
    }
    const seen: string[] = [];
    let nextToken: string | null = null;
    do {
      const query = `query ($nextToken: String) {
        users(limit: 100, nextToken: $nextToken, filter: { email: { contains: "@pages." } }) { items { id } nextToken }
      }`;
      const { data } = await ask("ann", query, { nextToken });
      const page = (data as { users: { items: { id: string }[]; nextToken: string | null } }).users;
      seen.push(...page.items.map(({ id }) => id));
      ({ nextToken } = page);
    } while (nextToken !== null);
    expect(seen.sort()).toEqual(wanted.sort());
  }, 60_000);
});

describe("what a client cannot get", () => {
  test.each([
    ["a token of another pool", "eyJhbGciOiJSUzI1NiJ9.e30.x"],
    ["no token at all", "Bearer"],
    ["text", "hello"],
  ])("with %s there is no answer", async (_what, token) => {
    expect(await api.ask("{ me { id } }", { token })).toMatchObject({ status: 401 });
  });

  test("the schema has no more than it names, and errors say where", async () => {
    expect(await ask("ada", "{ me { password } }")).toMatchObject({
      data: null,
      errors: [{ message: expect.stringContaining("FieldUndefined") as unknown }],
    });
  });
});

describe("a grant that is gone", () => {
  test("fails the operations that need it, and those alone", async () => {
    const policy = { RoleName: "acme-local-api-cognito", PolicyName: "data-source" };
    const xml = await call({ Action: "GetRolePolicy", Version: "2010-05-08", ...policy });
    const document = decodeURIComponent(between(xml, "PolicyDocument"));
    const put = (text: string) =>
      call({
        Action: "PutRolePolicy",
        Version: "2010-05-08",
        ...policy,
        PolicyDocument: text,
      });
    await put(
      document.replace('"cognito-idp:AdminListGroupsForUser"', '"cognito-idp:AdminGetUser"'),
    );
    expect(await ask("ada", "{ me { id groups } }")).toMatchObject({
      data: { me: { id: ids["ada"], groups: null } },
      errors: [{ errorType: "Cognito:AccessDeniedException" }],
    });
    expect((await ask("ada", "{ me { id } }")).errors).toBeUndefined();
    await put(document);
    expect((await ask("ada", "{ me { groups } }")).errors).toBeUndefined();
  });
});

describe("subscriptions", () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64");

  /** Listens to Ada's changes, as Amplify's client does. */
  async function listen(who: string) {
    const { graphql_realtime_url: url } = await api.outputs();
    const as = callers[who];
    const headers = {
      host: new URL(url).host,
      Authorization: as !== undefined && "token" in as ? as.token : "",
    };
    const socket = new WebSocket(`${url}?header=${encode(headers)}&payload=${encode({})}`, [
      "graphql-ws",
    ]);
    const messages: { type: string; payload?: { data?: unknown; errors?: unknown } }[] = [];
    socket.on("message", (text: Buffer) => {
      messages.push(JSON.parse(text.toString("utf8")) as (typeof messages)[number]);
    });
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(JSON.stringify({ type: "connection_init" }));
    const query = `subscription ($id: ID!) { onUserChanged(id: $id) { id displayName } }`;
    socket.send(
      JSON.stringify({
        id: "1",
        type: "start",
        payload: {
          data: JSON.stringify({ query, variables: { id: ids["ada"] } }),
          extensions: { authorization: headers },
        },
      }),
    );
    const has = (type: string) => messages.find((message) => message.type === type);
    return { socket, messages, has };
  }

  test("tell the user and administrators of a change, and nobody else", async () => {
    const listeners = await Promise.all(["ada", "ann", "max", "eve"].map(listen));
    const [ada, ann, max, eve] = listeners as [
      (typeof listeners)[number],
      (typeof listeners)[number],
      (typeof listeners)[number],
      (typeof listeners)[number],
    ];
    await until(() => [ada, ann].every(({ has }) => has("start_ack")));
    await until(() => [max, eve].every(({ has }) => has("error")));
    const { _version } = await rowOf("ada");
    const input = { _version: Number(_version), displayName: "told" };
    const update = `mutation ($input: UpdateMeInput!) { updateMe(input: $input) { id displayName } }`;
    await ask("ada", update, { input });
    await until(() => [ada, ann].every(({ has }) => has("data")));
    expect(ada.has("data")?.payload).toEqual({
      data: { onUserChanged: { id: ids["ada"], displayName: "told" } },
    });
    expect(JSON.stringify(eve.has("error"))).toContain("Unauthorized");
    expect([max, eve].flatMap(({ messages }) => messages).some(({ type }) => type === "data")).toBe(
      false,
    );
    for (const { socket } of listeners) socket.close();
  });

  test("are not for a page whose origin nobody has named", async () => {
    const { graphql_realtime_url: url } = await api.outputs();
    const socket = new WebSocket(url, ["graphql-ws"], { origin: "https://evil.example" });
    const error = await new Promise<Error>((resolve) => socket.once("error", resolve));
    expect(error.message).toContain("403");
  });
});

test(
  "a plan after all that says no changes",
  async () => {
    await api.run.expectNoChanges();
  },
  minutes,
);
