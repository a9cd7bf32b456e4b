import { describe, expect, test } from "@jest/globals";
import { resolveConfiguration, type Environment } from "../../configuration";
import { wildcardReasons } from "../../stacks/iam/wildcards";
import { authTemplate } from "../support/auth-template";
import { allows, boundaryOf, policiesOf, stateTemplate } from "../support/deploy-roles";
import { awsEnvironment } from "../support/environments";
import { emailSender, everyTrigger } from "../support/every-trigger";
import { allStatements, statements } from "../support/policies";

const accountId = awsEnvironment.accountId;
const bucketArn = "arn:aws:s3:::acme-terraform-state";

function environment(name: string, parts: object = {}, more: object = {}): Environment {
  const found = resolveConfiguration({
    project: "acme",
    github: { repository: "acme/users", repositoryId: "123456789" },
    environments: {
      dev: { ...awsEnvironment, ...parts },
      prod: { ...awsEnvironment, ...parts },
    },
    ...more,
  }).find((each) => each.environment === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

const dev = stateTemplate(environment("dev"));
const prod = stateTemplate(environment("prod"));

test("is what was reviewed", () => {
  expect(dev.json).toMatchSnapshot();
});

describe("the state bucket", () => {
  test("is kept whatever happens, with its key, its name and its versions", () => {
    const kept = ["aws_s3_bucket", "aws_kms_key", "aws_kms_alias", "aws_s3_bucket_versioning"];
    for (const type of kept) {
      expect(dev.only(type)).toMatchObject({ lifecycle: { prevent_destroy: true } });
    }
    expect(dev.only("aws_s3_bucket")["force_destroy"]).toBe(false);
    const unprotected = { protection: { enabled: false, reason: "Its users are invented." } };
    expect(stateTemplate(environment("dev", unprotected)).only("aws_s3_bucket")).toMatchObject({
      lifecycle: { prevent_destroy: true },
    });
  });

  test("is versioned, private and encrypted with the key that the states of all in it name", () => {
    expect(dev.only("aws_s3_bucket_versioning")).toMatchObject({
      versioning_configuration: { status: "Enabled" },
    });
    expect(dev.only("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(dev.only("aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
      rule: [
        {
          apply_server_side_encryption_by_default: {
            sse_algorithm: "aws:kms",
            kms_master_key_id: "${aws_kms_key.state_key.arn}",
          },
        },
      ],
    });
    expect(dev.only("aws_kms_key")["enable_key_rotation"]).toBe(true);
    const alias = String(dev.only("aws_kms_alias")["name"]);
    for (const template of [dev, prod, authTemplate(environment("prod"))]) {
      expect(template.json.terraform?.backend?.["s3"]).toMatchObject({
        encrypt: true,
        kms_key_id: `arn:aws:kms:eu-west-1:${accountId}:${alias}`,
      });
    }
  });

  test("lets nobody delete anything but a lock, nor write under another key", () => {
    const policy = statements(dev.only("aws_s3_bucket_policy")["policy"]);
    expect(policy.every(({ Effect, Principal }) => Effect === "Deny" && Principal === "*")).toBe(
      true,
    );
    expect(policy).toContainEqual(
      expect.objectContaining({
        Action: ["s3:DeleteObject"],
        NotResource: ["${aws_s3_bucket.state_bucket.arn}/*.tflock"],
      }),
    );
    expect(policy.flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining([
        "s3:DeleteObjectVersion",
        "s3:DeleteBucket",
        "s3:PutBucketVersioning",
      ]),
    );
    // A negated condition alone would refuse uploads that name no key, too.
    const uploads = policy.filter(({ Action }) => Action.includes("s3:PutObject"));
    expect(uploads).toHaveLength(3);
    for (const { Condition } of uploads) expect(Condition).toHaveProperty("Null");
  });

  test("stands in its own Region, and is made once for all environments in it", () => {
    const elsewhere = { state: { ...awsEnvironment.state, region: "us-east-1" } };
    expect(stateTemplate(environment("dev", elsewhere)).json.provider?.["aws"]).toMatchObject([
      { region: "us-east-1" },
    ]);
    expect(prod.all("aws_s3_bucket")).toEqual([]);
    expect(prod.all("aws_kms_key")).toEqual([]);
  });
});

describe("the deploy roles", () => {
  const trust = (id: string) =>
    statements(dev.json.resource?.["aws_iam_role"]?.[id]?.["assume_role_policy"]);

  test("are there only for a repository, with one provider for an account", () => {
    const without = stateTemplate(environment("dev", {}, { github: undefined }));
    expect(without.all("aws_iam_role")).toEqual([]);
    expect(without.all("aws_iam_openid_connect_provider")).toEqual([]);
    expect(dev.all("aws_iam_openid_connect_provider")).toHaveLength(1);
    expect(prod.all("aws_iam_openid_connect_provider")).toEqual([]);
  });

  test("are taken by the deployed branch's own workflows of that repository alone, whatever rules GitHub's environments have", () => {
    const issuer = "token.actions.githubusercontent.com";
    const workflows = "acme/users/.github/workflows";
    const main = "refs/heads/main";
    const condition = (claims: object, patterns?: object) => {
      const named = (of: object) =>
        Object.fromEntries(
          Object.entries(of).map(([claim, value]) => [`${issuer}:${claim}`, value]),
        );
      return [
        expect.objectContaining({
          Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${issuer}` },
          Condition: {
            StringEquals: named({
              aud: "sts.amazonaws.com",
              repository_id: "123456789",
              ...claims,
            }),
            ...(patterns && { StringLike: named(patterns) }),
          },
        }),
      ];
    };
    expect(trust("deploy_apply-role")).toEqual(
      condition({
        sub: ["repo:acme/users:environment:dev"],
        ref: main,
        job_workflow_ref: `${workflows}/apply.yml@${main}`,
      }),
    );
    expect(trust("deploy_plan-role")).toEqual(
      condition(
        { sub: ["repo:acme/users:pull_request", `repo:acme/users:ref:${main}`] },
        {
          ref: ["refs/pull/*/merge", main],
          job_workflow_ref: [
            `${workflows}/plan.yml@refs/pull/*/merge`,
            `${workflows}/plan.yml@${main}`,
            `${workflows}/drift.yml@${main}`,
          ],
        },
      ),
    );
  });

  test("fit IAM's limits with the longest names", () => {
    const longest = resolveConfiguration({
      project: "a".repeat(20),
      github: { repository: "acme/users", repositoryId: "123456789" },
      environments: {
        ["e".repeat(12)]: {
          ...awsEnvironment,
          region: "ap-southeast-1",
          ...everyTrigger,
          protection: { enabled: false, reason: "Its users are invented." },
          state: { bucket: "b".repeat(63), keyPrefix: "p".repeat(900), region: "eu-central-1" },
        },
      },
    });
    for (const each of longest) {
      const template = stateTemplate(each);
      for (const { policy } of template.all("aws_iam_policy")) {
        expect(String(policy).length).toBeLessThanOrEqual(6144);
      }
      for (const { policy } of template.all("aws_iam_role_policy")) {
        expect(String(policy).length).toBeLessThanOrEqual(10_240);
      }
      for (const { name } of template.all("aws_iam_role")) {
        expect(String(name).length).toBeLessThanOrEqual(64);
      }
    }
  });

  test("allow no wildcard without a written reason", () => {
    for (const { statement } of allStatements(dev)) {
      const texts = [...statement.Action, ...(statement.Resource ?? [])];
      if (statement.Effect === "Deny" || !texts.some((text) => text.includes("*"))) continue;
      expect(wildcardReasons[statement.Sid]).toMatch(/\w+ \w+/);
      if (statement.Sid !== "AdministeredByTheAccount") {
        expect(statement.Action.join()).not.toContain("*");
      }
    }
  });

  const role = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;
  const own = { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "dev" };
  const boundary = {
    "iam:PermissionsBoundary": `arn:aws:iam::${accountId}:policy/acme-dev-boundary`,
  };
  const pool = `arn:aws:cognito-idp:eu-west-1:${accountId}:userpool/eu-west-1_abc`;
  const stateKey = { ...own, "kms:ResourceAliases": ["alias/acme-dev-state"] };
  const key = `arn:aws:kms:eu-west-1:${accountId}:key/1234`;
  const table = `arn:aws:dynamodb:eu-west-1:${accountId}:table/acme-dev-users`;

  test.each([
    [
      "take the boundary off a role",
      "iam:DeleteRolePermissionsBoundary",
      role("acme-dev-x"),
      boundary,
    ],
    ["make a role without the boundary", "iam:CreateRole", role("acme-dev-x"), {}],
    ["write rights of a role without it", "iam:PutRolePolicy", role("acme-dev-x"), {}],
    ["write its own rights", "iam:PutRolePolicy", role("acme-dev-apply"), boundary],
    ["change who takes it", "iam:UpdateAssumeRolePolicy", role("acme-dev-apply"), boundary],
    ["change another environment's role", "iam:PutRolePolicy", role("acme-prod-x"), boundary],
    [
      "change the boundary",
      "iam:CreatePolicyVersion",
      `arn:aws:iam::${accountId}:policy/acme-dev-boundary`,
      {},
    ],
    [
      "pass its own role on",
      "iam:PassRole",
      role("acme-dev-apply"),
      { "iam:PassedToService": "lambda.amazonaws.com" },
    ],
    [
      "pass a role to another service",
      "iam:PassRole",
      role("acme-dev-x"),
      { "iam:PassedToService": "ec2.amazonaws.com" },
    ],
    ["delete the pool", "cognito-idp:DeleteUserPool", pool, own],
    ["delete the table", "dynamodb:DeleteTable", table, {}],
    ["delete the files", "s3:DeleteBucket", `arn:aws:s3:::acme-dev-attachments-${accountId}`, {}],
    ["read users", "cognito-idp:ListUsers", pool, own],
    ["change users", "cognito-idp:AdminSetUserPassword", pool, own],
    ["read rows", "dynamodb:Scan", table, {}],
    [
      "read users' files",
      "s3:GetObject",
      `arn:aws:s3:::acme-dev-attachments-${accountId}/private/1/a`,
      {},
    ],
    [
      "change another's pool",
      "cognito-idp:UpdateUserPool",
      pool,
      { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "prod" },
    ],
    ["change the state key's policy", "kms:PutKeyPolicy", key, stateKey],
    ["delete a state", "s3:DeleteObject", `${bucketArn}/acme/dev/auth.tfstate`, {}],
    ["write its own stack's state", "s3:PutObject", `${bucketArn}/acme/dev/state.tfstate`, {}],
    ["write another's state", "s3:PutObject", `${bucketArn}/acme/prod/auth.tfstate`, {}],
    ["read another's state", "s3:GetObject", `${bucketArn}/acme/prod/auth.tfstate`, {}],
    ["change the state bucket", "s3:PutBucketPolicy", bucketArn, {}],
  ])("never %s", (_what, action, resource, context) => {
    for (const name of ["plan", "apply"] as const) {
      const needed = { action, resource, context };
      expect(allows(policiesOf(dev, name), needed, accountId)).toBe(false);
    }
  });
});

describe("the key of a state bucket that is there already", () => {
  const arn = `arn:aws:kms:eu-west-1:${accountId}:key/1234`;
  const aliasArn = `arn:aws:kms:eu-west-1:${accountId}:alias/company`;
  const aliases = { "kms:ResourceAliases": ["alias/company"] };
  const own = { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "dev" };
  const tags = { "aws:RequestTag/project": "acme", "aws:RequestTag/environment": "dev" };

  test.each([
    ["its ARN", arn],
    ["its alias", aliasArn],
  ])("is used to read states, and never taken over, when it is named by %s", (_by, kmsKeyId) => {
    const state = { bucket: "company-states", existingBucket: true, kmsKeyId };
    const policies = policiesOf(stateTemplate(environment("dev", { state })), "apply");
    const may = (action: string, context: object) =>
      allows(policies, { action, resource: arn, context: { ...aliases, ...context } }, accountId);
    expect(may("kms:Decrypt", { "kms:ViaService": "s3.eu-west-1.amazonaws.com" })).toBe(true);
    expect(may("kms:Decrypt", {})).toBe(false);
    expect(may("kms:TagResource", tags)).toBe(false);
    expect(may("kms:PutKeyPolicy", own)).toBe(false);
  });
});

describe("the boundary", () => {
  test.each([
    ["every trigger", everyTrigger],
    ["the senders", emailSender],
  ])("lets the functions and users of %s do all that their policies allow", (_what, parts) => {
    const resolved = environment("dev", parts);
    const auth = authTemplate(resolved);
    const boundary = [boundaryOf(stateTemplate(resolved))];
    const own = { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "dev" };
    let asked = 0;
    for (const policy of auth.all("aws_iam_role_policy")) {
      for (const { Effect, Action, Resource = [] } of statements(policy["policy"])) {
        if (Effect === "Deny") continue;
        for (const [action, resource] of Action.flatMap((each) =>
          Resource.map((to) => [each, arnOf(to)] as const),
        )) {
          asked += 1;
          const needed = { action, resource, context: { ...own, ...caller(action) } };
          expect([action, resource, allows(boundary, needed, accountId)]).toEqual([
            action,
            resource,
            true,
          ]);
        }
      }
    }
    expect(asked).toBeGreaterThan(20);
  });

  test("is on every role of the environment but the deploy roles, and only with a repository", () => {
    const arn = `arn:aws:iam::${accountId}:policy/acme-dev-boundary`;
    const bounds = authTemplate(environment("dev"))
      .all("aws_iam_role")
      .map((block) => block["permissions_boundary"]);
    expect(new Set(bounds)).toEqual(new Set([arn]));
    expect(dev.all("aws_iam_role").map((block) => block["permissions_boundary"])).toEqual([
      undefined,
      undefined,
    ]);
    const without = authTemplate(environment("dev", {}, { github: undefined }));
    expect(new Set(without.all("aws_iam_role").map((b) => b["permissions_boundary"]))).toEqual(
      new Set([undefined]),
    );
  });

  test.each([
    ["become another role", "sts:AssumeRole", `arn:aws:iam::${accountId}:role/acme-dev-apply`],
    ["read a state", "s3:GetObject", `${bucketArn}/acme/dev/auth.tfstate`],
    ["make a role", "iam:CreateRole", `arn:aws:iam::${accountId}:role/acme-dev-x`],
  ])("lets nobody %s", (_what, action, resource) => {
    const needed = { action, resource, context: {} };
    expect(allows([boundaryOf(dev)], needed, accountId)).toBe(false);
  });
});

/** Who has a role's credentials: a function, or a user of the identity pool for files. */
function caller(action: string): Readonly<Record<string, string>> {
  return action.startsWith("s3:")
    ? { "cognito-identity.amazonaws.com:sub": "identity", "s3:prefix": "private/identity/" }
    : {
        "lambda:SourceFunctionArn": `arn:aws:lambda:eu-west-1:${accountId}:function:acme-dev-x`,
      };
}

/** What a reference in a policy stands for, once it is deployed. */
function arnOf(resource: string): string {
  const here = (service: string, rest: string) =>
    `arn:aws:${service}:eu-west-1:${accountId}:${rest}`;
  const arns: Readonly<Record<string, string>> = {
    aws_cloudwatch_log_group: here("logs", "log-group:/aws/lambda/acme-dev-x"),
    aws_cognito_user_pool: here("cognito-idp", "userpool/eu-west-1_abc"),
    aws_dynamodb_table: here("dynamodb", "table/acme-dev-users"),
    aws_kms_key: here("kms", "key/1234"),
    aws_s3_bucket: `arn:aws:s3:::acme-dev-attachments-${accountId}`,
    aws_sqs_queue: here("sqs", "acme-dev-unsent-messages"),
  };
  return resource
    .replace(/\$\{(aws_\w+)\.[^}]*\}/g, (_whole, type: string) => arns[type] ?? type)
    .replaceAll("$${cognito-identity.amazonaws.com:sub}", "identity")
    .replace(/:\*$/, ":log-stream:x")
    .replace(/\/\*$/, "/file");
}
