import {
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SavedRun } from "../../../tools/deploy/reconciliation/saved-run";
import { type LocalAws, startLocalAws } from "../../../tools/local-aws/local-aws";
import { ended, RunningCommand } from "../../support/command";
import { duringTests } from "../../support/during-tests";
import { copyProject } from "../../support/project-copy";
import { until } from "../../support/until";
import { administrator } from "../../support/administrator";
import { signedFetch } from "../../support/signed-fetch";

const credentials = administrator;

// Processes start, on a machine that may be busy.

/*
 * `npm run reconcile` in a copy of the project, against a local AWS whose pool and table are made
 * here: which Terraform makes them is nothing to the command.
 */

const minutes = 60_000;
const project = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
const inLocal = (name: string) => path.join(project, ".local", name);
const tableName = "acme-local-users";

let aws: LocalAws;
let cognito: CognitoIdentityProviderClient;
let dynamo: DynamoDBClient;
let userPoolId: string;
/** The services that were called. */
const called: string[] = [];
/** What the table's answers wait for. */
let beforeTable: (() => Promise<void>) | undefined;

duringTests(
  () =>
    startLocalAws({
      credentials: administrator,
      interceptors: [
        async ({ service }) => {
          called.push(service);
          if (service === "dynamodb") await beforeTable?.();
          return undefined;
        },
      ],
    }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  const environments = copyProject(project);
  const text = readFileSync(environments, "utf8");
  // The account that the local AWS says it is, beside one that it is not.
  const other =
    'other: { accountId: "123456789012", region: "us-east-1", state: { bucket: "states" } },';
  writeFileSync(environments, text.replace("    dev: {", `    ${other}\n    dev: {`));
  const config = { endpoint: aws.endpoint, region: aws.region, credentials };
  cognito = new CognitoIdentityProviderClient(config);
  dynamo = new DynamoDBClient(config);
  await dynamo.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
});

afterAll(() => {
  cognito.destroy();
  dynamo.destroy();
  rmSync(project, { recursive: true });
});

beforeEach(async () => {
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({ PoolName: "acme-local", UsernameAttributes: ["email"] }),
  );
  userPoolId = UserPool?.Id ?? "";
  await cognito.send(new CreateGroupCommand({ UserPoolId: userPoolId, GroupName: "Users" }));
  announce();
  called.length = 0;
});

const outputs = () => ({
  user_pool_id: userPoolId,
  client_ids: {},
  user_table_name: tableName,
  region: aws.region,
});

/** As `npm run local` says where it is. */
function announce(): void {
  mkdirSync(inLocal(""), { recursive: true });
  const { endpoint, managedLoginEndpoint, region } = aws;
  const what = { endpoint, managedLoginEndpoint, region, credentials, outputs: outputs() };
  writeFileSync(inLocal("outputs.json"), JSON.stringify(what));
}

async function createUser(name: string): Promise<string> {
  const { User } = await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: userPoolId,
      Username: `${name}@example.com`,
      MessageAction: "SUPPRESS",
      UserAttributes: [{ Name: "email", Value: `${name}@example.com` }],
    }),
  );
  return User?.Attributes?.find(({ Name }) => Name === "sub")?.Value ?? "";
}

async function groupsOf(name: string): Promise<readonly (string | undefined)[]> {
  const { Groups = [] } = await cognito.send(
    new AdminListGroupsForUserCommand({
      UserPoolId: userPoolId,
      Username: `${name}@example.com`,
    }),
  );
  return Groups.map(({ GroupName }) => GroupName);
}

async function rowIds(): Promise<readonly (string | undefined)[]> {
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: tableName }));
  return Items.map(({ id }) => id?.S);
}

/** As fast as the local AWS goes. On this computer whoever was made a moment ago is looked at, too. */
const atOnce = ["--requests-per-second", "500"];

const reconcile = (args: readonly string[], environment = {}) =>
  ended(project, "reconcile", args, environment);

interface Document {
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly { readonly sub: string; readonly kind: string }[];
}

test(
  "--dry-run shows what there is to do and ends with 2; the run does it and ends with 0",
  async () => {
    const sub = await createUser("ada");
    await dynamo.send(
      new PutItemCommand({ TableName: tableName, Item: { id: { S: "sub-of-nobody" } } }),
    );

    const dry = await reconcile(["local", "--dry-run", "--json", ...atOnce]);
    expect([dry.exitCode, dry.stderr]).toEqual([2, expect.stringContaining(aws.endpoint)]);
    const shown = JSON.parse(dry.stdout) as Document;
    expect(shown.findings).toEqual(
      expect.arrayContaining([
        { kind: "user-without-row", sub, outcome: "reported" },
        { kind: "row-without-user", sub: "sub-of-nobody", outcome: "reported" },
      ]),
    );
    expect([await groupsOf("ada"), (await rowIds()).includes(sub)]).toEqual([[], false]);

    const run = await reconcile(["local", ...atOnce]);
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining("1 rows and 1 groups")]);
    expect([await groupsOf("ada"), (await rowIds()).includes(sub)]).toEqual([["Users"], true]);
    expect(run.stdout).toContain("sub-of-nobody");
    expect(run.stdout).not.toContain("ada@");
    expect(existsSync(inLocal("reconcile-local.json"))).toBe(false);
  },
  2 * minutes,
);

