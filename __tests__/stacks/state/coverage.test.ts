import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { describe, expect, test } from "@jest/globals";
import { resolveConfiguration, type EnvironmentParts } from "../../../configuration";
import { secret } from "../../../stacks/auth/bindings/secret";
import type { Extension } from "../../../stacks/environment-stacks";
import { policyDocument } from "../../../stacks/iam/policy-document";
import { explainWildcard } from "../../../stacks/iam/wildcards";
import { allows, boundaryOf, coveringState, policiesOf } from "../../support/deploy-roles";
import { awsEnvironment } from "../../support/environments";
import { emailSender, everyTrigger } from "../../support/every-trigger";
import { extend as ownResources } from "../../support/own-resources";
import type { Template } from "../../support/template";

const { accountId } = awsEnvironment;

/** The state stack of an environment with a repository, and with what `extend` adds to the others. */
function stateWith(extend?: Extension, parts: EnvironmentParts = {}): Template {
  const [environment] = resolveConfiguration({
    project: "acme",
    github: { repository: "acme/users", repositoryId: "123456789" },
    environments: { dev: { ...awsEnvironment, ...parts } },
  });
  if (environment === undefined) throw new Error("There is no environment.");
  return coveringState(environment, extend);
}

test.each<[string, EnvironmentParts]>([
  ["every trigger", everyTrigger],
  ["senders", emailSender],
  ["a guest", { identityPool: { guests: true } }],
])("what an environment with %s is made of needs nothing more", (_what, parts) => {
  const names = stateWith(undefined, parts)
    .all("aws_iam_policy")
    .map(({ name }) => name);
  expect(names).not.toContain("acme-dev-deploy-read-more");
  expect(names).not.toContain("acme-dev-deploy-write-more");
});

test("an event source stays its environment's, whatever tags it gets", () => {
  const template = stateWith(({ auth }) => {
    new LambdaEventSourceMapping(auth, "reads", {
      eventSourceArn: `arn:aws:sqs:eu-west-1:${accountId}:orders`,
      functionName: `arn:aws:lambda:eu-west-1:${accountId}:function:acme-dev-orders`,
    });
  });
  const policies = policiesOf(template, "apply");
  const own = { project: "acme", environment: "dev" };
  const mayTag = (
    has: Readonly<Record<string, string>>,
    gets: Readonly<Record<string, string>>,
  ) => {
    const tags = [...tagged("aws:ResourceTag", has), ...tagged("aws:RequestTag", gets)];
    return allows(
      policies,
      {
        action: "lambda:TagResource",
        resource: `arn:aws:lambda:eu-west-1:${accountId}:event-source-mapping:1`,
        context: Object.fromEntries(tags),
      },
      accountId,
    );
  };
  expect(mayTag({}, { ...own, team: "a" })).toBe(true);
  expect(mayTag(own, { team: "b" })).toBe(true);
  expect(mayTag(own, { environment: "prod" })).toBe(false);
  expect(mayTag({}, { team: "b" })).toBe(false);
  expect(mayTag({ ...own, environment: "prod" }, own)).toBe(false);
});

const tagged = (key: string, tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value] as const);

describe("what extend.ts adds, by its name", () => {
  const template = stateWith(ownResources);
  const arn = (service: string, name: string) =>
    `arn:aws:${service}:eu-west-1:${accountId}:${name}`;
  const may = (role: "plan" | "apply", action: string, resource: string) =>
    allows(policiesOf(template, role), { action, resource, context: {} }, accountId);

  test.each([
    ["sns:CreateTopic", "sns:GetTopicAttributes", arn("sns", "acme-dev-orders")],
    ["s3:CreateBucket", "s3:GetBucketPolicy", "arn:aws:s3:::acme-dev-reports"],
    ["events:PutRule", "events:DescribeRule", arn("events", "rule/nightly")],
    ["sqs:CreateQueue", "sqs:GetQueueAttributes", arn("sqs", "orders")],
    ["dynamodb:CreateTable", "dynamodb:DescribeTable", arn("dynamodb", "table/acme-dev-orders")],
    ["lambda:CreateFunction", "lambda:GetFunction", arn("lambda", "function:acme-dev-orders")],
  ])("%s and %s", (write, read, resource) => {
    expect([may("apply", write, resource), may("apply", read, resource)]).toEqual([true, true]);
    expect([may("plan", write, resource), may("plan", read, resource)]).toEqual([false, true]);
    expect(may("apply", write, `${resource}-of-others`)).toBe(resource.includes("acme-dev-orders"));
  });

  test("settings of functions that ask for more", () => {
    const arnOfFunction = arn("lambda", "function:acme-dev-post-confirmation");
    const layer = "arn:aws:lambda:eu-west-1:111122223333:layer:sharp:3";
    const parts = {
      functions: {
        reservedConcurrency: 5,
        layers: [layer],
        vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      },
    } as const;
    const state = stateWith(undefined, parts);
    const needed = [
      ["lambda:PutFunctionConcurrency", arnOfFunction],
      ["lambda:GetLayerVersion", layer],
      ["ec2:DescribeSubnets", "*"],
    ].map(([action = "", resource = ""]) => ({ action, resource, context: {} }));
    for (const each of needed) {
      expect(allows(policiesOf(state, "apply"), each, accountId)).toBe(true);
      expect(allows(policiesOf(template, "apply"), each, accountId)).toBe(false);
    }
    const interfaces = { action: "ec2:CreateNetworkInterface", resource: "*", context: {} };
    expect(allows([boundaryOf(state)], interfaces, accountId)).toBe(true);
    expect(allows([boundaryOf(template)], interfaces, accountId)).toBe(false);
  });
});

