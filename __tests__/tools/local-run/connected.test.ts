import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { sourceEvent, sourceEventNames } from "../../../tools/deploy/invocation/source-event";
import { remoteState } from "../../../tools/deploy/state/remote-state";
import { ConnectedDeployment, password } from "../../support/connected/deployment";
import { seen, SiteVisitor } from "../../support/connected/site-visitor";
import { erase } from "../../../functions/shared/administration/erasure";
import { administrator } from "../../support/administrator";
import { runBoto3 } from "../../support/boto3";
import { RunningCommand } from "../../support/command";
import { environmentWith } from "../../support/environments";
import { Visitor } from "../../support/visitor";
import { callAws, documentOf, TestRoles, type TestStatement } from "../../support/iam";
import { calledBySources, witnessed } from "./connected/called-by-sources";

/**
 * Functions of a team's own as they would be deployed: one deployment by real Terraform, called by real
 * clients, with whatever they may and may not.
 */

const minutes = 60_000;

// A command takes many seconds where others work on the same machine.
jest.setTimeout(5 * minutes);

let deployment: ConnectedDeployment;
const tokens: Record<string, { access: string; id: string }> = {};
const subs: Record<string, string> = {};

beforeAll(async () => {
  deployment = await ConnectedDeployment.start(5);
  subs["ada"] = await deployment.signUp("ada@example.com", { group: "Admins" });
  subs["bob"] = await deployment.signUp("bob@example.com");
  for (const name of ["ada", "bob"]) tokens[name] = await deployment.tokens(`${name}@example.com`);
}, 8 * minutes);

afterAll(() => deployment.stop());

const access = (name: string) => tokens[name]?.access;

test("after the apply Terraform finds nothing to change", async () => {
  expect(await deployment.plan()).toEqual({ hasChanges: false });
});

describe("a route that asks for a group", () => {
  test("answers who is in it, with the ids and the rights that it was given", async () => {
    const { status, body } = await deployment.call("GET /people", access("ada"));
    expect({ status, body }).toEqual({
      status: 200,
      body: { asked: subs["ada"], names: expect.arrayContaining([subs["ada"], subs["bob"]]) },
    });
  });

  test("refuses who is not, who has no token, and who has another's", async () => {
    const bob = await deployment.call("GET /people", access("bob"));
    expect([bob.status, bob.body]).toEqual([403, { message: "Forbidden" }]);
    const nobody = await deployment.call("GET /people");
    expect([nobody.status, nobody.body]).toEqual([401, { message: "Unauthorized" }]);
    // For the app that it was given to, and no key to an API.
    const withIdToken = await deployment.call("GET /people", tokens["ada"]?.id);
    expect(withIdToken.status).toBe(401);
    const forged = `${access("ada")?.slice(0, -6) ?? ""}AAAAAA`;
    const ofForger = await deployment.call("GET /people", forged);
    expect(ofForger.status).toBe(401);
    expect(ofForger.headers.get("www-authenticate")).toContain("signature verification failed");
  });

  test("refuses the tokens of another client, and of another pool", async () => {
    const { cognito, web } = deployment;
    const client = async (UserPoolId: string) => {
      const { UserPoolClient } = await cognito.send(
        new CreateUserPoolClientCommand({
          UserPoolId,
          ClientName: "other",
          ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }),
      );
      return { userPoolId: UserPoolId, clientId: UserPoolClient?.ClientId ?? "" };
    };
    const other = await client(web.userPoolId);
    const ofClient = await deployment.tokens("ada@example.com", other);
    const byClient = await deployment.call("GET /people", ofClient.access);
    expect(byClient.status).toBe(401);
    expect(byClient.headers.get("www-authenticate")).toBe(
      'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"',
    );
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "theirs" }));
    const theirs = await client(UserPool?.Id ?? "");
    await deployment.signUp("eve@example.com", { of: theirs });
    const ofPool = await deployment.tokens("eve@example.com", theirs);
    expect((await deployment.call("GET /people", ofPool.access)).status).toBe(401);
  });
});

