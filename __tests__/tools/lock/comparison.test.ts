import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { App } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TerraformResource } from "cdktf";
import { type EnvironmentInput, resolveConfiguration } from "../../../configuration";
import { type EnvironmentStacks, environmentStacks } from "../../../stacks/environment-stacks";
import { compareWithLock, holdToLock } from "../../../tools/lock/comparison";
import { forget } from "../../../tools/lock/forget";
import type { Lock } from "../../../tools/lock/lock";
import { awsEnvironment } from "../../support/environments";

type Edit = Partial<EnvironmentInput> & { readonly project?: string; readonly name?: string };

const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The stacks of one environment, `prod`, as a configuration that differs by `edit` has them. */
function stacksOf({ project = "acme", name = "prod", ...edit }: Edit = {}): EnvironmentStacks {
  const parts = { ...base, ...edit } as EnvironmentInput;
  const [stacks] = stacksOfAll({ [name]: parts }, project);
  if (stacks === undefined) throw new Error("There is no environment.");
  return stacks;
}

function stacksOfAll(
  environments: Readonly<Record<string, EnvironmentInput>>,
  project = "acme",
): readonly EnvironmentStacks[] {
  const app = new App({ outdir: folder });
  return resolveConfiguration({ project, environments }).map((each) =>
    environmentStacks(app, each),
  );
}

const plan = { type: "String", minLength: 1, maxLength: 20 } as const;
const base = {
  ...awsEnvironment,
  userPool: { customAttributes: { plan } },
} satisfies EnvironmentInput;

const lockOf = (stacks: EnvironmentStacks): Lock => ({
  version: 1,
  environments: compareWithLock({ version: 1, environments: {} }, [stacks]).current,
});

let lock: Lock;
beforeAll(() => {
  lock = lockOf(stacksOf());
});

const refused = (edit: Edit) =>
  compareWithLock(lock, [stacksOf(edit)]).problems.map(({ where }) => where.join(" · "));

const pool = "prod · aws_cognito_user_pool.user-directory_pool";

test("an environment as it was locked passes, whatever is not for good", () => {
  expect(holdToLock(lock, [stacksOf()])).toBeUndefined();
  const harmless = stacksOf({
    tags: { team: "identity" },
    protection: { enabled: false, reason: "It is taken down tomorrow." },
    userPool: { customAttributes: { plan }, selfSignUp: false, tier: "PLUS" },
  });
  expect(holdToLock(lock, [harmless])).toBeUndefined();
});

describe("what would lose users is refused:", () => {
  test.each<[string, Edit, readonly string[]]>([
    ["a removed attribute", { userPool: {} }, [`${pool} · schema · plan`]],
    [
      "an attribute with other constraints",
      { userPool: { customAttributes: { plan: { ...plan, maxLength: 40 } } } },
      [`${pool} · schema · plan · max_length`],
    ],
    [
      "an attribute that becomes immutable",
      { userPool: { customAttributes: { plan: { ...plan, mutable: false } } } },
      [`${pool} · schema · plan · mutable`],
    ],
    [
      "an attribute of another type",
      { userPool: { customAttributes: { plan: { type: "Boolean" } } } },
      ["attribute_data_type", "max_length", "min_length"].map(
        (setting) => `${pool} · schema · plan · ${setting}`,
      ),
    ],
    [
      "one more required attribute",
      { userPool: { customAttributes: { plan }, requiredAttributes: ["email", "name"] } },
      [`${pool} · schema · name · required`],
    ],
    [
      "other sign-in options",
      {
        userPool: {
          customAttributes: { plan },
          usernameAttributes: [],
          aliasAttributes: ["email"],
        },
      },
      [`${pool} · username_attributes`, `${pool} · alias_attributes`],
    ],
    [
      "a client that gets a secret",
      { clients: { web: { generateSecret: true } } },
      ["prod · aws_cognito_user_pool_client.app-clients_web · generate_secret"],
    ],
    ["another Region", { region: "eu-central-1" }, ["prod · region"]],
    [
      "another place of the state",
      { state: { bucket: "acme-terraform-state", keyPrefix: "elsewhere" } },
      ["prod · auth-prod · state", "prod · state-prod · state"],
    ],
    ["a renamed environment", { name: "live" }, ["prod"]],
  ])("%s", (_title, edit, expected) => {
    expect([...refused(edit)].sort()).toEqual([...expected].sort());
  });

  test("another account, and with it the names that hold it", () => {
    expect(refused({ accountId: "444455556666" })).toContain("prod · accountId");
  });

  test("another project, by every name that it gives", () => {
    expect(refused({ project: "other" })).toEqual(
      expect.arrayContaining([
        `${pool} · name`,
        "prod · aws_dynamodb_table.user-table_table · name",
        "prod · aws_cognito_identity_pool.identity-access_pool · identity_pool_name",
        "prod · aws_s3_bucket.attachments_bucket · bucket",
        "prod · auth-prod · state",
      ]),
    );
  });

  test("a group that is gone, with what its members lose, until it is forgotten", () => {
    const without = stacksOf({
      groups: [{ name: "Users", precedence: 1, description: "Everybody." }],
    });
    const address = "aws_cognito_user_group.groups_Admins";
    const { problems, current } = compareWithLock(lock, [without]);
    expect(problems.map(({ where }) => where[1])).toContain(address);
    expect(problems[0]?.effect).toContain("loses the rights");
    expect(problems[0]?.instead).toContain(`npm run lock -- --forget prod:${address}`);
    const context = { environments: [without.environment], current, states: [] };
    const forgotten = forget(lock, `prod:${address}`, context);
    const left = compareWithLock(forgotten, [without]).problems.map(({ where }) => where[1]);
    expect(left).toEqual(["aws_cognito_user_group.groups_Managers"]);
  });

  test("a group with another name, without the advice to move it: AWS cannot rename one", () => {
    const groups = ["Admins", "Editors", "Users"].map((name, precedence) => ({
      name,
      precedence,
      description: "They are of it.",
    }));
    const { problems } = compareWithLock(lock, [stacksOf({ groups })]);
    expect(problems).toMatchObject([
      { before: "group groups/Managers", instead: expect.not.stringContaining("moveFromId") },
    ]);
  });

  test("a state bucket that another environment makes now, with how to give it back", () => {
    const both = (names: readonly string[]) =>
      stacksOfAll(Object.fromEntries(names.map((name) => [name, base])));
    const { problems } = compareWithLock(lock, both(["early", "prod"]));
    expect(problems.map(({ where }) => where[1]).sort()).toEqual([
      "aws_kms_key.state_key",
      "aws_s3_bucket.state_bucket",
    ]);
    for (const { instead } of problems) expect(instead).toMatch(/^Put early after prod in/);
    expect(compareWithLock(lock, both(["prod", "early"])).problems).toEqual([]);
  });

  test("all of it at once, in words", () => {
    const edit = { userPool: {}, clients: { web: { generateSecret: true } } };
    const check = () => holdToLock(lock, [stacksOf(edit)]);
    expect(check).toThrow(/refuses 2 changes/);
    expect(check).toThrow(/Cognito cannot remove an attribute/);
    expect(check).toThrow(/Add a second client beside it/);
  });
});