describe("a GraphQL API", () => {
  const state = stateWith(undefined, { graphql: {} });
  const boundary = [boundaryOf(state)];
  const table = `arn:aws:dynamodb:eu-west-1:${accountId}:table/acme-dev-users`;
  const pool = `arn:aws:cognito-idp:eu-west-1:${accountId}:userpool/eu-west-1_abc`;
  const own = { "aws:ResourceTag/project": "acme", "aws:ResourceTag/environment": "dev" };
  const as = (name: string) => ({
    ...own,
    "aws:PrincipalArn": `arn:aws:iam::${accountId}:role/acme-dev-api-${name}`,
  });

  test.each<[string, string, string, ReturnType<typeof as>, boolean]>([
    ["reads rows", "dynamodb:GetItem", table, as("users"), true],
    ["finds rows", "dynamodb:Query", `${table}/index/by-email`, as("users"), true],
    ["deletes no rows, for no resolver does", "dynamodb:DeleteItem", table, as("users"), false],
    ["reads no other table", "dynamodb:GetItem", `${table}-of-others`, as("users"), false],
    ["has its groups by another role", "cognito-idp:AdminAddUserToGroup", pool, as("users"), false],
    ["sets groups", "cognito-idp:AdminAddUserToGroup", pool, as("cognito"), true],
    ["sets no passwords", "cognito-idp:AdminSetUserPassword", pool, as("cognito"), false],
    ["reads no rows with it", "dynamodb:GetItem", table, as("cognito"), false],
    ["is no role of another name", "dynamodb:GetItem", table, as("of-others"), false],
  ])("%s", (_what, action, resource, context, isAllowed) => {
    expect(allows(boundary, { action, resource, context }, accountId)).toBe(isAllowed);
  });

  test("is bounded by what resolvers name: a statement of AppSync's on anything else is an error", () => {
    const queue = `arn:aws:sqs:eu-west-1:${accountId}:acme-dev-orders`;
    const extend: Extension = ({ api }) => {
      if (api === undefined) return;
      const role = new IamRole(api, "orders", {
        name: "acme-dev-api-orders",
        assumeRolePolicy: policyDocument([
          {
            sid: "AssumedByAppSync",
            actions: ["sts:AssumeRole"],
            principal: { Service: "appsync.amazonaws.com" },
          },
        ]),
      });
      new IamRolePolicy(api, "orders-policy", {
        role: role.name,
        policy: policyDocument([{ sid: "Send", actions: ["sqs:SendMessage"], resources: [queue] }]),
      });
    };
    expect(() => stateWith(extend, { graphql: {} })).toThrow(
      "does not let AppSync do sqs:SendMessage",
    );
  });
});

test("a secret that a function is handed is within the boundary, for functions alone", () => {
  const extend: Extension = ({ auth, environment }) => {
    const binding = secret(environment, { variable: "CRM_ID", secretId: "dev/crm" });
    auth.functions["post-confirmation"]?.grant("crm", binding);
  };
  const resource = `arn:aws:secretsmanager:eu-west-1:${accountId}:secret:dev/crm-AbCdEf`;
  const action = "secretsmanager:GetSecretValue";
  const inFunction = {
    "lambda:SourceFunctionArn": `arn:aws:lambda:eu-west-1:${accountId}:function:acme-dev-post-confirmation`,
  };
  const boundary = [boundaryOf(stateWith(extend))];
  expect(allows(boundary, { action, resource, context: inFunction }, accountId)).toBe(true);
  expect(allows(boundary, { action, resource, context: {} }, accountId)).toBe(false);
  const other = resource.replace("dev/crm", "dev/other");
  expect(allows(boundary, { action, resource: other, context: inFunction }, accountId)).toBe(false);
});

