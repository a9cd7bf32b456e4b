import { describe, expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { rmSync } from "node:fs";
import path from "node:path";
import { resolveConfiguration, type EnvironmentParts } from "../../../configuration";
import { AuthStack } from "../../../stacks/auth-stack";
import { DefinitionError } from "../../../stacks/connected/definition-error";
import { deployedEverywhere } from "../../../stacks/connected/definitions";
import { poolVerbs } from "../../../stacks/connected/pool-verbs";
import { environmentStacks } from "../../../stacks/environment-stacks";
import { writeFunctions } from "../../support/connected/functions";
import { circles, dependencyGraph } from "../../support/dependency-graph";
import { allows, boundaryOf, policiesOf } from "../../support/deploy-roles";
import { awsEnvironment, environmentWith } from "../../support/environments";
import { Template, type Block } from "../../support/template";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

/** The auth stack of an environment with these functions and no others. */
function stackWith(sources: Readonly<Record<string, string>>, parts: EnvironmentParts = {}) {
  const folder = temporaryFolder();
  writeFunctions(folder, sources);
  const stack = new AuthStack(Testing.app(), environmentWith({ ...parts, triggers: [] }), folder);
  return new Template(Testing.synth(stack, true));
}

const functionNamed = (template: Template, name: string): Block | undefined =>
  template.json.resource?.["aws_lambda_function"]?.[`functions_${name}_function`];

function variablesOf(template: Template, name: string): unknown {
  const { environment } = functionNamed(template, name) ?? {};
  return (environment as { readonly variables: unknown } | undefined)?.variables;
}

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

function statementsOf(template: Template, name: string): readonly Statement[] {
  const policy = template.json.resource?.["aws_iam_role_policy"]?.[`functions_${name}_own-policy`];
  const { Statement } = JSON.parse(String(policy?.["policy"])) as { Statement: Statement[] };
  return Statement.filter(({ Sid }) => !["WriteOwnLog", "SendTraces"].includes(Sid));
}

const pool = "${aws_cognito_user_pool.user-directory_pool";

describe("a function with a function.ts", () => {
  const template = stackWith({
    crm: `({ pool, client, userTable, secret }) => ({
      description: "Tells the CRM.",
      access: [
        pool.may("readUsers"), pool.may("manageGroups"), client("web"), userTable.may("read"),
        secret({ variable: "CRM_KEY_ID", secretId: "crm-key" }),
      ],
      environment: { CRM_URL: "https://crm.example.com" },
      settings: { memorySize: 256, timeoutSeconds: 60 },
      schedule: "rate(1 day)",
    })`,
    lonely: `() => ({ description: "Knows nobody." })`,
    boss: `({ pool }) => ({ description: "May do all.", access: [pool.may("admin")] })`,
  });

  test("is told the ids of what it is connected to, and of nothing else", () => {
    expect(variablesOf(template, "crm")).toEqual({
      USER_POOL_ID: `${pool}.id}`,
      USER_POOL: `${pool}.arn}`,
      USER_POOL_CLIENT_ID: "${aws_cognito_user_pool_client.app-clients_web.id}",
      USER_TABLE_NAME: "${aws_dynamodb_table.user-table_table.name}",
      CRM_KEY_ID: "crm-key",
      CRM_URL: "https://crm.example.com",
    });
    expect(variablesOf(template, "lonely")).toEqual({});
    expect(statementsOf(template, "lonely")).toEqual([]);
  });

  test("may do what its verbs say, on the environment's own pool and table, each sid once", () => {
    const statements = statementsOf(template, "crm");
    const sids = statements.map(({ Sid }) => Sid);
    expect(sids).toEqual(["UseUserPool", "UseUserTable", "FindRowsByEmail", "ReadSecretCrmKeyId"]);
    const [ofPool] = statements;
    expect(ofPool?.Resource).toEqual([`${pool}.arn}`]);
    expect(ofPool?.Action).toEqual(
      [...new Set([...poolVerbs.readUsers, ...poolVerbs.manageGroups])]
        .map((action) => `cognito-idp:${action}`)
        .sort(),
    );
  });

  test("that asks for admin gets Stackery's twelve actions on that one pool", () => {
    const [statement, ...others] = statementsOf(template, "boss");
    expect(others).toEqual([]);
    expect(statement?.Resource).toEqual([`${pool}.arn}`]);
    expect(statement?.Action).toHaveLength(12);
    expect(statement?.Action[0]).toBe("cognito-idp:Admin*");
  });

  test("has its settings, and a schedule that may call it", () => {
    expect(functionNamed(template, "crm")).toMatchObject({ memory_size: 256, timeout: 60 });
    const [rule] = template
      .all("aws_cloudwatch_event_rule")
      .filter(({ name }) => name === "acme-dev-crm");
    expect(rule?.["schedule_expression"]).toBe("rate(1 day)");
    expect(functionNamed(template, "lonely")).toMatchObject({ memory_size: 512, timeout: 30 });
  });

  test("comes after all else: there is no circle", () => {
    expect(circles(dependencyGraph(template))).toEqual([]);
  });
});

const optional = `() => ({ description: "Asked for." }), { onlyWhereAsked: true }`;

test.each<[string, EnvironmentParts["functions"], readonly string[]]>([
  ["without a word", {}, ["always"]],
  ["that leaves one out", { each: { always: { deploy: false } } }, []],
  [
    "that asks for one",
    { each: { asked: { deploy: true, memorySize: 128 } } },
    ["always", "asked"],
  ],
])("an environment %s has the functions that it should", (_what, functions, expected) => {
  const template = stackWith(
    { always: `() => ({ description: "Everywhere." })`, asked: optional },
    functions && { functions },
  );
  const names = ["always", "asked"].filter((name) => functionNamed(template, name) !== undefined);
  expect(names).toEqual(expected);
});

test("those that an environment has without a word are what an adopted pool goes without", () => {
  const folder = temporaryFolder();
  writeFunctions(folder, { always: `() => ({ description: "Everywhere." })`, asked: optional });
  expect(deployedEverywhere(folder)).toEqual(["always"]);
});

test("everything that is wrong is told at once, in the terms of the file", () => {
  const wrong = () =>
    stackWith(
      {
        client: `({ client }) => ({ description: "x", access: [client("native")] })`,
        clash: `({ client }) => ({ description: "x", access: [client("web"), client("ios")] })`,
        verb: `({ pool }) => ({ description: "x", access: [pool.may("rule")] })`,
        when: `() => ({ description: "x", schedule: "daily" })`,
        mute: `() => ({ description: "" })`,
        own: `({ pool }) => ({ description: "x", access: [pool.may("readPool")], environment: { USER_POOL: "mine" } })`,
        "pre-sign-up": `() => ({ description: "x" })`,
        broken: `() => { throw new Error("No texts."); }`,
        "two words": `() => ({ description: "x" })`,
      },
      { clients: { web: {}, ios: {} } },
    );
  expect(wrong).toThrow(DefinitionError);
  for (const message of [
    /functions\/client\/function\.ts, for dev: the environment has no app client "native"; there are: web, ios/,
    /functions\/clash\/function\.ts, for dev: two connections set USER_POOL_CLIENT_ID/,
    /functions\/verb\/function\.ts, for dev: pool\.may\(\) knows no "rule"/,
    /functions\/when\/function\.ts, for dev: `schedule`: a schedule is EventBridge's/,
    /functions\/mute\/function\.ts, for dev: `description` has 1 to 256/,
    /functions\/own\/function\.ts, for dev: `environment` sets USER_POOL,/,
    /functions\/pre-sign-up\/function\.ts, for dev: pre-sign-up is called as its own name says/,
    /functions\/broken\/function\.ts, for dev: No texts\./,
    /functions\/two words has a name that Lambda does not take/,
  ]) {
    expect(wrong).toThrow(message);
  }
});

test("a declaration without code is told, and not left out without a word", () => {
  const folder = temporaryFolder();
  writeFunctions(folder, { idle: `() => ({ description: "x" })` });
  rmSync(path.join(folder, "idle", "index.ts"));
  expect(() => new AuthStack(Testing.app(), environmentWith({ triggers: [] }), folder)).toThrow(
    /there is no functions\/idle\/index\.ts: create it and export `handler`/,
  );
});

test("what it is handed is within the boundary of roles, for functions alone", () => {
  const folder = temporaryFolder();
  writeFunctions(folder, {
    boss: `({ pool, attachments }) => ({ description: "x", access: [pool.may("admin"), attachments.may("erase")] })`,
  });
  const [environment] = resolveConfiguration({
    project: "acme",
    github: { repository: "acme/users", repositoryId: "123456789" },
    environments: { dev: awsEnvironment },
  });
  if (environment === undefined) throw new Error("There is no environment.");
  const { stacks } = environmentStacks(Testing.app(), environment, undefined, folder);
  const state = stacks.find(({ node }) => node.id === "state-dev");
  if (state === undefined) throw new Error("There is no state stack.");
  const boundary = [boundaryOf(new Template(Testing.synth(state)))];
  const { accountId } = awsEnvironment;
  const may = (action: string, context: Readonly<Record<string, string>>) =>
    allows(
      boundary,
      {
        action,
        resource: `arn:aws:cognito-idp:eu-west-1:${accountId}:userpool/eu-west-1_x`,
        context,
      },
      accountId,
    );
  const ofUs = { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "dev" };
  const inFunction = {
    "lambda:SourceFunctionArn": `arn:aws:lambda:eu-west-1:${accountId}:function:acme-dev-boss`,
  };
  expect(may("cognito-idp:AdminDeleteUser", { ...ofUs, ...inFunction })).toBe(true);
  expect(may("cognito-idp:AdminDeleteUser", ofUs)).toBe(false);
  expect(may("cognito-idp:AdminDeleteUser", inFunction)).toBe(false);
  expect(may("cognito-idp:DeleteUserPool", { ...ofUs, ...inFunction })).toBe(false);
});

describe("functions with routes", () => {
  const sources = {
    users: `() => ({ description: "x", http: {
      "GET /users/{id}": { groups: ["Admins"] }, "POST /users": { scopes: ["users/write"] }, "GET /health": { public: true },
    } })`,
    orders: `() => ({ description: "x", http: { "ANY /orders/{rest+}": {} } })`,
  };
  const template = stackWith(sources, {
    clients: { web: {}, ios: {} },
    attachments: { allowedOrigins: ["https://app.example.com"] },
  });
  const route = (id: string) =>
    template.json.resource?.["aws_apigatewayv2_route"]?.[`functions_http-api_${id}`];

  test("share one HTTP API, which asks for a token of the pool by one of its clients", () => {
    expect(template.all("aws_apigatewayv2_api")).toHaveLength(1);
    const [authorizer] = template.all("aws_apigatewayv2_authorizer");
    expect(authorizer?.["jwt_configuration"]).toEqual({
      issuer: "https://${aws_cognito_user_pool.user-directory_pool.endpoint}",
      audience: ["web", "ios"].map(
        (name) => `\${aws_cognito_user_pool_client.app-clients_${name}.id}`,
      ),
    });
    expect(route("users-get-users-by-id")).toMatchObject({ authorization_type: "JWT" });
    expect(route("users-post-users")).toMatchObject({ authorization_scopes: ["users/write"] });
    expect(route("users-get-health")).toMatchObject({ authorization_type: "NONE" });
    expect(route("orders-any-orders-all-rest")).toMatchObject({ authorization_type: "JWT" });
    expect(template.output("api_url")).toBe(
      "${aws_apigatewayv2_api.functions_http-api_api.api_endpoint}",
    );
    expect(circles(dependencyGraph(template))).toEqual([]);
  });

  test("name the origins of the environment, a rate and a log", () => {
    const [api] = template.all("aws_apigatewayv2_api");
    expect(api?.["cors_configuration"]).toMatchObject({
      allow_origins: ["https://app.example.com"],
    });
    const [stage] = template.all("aws_apigatewayv2_stage");
    expect(stage).toMatchObject({
      default_route_settings: { throttling_rate_limit: 50, throttling_burst_limit: 100 },
      access_log_settings: { format: expect.not.stringContaining("sourceIp") },
    });
  });

  test("may have a domain, which is then the one way in", () => {
    const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
    const own = stackWith(sources, {
      httpApi: { domain: { name: "api.example.com", certificateArn } },
    });
    expect(own.all("aws_apigatewayv2_api")[0]).toMatchObject({
      disable_execute_api_endpoint: true,
    });
    expect(own.output("api_url")).toBe("https://api.example.com");
    expect(own.output("api_domain_target")).toContain("target_domain_name");
  });

  test("are told everything that is wrong with them", () => {
    const wrong = () =>
      stackWith({
        path: `() => ({ description: "x", http: { "GET users": {}, "OPTIONS /a": {} } })`,
        group: `() => ({ description: "x", http: { "GET /a": { groups: ["Bosses"] } } })`,
        open: `() => ({ description: "x", http: { "GET /b": { public: true, groups: ["Admins"] } } })`,
        slow: `() => ({ description: "x", settings: { timeoutSeconds: 60 }, http: { "GET /c": {} } })`,
        one: `() => ({ description: "x", http: { "GET /d": {} } })`,
        two: `() => ({ description: "x", http: { "GET /d": {}, "GET /e.f": {}, "GET /e/f": {} } })`,
      });
    for (const message of [
      /path\/function\.ts, for dev: `http\["GET users"\]` is no route/,
      /`http\["OPTIONS \/a"\]` is no route/,
      /names the group Bosses, which the environment has not: write one of Admins, Managers, Users/,
      /is public, and asks for groups/,
      /time-out is 60 seconds, and API Gateway waits 30/,
      /two\/function\.ts, for dev: functions\/one answers the route "GET \/d", too/,
      /"GET \/e\/f" and "GET \/e\.f" differ in signs only/,
    ]) {
      expect(wrong).toThrow(message);
    }
  });

  test("are covered by the deploy roles, which touch no other environment's API", () => {
    const folder = temporaryFolder();
    writeFunctions(folder, sources);
    const [environment] = resolveConfiguration({
      project: "acme",
      github: { repository: "acme/users", repositoryId: "123456789" },
      environments: { dev: awsEnvironment },
    });
    if (environment === undefined) throw new Error("There is no environment.");
    const { stacks } = environmentStacks(Testing.app(), environment, undefined, folder);
    const state = stacks.find(({ node }) => node.id === "state-dev");
    if (state === undefined) throw new Error("There is no state stack.");
    const policies = policiesOf(new Template(Testing.synth(state)), "apply");
    const may = (action: string, path: string, context: Readonly<Record<string, string>> = {}) =>
      allows(
        policies,
        {
          action: `apigateway:${action}`,
          resource: `arn:aws:apigateway:eu-west-1::${path}`,
          context,
        },
        awsEnvironment.accountId,
      );
    const made = { "aws:RequestTag/project": "acme", "aws:RequestTag/environment": "dev" };
    const ours = { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "dev" };
    expect([may("POST", "/apis", made), may("POST", "/apis")]).toEqual([true, false]);
    expect([may("PATCH", "/apis/x", ours), may("PATCH", "/apis/x")]).toEqual([true, false]);
    expect([may("POST", "/apis/x/routes"), may("GET", "/apis/x/routes/y")]).toEqual([true, true]);

    // Tags: of a new API, of ours when one of them changes, and never of another environment's.
    const theirs = { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "prod" };
    const other = { "aws:RequestTag/cost-center": "42" };
    const given = { "aws:RequestTag/environment": "prod" };
    expect([made, { ...ours, ...other }].map((of) => may("POST", "/tags/x", of))).toEqual([
      true,
      true,
    ]);
    expect(
      [other, theirs, { ...theirs, ...made }, { ...ours, ...given }].map((of) =>
        may("POST", "/tags/x", of),
      ),
    ).toEqual([false, false, false, false]);
  });
});