test("what is new in a locked environment is for `npm run lock`, and passes once it is there", () => {
  const added = stacksOf({
    clients: { web: {}, mobile: {} },
    userPool: { customAttributes: { plan, team: plan } },
  });
  expect(() => holdToLock(lock, [added])).toThrow(
    /Run `npm run lock` and commit it:\n {2}prod · .* · schema · team\n {2}prod · .*app-clients_mobile/,
  );
  expect(holdToLock(lockOf(added), [added])).toBeUndefined();
});

test("an environment that is not locked passes, and its user is told", () => {
  const nothing: Lock = { version: 1, environments: {} };
  expect(holdToLock(nothing, [stacksOf()])).toMatch(
    /^Not in gatehouse.lock.json: prod\. .*npm run lock/,
  );
});

describe("a renamed construct", () => {
  const address = "aws_cognito_user_pool.user-directory_pool";
  /** The lock of a time when the pool's construct was called otherwise. */
  const earlier = (): Lock =>
    JSON.parse(JSON.stringify(lock).replaceAll("user-directory", "people")) as Lock;
  const renamed = (moved: boolean) => {
    const all = stacksOf();
    const construct = all.stacks
      .flatMap((stack) => stack.node.findAll())
      .find(({ node }) => node.path === "auth-prod/user-directory/pool") as TerraformResource;
    if (moved) construct.moveFromId("aws_cognito_user_pool.people_pool");
    return all;
  };

  test("is recognised, and refused once, with the line that tells Terraform", () => {
    const { problems } = compareWithLock(earlier(), [renamed(false)]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      before: "aws_cognito_user_pool.people_pool",
      after: address,
      instead: expect.stringContaining(
        '`resource.moveFromId("aws_cognito_user_pool.people_pool")`',
      ) as unknown,
    });
  });

  test("passes with a matching `moved` block, and the lock wants that block from then on", () => {
    expect(holdToLock(earlier(), [renamed(true)])).toBeUndefined();
    const after = lockOf(renamed(true));
    expect(holdToLock(after, [renamed(true)])).toBeUndefined();
    expect(() => holdToLock(after, [renamed(false)])).toThrow(/Keep `resource.moveFromId/);
  });
});

describe("an environment is forgotten", () => {
  test("not while it is protected and its state says that it is deployed", () => {
    const { environment } = stacksOf();
    const context = { environments: [environment], current: {}, states: ["s3://b/auth.tfstate"] };
    expect(() => forget(lock, "prod", context)).toThrow(/prod is protected, and it is deployed/);
    expect(forget(lock, "prod", { ...context, states: [] }).environments).toEqual({});
  });

  test("once it is out of the configuration, and only if the lock has it", () => {
    const context = { environments: [], current: {}, states: [] };
    expect(forget(lock, "prod", context).environments).toEqual({});
    expect(() => forget(lock, "constructor", context)).toThrow(/has no environment constructor/);
  });
});