describe("an HTTP API", () => {
  test("asks for scopes before the function runs", async () => {
    const { status, headers } = await deployment.call("GET /orders/7", access("ada"));
    expect(status).toBe(403);
    expect(headers.get("www-authenticate")).toContain('error="insufficient_scope"');
  });

  test("hands over path, query, body and claims", async () => {
    const me = await deployment.call("GET /me", access("ada"));
    expect(me.body).toMatchObject({ sub: subs["ada"] });
    const groups = (me.body as { readonly groups: readonly string[] }).groups;
    expect([...groups].sort()).toEqual(["Admins", "Users"]);
    const files = await deployment.call("PUT /files/a%20b/c?x=1&x=2");
    expect(files.body).toEqual({ rest: "a b/c", query: { x: "1,2" } });
    const echo = await deployment.call("POST /echo", undefined, { body: '{"héllo":[1]}' });
    expect(echo.body).toEqual({ body: { héllo: [1] } });
    expect(echo.headers.get("cache-control")).toBe("no-store");
  });

  test("answers what goes wrong in words for the caller, and keeps the rest", async () => {
    const answers = [
      await deployment.call("POST /echo"),
      await deployment.call("POST /echo", undefined, { body: "{" }),
      await deployment.call("GET /broken"),
      await deployment.call("GET /nowhere"),
    ];
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [422, { message: "Say something." }],
      [400, { message: "The body is no JSON." }],
      [500, { message: "Internal Server Error" }],
      [404, { message: "Not Found" }],
    ]);
  });

  test("lets the pages of the environment's origins read, and no others", async () => {
    const preflight = (origin: string) =>
      deployment.call("OPTIONS /me", undefined, {
        headers: {
          origin,
          "access-control-request-method": "GET",
          "access-control-request-headers": "authorization",
        },
      });
    const ours = await preflight("http://localhost:3000");
    expect(ours.status).toBe(204);
    expect(ours.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect(ours.headers.get("access-control-allow-headers")).toContain("authorization");
    const theirs = await preflight("http://evil.example");
    expect(theirs.headers.get("access-control-allow-origin")).toBeNull();
    const read = await deployment.call("GET /me", access("bob"), {
      headers: { origin: "http://localhost:3000" },
    });
    expect([read.status, read.headers.get("access-control-allow-origin")]).toEqual([
      200,
      "http://localhost:3000",
    ]);
  });

  test("keeps a log of calls without a word of who called", async () => {
    const text = await eventually(accessLog, (lines) => lines.includes("valid audience"));
    expect(text).toContain("the token does not have a valid audience");
    expect(text).not.toContain(subs["ada"]);
    expect(text).not.toContain("ada@example.com");
  });

  test("holds callers to its rate", async () => {
    const all = await Promise.all(
      Array.from({ length: 130 }, () => deployment.call("GET /nowhere-else/1")),
    );
    // Nobody answers these, so they cost nothing.
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([404]));
    const known = await Promise.all(
      Array.from({ length: 130 }, () => deployment.call("GET /orders/1")),
    );
    const statuses = new Set(known.map(({ status }) => status));
    expect(statuses).toEqual(new Set([401, 429]));
  });
});

const run = async (script: string, ...args: readonly string[]) => {
  const command = new RunningCommand(deployment.folder, script, ["local", ...args]);
  const exitCode = await command.ended;
  return { exitCode, stdout: command.stdout, stderr: command.stderr };
};

calledBySources(() => deployment);

const admin = (route: string, body?: object) =>
  deployment.call(route, access("ada"), body && { body: JSON.stringify(body) });