test(
  "interrupted, it ends after the page, and --resume goes on from there",
  async () => {
    // A page of Cognito's has 60.
    const names = Array.from({ length: 65 }, (_, index) => `user-${index}`);
    for (let start = 0; start < names.length; start += 13) {
      await Promise.all(names.slice(start, start + 13).map(createUser));
    }
    const stateFile = inLocal("reconcile-local.json");

    let isInPage = false;
    let goOn: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    beforeTable = () => {
      isInPage = true;
      return released;
    };
    const first = new RunningCommand(project, "reconcile", ["local", ...atOnce]);
    await until(() => isInPage || first.child.exitCode !== null);
    first.child.kill("SIGINT");
    await until(() => first.stderr.includes("Stopping"));
    beforeTable = undefined;
    goOn();

    expect(await first.ended).toBe(130);
    expect(first.stderr).toContain("--resume");
    const { state } = JSON.parse(readFileSync(stateFile, "utf8")) as {
      state: { counts: { users: number } };
    };
    expect(state.counts.users).toBe(60);

    const dry = await reconcile(["local", "--resume", "--dry-run", ...atOnce]);
    expect([dry.exitCode, dry.stderr]).toEqual([1, expect.stringContaining("--dry-run")]);

    const second = await reconcile(["local", "--resume", "--json", ...atOnce]);
    expect([second.exitCode, second.stderr]).toEqual([0, expect.anything()]);
    const { counts, findings } = JSON.parse(second.stdout) as Document;
    expect(counts).toMatchObject({ users: 65, healedRows: 65, healedGroups: 65, failed: 0 });
    expect(findings.filter(({ kind }) => kind === "user-without-row")).toHaveLength(65);
    expect(existsSync(stateFile)).toBe(false);
  },
  2 * minutes,
);

test(
  "what fails with one user ends the command with 1, after the others are healed",
  async () => {
    await createUser("joan");
    // Of a pool without the default group.
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "acme-local" }));
    userPoolId = UserPool?.Id ?? "";
    announce();
    await createUser("joan");

    const run = await reconcile(["local", "--json", ...atOnce]);

    expect(run.exitCode).toBe(1);
    expect((JSON.parse(run.stdout) as Document).counts).toMatchObject({
      failed: 1,
      errors: { ResourceNotFoundException: 1 },
    });
  },
  minutes,
);

describe("is refused with what to do", () => {
  test("nothing to resume", async () => {
    const wanted = { userPoolId, mode: "heal", removeAfterDays: undefined } as const;
    const resumed = new SavedRun("never-interrupted").resume(wanted);
    await expect(resumed).rejects.toThrow("without --resume");
  });

  test("a local AWS that is not up", async () => {
    rmSync(inLocal("outputs.json"));
    const run = await reconcile(["local"]);
    expect([run.exitCode, run.stderr]).toEqual([1, expect.stringContaining("npm run local")]);
  });
});

describe("on AWS", () => {
  const users = () => ({
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    // One host name for all buckets, which is the local AWS's and not a team's.
    TF_CLI_ARGS_init: "-backend-config=use_path_style=true",
  });

  test("credentials for another account are refused, naming both, before anything is read", async () => {
    const run = await reconcile(["dev"], users());

    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/111111111111[\s\S]*123456789012/);
    expect(new Set(called)).toEqual(new Set(["sts"]));
  });

  test(
    "pool and table are those of the deployed state",
    async () => {
      const sub = await createUser("joan");
      const state = {
        version: 4,
        terraform_version: "1.10.0",
        serial: 1,
        lineage: "c0ffee00-0000-4000-8000-000000000000",
        outputs: Object.fromEntries(
          Object.entries(outputs()).map(([name, value]) => [
            name,
            typeof value === "string"
              ? { value, type: "string" }
              : { value, type: ["map", "string"] },
          ]),
        ),
        resources: [],
        check_results: null,
      };
      await put("states", "");
      await put("states/acme/other/auth.tfstate", JSON.stringify(state));

      const run = await reconcile(["other", "--json", "--skip-recent", "0", ...atOnce], users());

      expect([run.exitCode, run.stderr]).toEqual([0, expect.anything()]);
      expect(JSON.parse(run.stdout)).toMatchObject({ environment: "other", userPoolId });
      expect((await rowIds()).includes(sub)).toBe(true);
    },
    2 * minutes,
  );

  async function put(key: string, body: string): Promise<void> {
    const at = { service: "s3", region: "us-east-1", method: "PUT", url: `/${key}` };
    const response = await signedFetch(aws.endpoint, { ...at, body });
    if (!response.ok) throw new Error(await response.text());
  }
});
