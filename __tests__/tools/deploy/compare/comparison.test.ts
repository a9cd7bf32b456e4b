import { describe, expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import {
  compareEnvironments,
  type SynthesizedEnvironment,
} from "../../../../tools/deploy/compare/comparison";
import { asMarkdown, asText } from "../../../../tools/deploy/compare/report";
import { AuthStack } from "../../../../stacks/auth-stack";
import {
  type EnvironmentParts,
  type ExpectedDifference,
  resolveConfiguration,
} from "../../../../configuration";

/** An environment of its own account, Region and bucket, synthesized. */
function synthesized(name: string, parts: EnvironmentParts = {}): SynthesizedEnvironment {
  const isProd = name === "prod";
  const [environment] = resolveConfiguration({
    project: "acme",
    environments: {
      [name]: {
        accountId: isProd ? "333333333333" : "222222222222",
        region: isProd ? "eu-central-1" : "eu-west-1",
        state: { bucket: `states-of-${isProd ? "production" : "tests"}` },
        ...parts,
      },
    },
  });
  if (environment === undefined) throw new Error("There is no environment.");
  const stack = new AuthStack(Testing.app(), environment);
  return { environment, templates: { auth: Testing.synth(stack) } };
}

const staging = synthesized("staging");
const different = synthesized("prod", {
  functions: { logRetentionDays: 365 },
  attachments: { allowedOrigins: ["https://app.example.com"] },
});
const paths = (expectations: readonly ExpectedDifference[] = []) =>
  compareEnvironments(staging, different, expectations).differences.map(({ path }) => path);

test("names, accounts, Regions and buckets of their own make no difference", () => {
  expect(compareEnvironments(staging, synthesized("prod"), []).differences).toEqual([]);
  expect(compareEnvironments(staging, staging, []).differences).toEqual([]);
});

test("nor does an environment's name that is the name of a client or an attribute as well", () => {
  for (const name of ["web", "email", "name"]) {
    expect(compareEnvironments(staging, synthesized(name), []).differences).toEqual([]);
  }
});

test("a setting that differs is shown with both values, as each environment has them", () => {
  const { differences } = compareEnvironments(staging, different, []);
  expect(differences).toContainEqual({
    part: "auth",
    address: "aws_cloudwatch_log_group.triggers_post-confirmation_log-group",
    path: "aws_cloudwatch_log_group.triggers_post-confirmation_log-group.retention_in_days",
    before: "90",
    after: "365",
  });
  // A resource that only one has is one difference, whatever is in it.
  const cors = differences.filter(({ address }) => address.includes("cors"));
  expect(cors).toMatchObject([{ before: null, path: cors[0]?.address }]);
});

describe("policies are compared as what they say:", () => {
  const withPolicy = (policy: unknown): SynthesizedEnvironment => ({
    ...staging,
    templates: {
      auth: JSON.stringify({
        resource: { aws_iam_role_policy: { own: { policy: JSON.stringify(policy) } } },
      }),
    },
  });
  const one = { Sid: "One", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"] };
  const two = { Sid: "Two", Effect: "Deny", Action: "*" };

  test("the order of statements and actions does not count", () => {
    const turned = [two, { ...one, Action: [...one.Action].reverse() }];
    expect(
      compareEnvironments(
        withPolicy({ Statement: [one, two] }),
        withPolicy({ Statement: turned }),
        [],
      ).differences,
    ).toEqual([]);
  });

  test("one action more does, and is shown in its statement", () => {
    const wider = { ...one, Action: [...one.Action, "s3:DeleteObject"] };
    expect(
      compareEnvironments(
        withPolicy({ Statement: [one, two] }),
        withPolicy({ Statement: [wider, two] }),
        [],
      ).differences,
    ).toMatchObject([
      {
        path: "aws_iam_role_policy.own.policy.Statement[One].Action",
        before: '["s3:GetObject","s3:PutObject"]',
        after: '["s3:DeleteObject","s3:GetObject","s3:PutObject"]',
      },
    ]);
  });
});

describe("a difference that is expected", () => {
  const reason = "Production keeps its logs for a year.";
  const logs = { path: "aws_cloudwatch_log_group.*.retention_in_days", reason };

  test("does not count, but is told with its reason", () => {
    expect(paths()).toContain(
      "aws_cloudwatch_log_group.reconcile-users_reconcile-users_log-group.retention_in_days",
    );
    expect(paths([logs]).filter((path) => path.includes("log_group"))).toEqual([]);
    const comparison = compareEnvironments(staging, different, [logs]);
    expect(asText(comparison)).toContain(`${logs.path}  2 places: ${reason}`);
    expect(asMarkdown(comparison)).toContain("2 places: Production keeps its logs");
  });

  test("reaches no further than a dot with one star, and anywhere with two", () => {
    expect(paths([{ path: "*", reason }])).toEqual(paths());
    expect(paths([{ path: "**", reason }])).toEqual([]);
    expect(paths([{ path: "aws_cloudwatch_log_group.**", reason }])).toEqual(paths([logs]));
  });

  test("counts between its two environments alone, in either order", () => {
    expect(paths([{ ...logs, between: ["prod", "staging"] }])).toEqual(paths([logs]));
    expect(paths([{ ...logs, between: ["dev", "staging"] }])).toEqual(paths());
  });

  test("is named when it is not there", () => {
    const stale = { path: "aws_cognito_user_pool.**", reason: "It once was so." };
    const comparison = compareEnvironments(staging, different, [stale]);
    expect(comparison.unused).toEqual([stale]);
    expect(asText(comparison)).toContain("and not there:\n  aws_cognito_user_pool.**");
  });
});