describe("functions/admin-users", () => {
  test("looks after users, for administrators alone", async () => {
    const bob = subs["bob"] ?? "";
    expect((await deployment.call("GET /users", access("bob"))).status).toBe(403);
    expect((await admin("GET /users?email=bob*")).body).toMatchObject({ people: [{ id: bob }] });
    const invited = await admin("POST /users", { email: "cleo@example.com", groups: ["Managers"] });
    expect(invited.body).toMatchObject({ status: "FORCE_CHANGE_PASSWORD" });
    const { id } = invited.body as { readonly id: string };
    expect((await admin("POST /users", { email: "cleo@example.com" })).status).toBe(409);
    expect((await admin(`PUT /users/${id}/groups`, { groups: ["Users"] })).body).toEqual({
      groups: ["Users"],
    });
    const statuses = [
      await admin(`POST /users/${bob}/sign-out`),
      await admin(`DELETE /users/${bob}/mfa`),
      await admin(`POST /users/${bob}/disable`),
      await admin("GET /users/nobody"),
      await admin(`PUT /users/${bob}/groups`, { groups: ["Nobodies"] }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([204, 204, 204, 404, 400]);
    await expect(deployment.tokens("bob@example.com")).rejects.toThrow("User is disabled");
    await admin(`POST /users/${bob}/enable`);
    expect((await admin("GET /users/bob@example.com")).body).toMatchObject({
      id: bob,
      enabled: true,
      groups: ["Users"],
      row: { email: "bob@example.com" },
    });
    // Nobody knows where the files are: nothing is left behind in silence.
    expect((await admin(`DELETE /users/${id}`)).status).toBe(409);
    expect((await admin(`DELETE /users/${id}?withoutFiles=true`)).body).toMatchObject({ id });
    expect((await admin(`GET /users/${id}`)).status).toBe(404);
  });
});

describe("functions/signed-in-only, as CloudFront calls it", () => {
  const site = "https://app.example.com";
  const visitor = () =>
    new SiteVisitor(
      deployment.run.aws.endpoint,
      deployment.outputs.edge_function_arns["signed-in-only"],
    );

  test("sends a browser to the sign-in page and back, and lets it through from then on", async () => {
    const browser = visitor();
    // A path that a browser would take for another host, if it stood alone.
    const target = `${site}//evil.example/?page=1&of=2`;
    const away = seen(await browser.go(target)).replace(/^302 /, "");
    const login = new Visitor(deployment.run.aws.managedLoginEndpoint);
    const form = await login.go(away);
    const { leftTo = "" } = await login.submit(form, { username: "ada@example.com", password });
    expect(leftTo).toMatch(/^https:\/\/app\.example\.com\/auth\/callback\?code=/);

    // Somebody else's link would sign this browser in as them.
    expect(seen(await visitor().go(leftTo))).toBe("400");
    expect(seen(await browser.go(leftTo))).toBe(`302 ${target}`);
    expect(await browser.go(target)).toMatchObject({ uri: "//evil.example/" });
    expect([...browser.cookies.keys()]).toEqual(["__Host-access-token"]);

    const out = seen(await browser.go(`${site}/auth/sign-out`));
    expect(out).toContain(`/logout?client_id=${deployment.web.clientId}`);
    expect(seen(await browser.go(`${site}/`))).toContain("/oauth2/authorize?");
  });

  test("answers a program with 401 unless it has an access token of the client", async () => {
    const { access: good = "", id = "" } = tokens["ada"] ?? {};
    const bearers = [undefined, good, id, `${good.slice(0, -6)}AAAAAA`, "nothing"];
    const answers = bearers.map(async (token) =>
      seen(
        await visitor().go(`${site}/data.json`, {
          accept: "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        }),
      ),
    );
    expect(await Promise.all(answers)).toEqual(["401", "through", "401", "401", "401"]);
  });
});

describe("npm run users", () => {
  const identity = "us-east-1:0b5e9a1c-7d53-4b6a-9f6e-2b8f3a1d5c70";

  test("exports and erases all that is somebody's, also when it was cut off", async () => {
    const id = await deployment.signUp("dora@example.com");
    const { files, ...others } = deployment.administration;
    const key = `private/${identity}/letter.json`;
    await deployment.putFile(key, "first");
    await deployment.putFile(key, "second");
    await deployment.setIdentity(id, identity);

    const shown = await run("users", "show", "dora@example.com", "--json");
    expect(JSON.parse(shown.stdout)).toMatchObject({
      id,
      identityIds: [identity],
      files: [{ key }],
    });
    const exported = await run("users", "export", id, "--out", "dora");
    expect(exported.exitCode).toBe(0);
    const folder = path.join(deployment.folder, "dora");
    expect(readFileSync(path.join(folder, "files", "1-letter.json"), "utf8")).toBe("second");
    expect(readFileSync(path.join(folder, "person.json"), "utf8")).toContain("dora@example.com");

    expect(await run("users", "erase", id)).toMatchObject({ exitCode: 1 });
    // The files are gone, and the power is, too.
    const people = Object.assign(Object.create(others.people) as typeof others.people, {
      delete: () => Promise.reject(new Error("killed")),
    });
    await expect(erase(id, { ...others, files, people })).rejects.toThrow("killed");
    expect(await files.list(identity)).toEqual([]);
    const erased = await run("users", "erase", "dora@example.com", "--yes", "--json");
    expect(JSON.parse(erased.stdout)).toMatchObject({ id, identities: 1 });

    expect(await others.people.find("dora@example.com")).toBeUndefined();
    expect(await others.rows.read(id)).toBeUndefined();
    expect(await deployment.versionsBelow(`private/${identity}/`)).toEqual([]);
    const tombstones = await deployment.versionsBelow(`erased/${id}.json`);
    expect(tombstones).toHaveLength(1);
    const [tombstone = ""] = tombstones;
    expect(Object.keys(JSON.parse(tombstone) as object).sort()).toEqual(["erasedAt", "id"]);
    await expect(erase(id, deployment.administration)).rejects.toThrow("Nobody is known by");
  });
});

describe("boto3", () => {
  test("sees what `npm run users` and `admin-users` do, each what the other has done", async () => {
    const { endpoint, region } = deployment.run.aws;
    const invited = await run("users", "invite", "fred@example.com", "--json");
    const { id } = JSON.parse(invited.stdout) as { readonly id: string };
    const seen = await runBoto3(ofFred, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: administrator.accessKeyId,
      AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
      POOL: deployment.web.userPoolId,
      API: deployment.outputs.api_url,
      TOKEN: access("ada") ?? "",
      FRED: id,
    });
    expect(JSON.parse(seen)).toEqual({
      status: "FORCE_CHANGE_PASSWORD",
      disable: 204,
      enabled: false,
    });
    const listed = await run("users", "list", "fred@");
    expect(listed.stdout).toContain("DISABLED  fred@example.com");
  });
});

/** Asks Cognito for a user, has the API disable them, and asks again. */
const ofFred = `
import boto3, json, os, urllib.request
cognito = boto3.client("cognito-idp")
ask = lambda: cognito.admin_get_user(UserPoolId=os.environ["POOL"], Username=os.environ["FRED"])
before = ask()
request = urllib.request.Request(
    f'{os.environ["API"]}/users/{os.environ["FRED"]}/disable',
    method="POST",
    headers={"authorization": f'Bearer {os.environ["TOKEN"]}'},
)
with urllib.request.urlopen(request) as response:
    disable = response.status
print(json.dumps({"status": before["UserStatus"], "disable": disable, "enabled": ask()["Enabled"]}))
`;

describe("npm run invoke", () => {
  const invoke = (...args: readonly string[]) => run("invoke", ...args);

  test("shows the event of a source, to change and to call with; ends with 1 when that fails, and shows its log", async () => {
    const shown = await invoke(
      ...[
        "post-confirmation",
        "--source",
        "PostConfirmation_ConfirmForgotPassword",
        "--print-event",
      ],
    );
    expect(shown.exitCode).toBe(0);
    const event = JSON.parse(shown.stdout) as object;
    expect(event).toMatchObject({
      triggerSource: "PostConfirmation_ConfirmForgotPassword",
      userPoolId: deployment.web.userPoolId,
      callerContext: { clientId: deployment.web.clientId },
    });
    // A user whom nobody knows cannot be put into a group.
    const signUp = JSON.stringify({ ...event, triggerSource: "PostConfirmation_ConfirmSignUp" });
    const called = await invoke("post-confirmation", "--data", signUp, "--tail");
    expect(called.exitCode).toBe(1);
    expect(JSON.parse(called.stdout)).toHaveProperty("errorMessage");
    expect(called.stderr).toContain("platform.report");
  });

  test("has an event for what is no trigger, prints what the function answers and how long it took", async () => {
    const { exitCode, stdout, stderr } = await invoke("witness", "--source", "aws:sqs");
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, { batchItemFailures: [] }]);
    expect(stderr).toMatch(/answered in \d+ ms/);
    const { environment, run: local } = deployment;
    for (const source of sourceEventNames) {
      const event = sourceEvent("witness", source, environment);
      const result = await local.aws.functions.invoke("acme-local-witness", event);
      expect([source, result]).toEqual([source, expect.objectContaining({ outcome: "succeeded" })]);
    }
  });

  test("calls one that CloudFront calls in us-east-1, with a request of a browser's", async () => {
    const source = ["--source", "CloudFront_viewer-request"];
    const { exitCode, stdout } = await invoke("signed-in-only", ...source);
    expect(JSON.parse(stdout)).toMatchObject({ status: "302" });
    expect(exitCode).toBe(0);
  });

  test("says what is wrong with what it is asked", async () => {
    const { exitCode, stderr } = await invoke("nobody");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("There is no functions/nobody");
    expect(() => sourceEvent("probe", "PreSignUp_SignUp", deployment.environment)).toThrow(
      /is no trigger of the user pool, and there is no event PreSignUp_SignUp.*INSERT/s,
    );
  });
});

describe("another project", () => {
  test("reads the outputs from the state, with the policy that is printed and nothing more", async () => {
    const environment = environmentWith();
    const { dataSource, policy } = remoteState(environment, "auth");
    await deployment.putState("acme-terraform-state", {
      "acme/dev/auth.tfstate": { user_pool_id: "eu-west-1_ours" },
      "acme/dev/state.tfstate": { role: "theirs" },
    });
    const { Statement } = JSON.parse(policy) as { readonly Statement: object[] };
    const roles = new TestRoles(deployment.run.aws);
    const role = await roles.create(...(Statement as TestStatement[]));
    const read = async (text: string) =>
      deployment.outputsOf(
        `${text.replace("config = {", "config = {\n    use_path_style = true")}
output "id" { value = data.terraform_remote_state.auth.outputs }`,
        await roles.assume(role),
      );
    expect(await read(dataSource)).toEqual({ id: { user_pool_id: "eu-west-1_ours" } });
    await expect(read(dataSource.replace("auth.tfstate", "state.tfstate"))).rejects.toThrow(
      /AccessDenied|Forbidden/,
    );
  });
});

describe("last, what cannot be undone", () => {
  test("a grant that is taken away is missed: the function fails, and says no more than that", async () => {
    await new TestRoles(deployment.run.aws).iam("PutRolePolicy", {
      RoleName: "acme-local-people",
      PolicyName: "own",
      PolicyDocument: documentOf([{ Action: "xray:PutTraceSegments", Resource: "*" }]),
    });
    // The rate was used up a moment ago.
    const { status, body } = await eventually(
      () => deployment.call("GET /people", access("ada")),
      (answer) => answer.status !== 429,
    );
    expect([status, body]).toEqual([500, { message: "Internal Server Error" }]);
  });

  test("an expired token is refused as one", async () => {
    await fetch(`${deployment.run.aws.endpoint}/_gatehouse/clock`, {
      method: "POST",
      body: JSON.stringify({ aheadBySeconds: 3700 }),
    });
    const { status, headers } = await deployment.call("GET /me", access("ada"));
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain("the token has expired");
    // The schedule was due meanwhile, once.
    const told = await eventually(
      () => witnessed(deployment),
      (lines) => lines.some(({ called }) => called === "Scheduled Event"),
    );
    expect(told.filter(({ called }) => called === "Scheduled Event")).toHaveLength(1);
  });
});

async function accessLog(): Promise<string> {
  const { text } = await callAws(deployment.run.aws, {
    service: "logs",
    target: "Logs_20140328.FilterLogEvents",
    body: JSON.stringify({ logGroupName: "/aws/vendedlogs/acme-local-http" }),
  });
  const { events } = JSON.parse(text) as { events: { readonly message: string }[] };
  return events.map(({ message }) => message).join("\n");
}

/** What is asked for again until it is so. */
async function eventually<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    await sleep(100);
  }
  throw new Error(`In vain: ${String(isSo)}`);
}