const stateMachine: Extension = ({ auth }) => {
  new SfnStateMachine(auth, "steps", {
    definition: "{}",
    roleArn: auth.access.authenticatedRole.resource.arn,
  });
};

describe("what the roles cannot cover is an error", () => {
  test.each<[string, Extension, string]>([
    ["a type that nobody has said about", stateMachine, "aws_sfn_state_machine.steps"],
    [
      "a data source",
      ({ auth }) => {
        new DataAwsVpc(auth, "vpc", {});
      },
      "data.aws_vpc.vpc",
    ],
    [
      "a name that AWS would make up",
      ({ auth }) => {
        new SqsQueue(auth, "queue", {});
      },
      "aws_sqs_queue.queue",
    ],
    [
      "a role of another name",
      ({ auth }) => {
        new IamRole(auth, "role", { name: "admin", assumeRolePolicy: "{}" });
      },
      "iam:CreateRole",
    ],
    [
      "somebody else's policy",
      ({ auth }) => {
        const attachment = new IamRolePolicyAttachment(auth, "view", {
          role: auth.access.authenticatedRole.resource.name,
          policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        });
        explainWildcard(attachment, "Auditors are to see all that there is.");
      },
      "with an aws_iam_role_policy",
    ],
    [
      "a setting of a bucket that is not ours",
      ({ auth }) => {
        new S3BucketPolicy(auth, "policy", { bucket: "somebodys", policy: "{}" });
      },
      "somebodys",
    ],
    [
      "a target that takes a role",
      ({ auth }) => {
        const rule = new CloudwatchEventRule(auth, "rule", {
          name: "nightly",
          scheduleExpression: "rate(1 day)",
        });
        const roleArn = auth.access.authenticatedRole.resource.arn;
        new CloudwatchEventTarget(auth, "target", {
          rule: rule.name,
          arn: "arn:aws:sqs:::x",
          roleArn,
        });
      },
      "iam:PassRole",
    ],
    [
      "a grant that the boundary does not allow",
      ({ auth }) => {
        const topic = new SnsTopic(auth, "topic", { name: "orders" });
        auth.functions["post-confirmation"]?.grant("orders", {
          environment: {},
          statements: [{ sid: "Publish", actions: ["sns:Publish"], resources: [topic.arn] }],
        });
      },
      "does not let functions do sns:Publish",
    ],
    [
      "rows for users, which are functions' alone",
      ({ auth }) => {
        const orders = new DynamodbTable(auth, "orders", { name: "acme-dev-orders" });
        auth.access.groupRoles["Admins"]?.allow("orders", [
          { sid: "Read", actions: ["dynamodb:GetItem"], resources: [orders.arn] },
        ]);
      },
      "does not let users do dynamodb:GetItem",
    ],
  ])("%s", (_what, extend, said) => {
    expect(() => stateWith(extend)).toThrow(said);
  });
});

describe("statements of a team's own", () => {
  const machines = `arn:aws:states:eu-west-1:${accountId}:stateMachine:acme-dev-steps`;
  const write = [
    { sid: "WriteSteps", actions: ["states:CreateStateMachine"], resources: [machines] },
  ];

  test("cover a type, for the apply role", () => {
    const template = stateWith((parts) => {
      stateMachine(parts);
      parts.state?.deployRoles?.allow("steps", { types: ["aws_sfn_state_machine"], write });
    });
    const needed = { action: "states:CreateStateMachine", resource: machines, context: {} };
    expect(allows(policiesOf(template, "apply"), needed, accountId)).toBe(true);
    expect(allows(policiesOf(template, "plan"), needed, accountId)).toBe(false);
  });

  test("name what is not there yet by its ARN, written out", () => {
    expect(() =>
      stateWith(({ state, auth }) => {
        const statement = { sid: "Read", actions: ["states:Describe"], resources: [auth.pool.arn] };
        state?.deployRoles?.allow("steps", { read: [statement] });
      }),
    ).toThrow("write the ARNs out");
  });

  test.each([
    ["iam:CreatePolicy", "iam:CreatePolicy"],
    ["sts:AssumeRole", "sts:AssumeRole"],
    ["*", "*"],
    ["iam:PassRole", "iam:PassedToService"],
    ["states:*", "states:*"],
  ])("never allow %s", (action, said) => {
    expect(() =>
      stateWith(({ state }) => {
        const statement = { sid: "TooMuch", actions: [action], resources: [machines] };
        state?.deployRoles?.allow("steps", { write: [statement] });
      }),
    ).toThrow(said);
  });
});
