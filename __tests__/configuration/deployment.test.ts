import { describe, expect, test } from "@jest/globals";
import {
  type ConfigurationInput,
  ConfigurationError,
  type Environment,
  type Problem,
  resolveConfiguration,
} from "../../configuration";
import { awsEnvironment, configurationWith, environmentWith } from "../support/environments";

/*
 * How an environment is deployed and reviewed: whose bucket its state is in, which repository deploys
 * it, what a review allows.
 */

type Anything = Readonly<Record<string, unknown>>;

function problemsOf(input: unknown): readonly Problem[] {
  try {
    resolveConfiguration(input as ConfigurationInput);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const pathsOf = (input: unknown) => problemsOf(input).map(({ path }) => path);

/** `dev` and `prod` of one account and one bucket, with what each has otherwise. */
const two = (dev: Anything = {}, prod: Anything = {}, more: Anything = {}) => ({
  project: "acme",
  environments: { dev: { ...awsEnvironment, ...dev }, prod: { ...awsEnvironment, ...prod } },
  ...more,
});

function resolved(input: unknown): Readonly<Record<string, Environment>> {
  const environments = resolveConfiguration(input as ConfigurationInput);
  return Object.fromEntries(environments.map((each) => [each.environment, each]));
}

describe("the state bucket", () => {
  test("is made by the first environment that names it, and all in it use its key", () => {
    const { dev, prod } = resolved(two());
    const expected = {
      bucketOf: "dev",
      kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:alias/acme-dev-state",
    };
    expect(dev?.state).toMatchObject(expected);
    expect(prod?.state).toMatchObject(expected);
  });

  test("that is there already is nobody's, with the key that the configuration names, or none", () => {
    const state = { bucket: "company-states", existingBucket: true };
    const kmsKeyId = "arn:aws:kms:eu-west-1:111122223333:alias/company";
    expect(environmentWith({ state } as object).state).toMatchObject({
      bucketOf: undefined,
      kmsKeyId: undefined,
    });
    expect(environmentWith({ state: { ...state, kmsKeyId } } as object).state).toMatchObject({
      bucketOf: undefined,
      kmsKeyId,
    });
  });

  test("is not shared with another account: there is a bucket for each", () => {
    expect(pathsOf(two({}, { accountId: "444455556666" }))).toEqual([
      "environments.prod.state.bucket",
    ]);
  });

  test("is in one Region, whatever the Regions of those who share it", () => {
    expect(pathsOf(two({}, { region: "us-east-1" }))).toEqual(["environments.prod.state.region"]);
    const state = { ...awsEnvironment.state, region: "eu-west-1" };
    expect(pathsOf(two({}, { region: "us-east-1", state }))).toEqual([]);
  });

  test("has a folder for each environment, and none within another's", () => {
    const within = (keyPrefix: string) => ({ state: { ...awsEnvironment.state, keyPrefix } });
    const paths = (dev: string, prod: string) => pathsOf(two(within(dev), within(prod)));
    for (const [dev, prod] of [
      ["acme", "acme"],
      ["acme", "acme/prod"],
      ["acme/prod", "acme"],
    ] as const) {
      expect(paths(dev, prod)).toEqual(["environments.prod.state"]);
    }
    expect(paths("acme", "acme-prod")).toEqual([]);
  });

  test("is there already or is not, for all who share it", () => {
    const state = { ...awsEnvironment.state, existingBucket: true };
    expect(pathsOf(two({}, { state }))).toEqual(["environments.prod.state.existingBucket"]);
  });
});

describe("the repository that deploys", () => {
  const github = { repository: "acme/users", repositoryId: "123456789" };

  test("deploys every environment on AWS from main, and the first of an account makes its provider", () => {
    const { dev, prod, other } = resolved({
      project: "acme",
      github,
      environments: {
        dev: awsEnvironment,
        prod: awsEnvironment,
        other: { ...awsEnvironment, accountId: "444455556666", state: { bucket: "other-states" } },
      },
    });
    const expected = { repository: "acme/users", repositoryId: "123456789", branch: "main" };
    expect(dev?.github).toEqual({ ...expected, makesProvider: true });
    expect(prod?.github).toEqual({ ...expected, makesProvider: false });
    expect(other?.github).toEqual({ ...expected, makesProvider: true });
  });

  test("makes no provider where the account has one", () => {
    const given = { ...github, accountsWithProvider: ["111122223333"] };
    expect(resolved(two({}, {}, { github: given }))["dev"]?.github?.makesProvider).toBe(false);
  });

  test("is none by default, and never one for a local environment", () => {
    expect(environmentWith().github).toBeUndefined();
    const local = { project: "acme", github, environments: { local: { platform: "local" } } };
    expect(resolved(local)["local"]?.github).toBeUndefined();
  });

  test.each([
    "users",
    "acme/*",
    "acme/users:*",
    "acme/us ers",
    "https://github.com/acme/users",
    "acme/..",
    "",
  ])("is not %j, which a trust policy could read as more than one", (repository) => {
    expect(pathsOf(two({}, {}, { github: { repository, repositoryId: "123456789" } }))).toEqual([
      "github.repository",
    ]);
  });

  test.each(["*", "release/*", "refs/heads/main", "/main", "main.lock", "a..b", ""])(
    "deploys no branch %j",
    (branch) => {
      expect(pathsOf(two({}, {}, { github: { ...github, branch } }))).toEqual(["github.branch"]);
    },
  );

  test("has no role that reaches another environment of the account through its name", () => {
    const environments = {
      dev: awsEnvironment,
      "dev-2": awsEnvironment,
      devel: awsEnvironment,
    };
    expect(pathsOf({ project: "acme", environments, github })).toEqual(["environments.dev-2"]);
    expect(pathsOf({ project: "acme", environments })).toEqual([]);
  });
});

describe("a review", () => {
  const allowance = {
    address: "aws_cognito_user_pool.user-directory_pool",
    rule: "callback-url-added",
    reason: "The shop moves to its own domain.",
    until: "2026-12-31",
  };
  const withAllowance = (change: Anything) => ({
    ...configurationWith({ review: { allow: [{ ...allowance, ...change }] } }),
  });
  const at = "environments.dev.review.allow[0]";

  test("takes an environment that is protected for one with real users, unless it is told", () => {
    expect(environmentWith().review).toEqual({ production: true, allow: [] });
    const protection = { enabled: false, reason: "Its users are invented." } as const;
    expect(environmentWith({ protection }).review.production).toBe(false);
    expect(environmentWith({ protection, review: { production: true } }).review.production).toBe(
      true,
    );
  });

  test.each([
    "aws_s3_bucket.files",
    'module.auth.aws_cognito_user_pool_client.app["web"]',
    "module.a[0].module.b.aws_dynamodb_table.users[1]",
  ])("allows a change of %s until a day", (address) => {
    expect(problemsOf(withAllowance({ address }))).toEqual([]);
  });

  test("allows what has expired: the report says so, and synth goes on", () => {
    expect(problemsOf(withAllowance({ until: "2020-02-29" }))).toEqual([]);
  });

  test.each([
    ["address", "the user pool"],
    ["address", "aws_cognito_user_pool"],
    ["address", "aws_cognito_user_pool.*"],
    ["rule", "Callback URL added"],
    ["reason", "because"],
    ["until", "2026-02-30"],
    ["until", "2027-02-29"],
    ["until", "31.12.2026"],
    ["until", "2026-12-31T00:00:00Z"],
  ])("refuses an allowance whose %s is %j", (field, value) => {
    expect(pathsOf(withAllowance({ [field]: value }))).toEqual([`${at}.${field}`]);
  });

  test.each(["address", "rule", "reason", "until"])("refuses an allowance without %s", (field) => {
    expect(pathsOf(withAllowance({ [field]: undefined }))).toEqual([`${at}.${field}`]);
  });
});

describe("an expected difference", () => {
  const difference = { path: "**.tags", reason: "Each has its own cost center." };
  const withDifference = (change: Anything) =>
    two({}, {}, { expectedDifferences: [{ ...difference, ...change }] });

  test("is between any two environments, or between two that there are", () => {
    expect(problemsOf(withDifference({}))).toEqual([]);
    expect(problemsOf(withDifference({ between: ["dev", "prod"] }))).toEqual([]);
  });

  test.each([
    ["path", ""],
    ["reason", "so"],
    ["between", ["dev", "dev"]],
    ["between", ["dev"]],
  ])("is refused where its %s is %j", (field, value) => {
    expect(pathsOf(withDifference({ [field]: value }))[0]).toMatch(
      `expectedDifferences[0].${field}`,
    );
  });
});
