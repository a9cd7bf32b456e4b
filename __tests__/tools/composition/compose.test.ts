import { describe, expect, test } from "@jest/globals";
import { ElasticacheServerlessCache } from "@cdktf/provider-aws/lib/elasticache-serverless-cache";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Testing, TerraformStack } from "cdktf";
import { readFileSync } from "node:fs";
import path from "node:path";
import { physicalName } from "../../../configuration/naming";
import type { Extension } from "../../../stacks/environment-stacks";
import { policyDocument } from "../../../stacks/iam/policy-document";
import { explainWildcard } from "../../../stacks/iam/wildcards";
import { explainLoss } from "../../../stacks/loss";
import { compose } from "../../../tools/composition/compose";
import { compareWithLock } from "../../../tools/lock/comparison";
import { configurationWith } from "../../support/environments";
import { extend as example } from "../../support/example-extension";
import { Template } from "../../support/template";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

function composed(extend: Extension) {
  return compose(temporaryFolder(), { configuration: configurationWith(), extend });
}

describe("the example of docs/extend.md", () => {
  const { environments } = composed(example);
  const [{ stacks } = { stacks: [] }] = environments;
  const templates = new Map(
    stacks.map((stack) => [stack.node.id, new Template(Testing.synth(stack))] as const),
  );
  const auth = templates.get("auth-dev") ?? new Template("{}");

  test("is what the document shows", () => {
    const file = path.join(__dirname, "../../support/example-extension.ts");
    const code = readFileSync(file, "utf8").replaceAll('"../../', '"./');
    const document = readFileSync(path.join(__dirname, "../../../docs/extend.md"), "utf8");
    expect(document).toContain(code.trim());
  });

  test("adds a resource and an output to a stack, and gives a group and a function their rights", () => {
    expect(auth.named("aws_dynamodb_table", "acme-dev-orders")).toBeDefined();
    expect(auth.output("orders_table_name")).toBe("${aws_dynamodb_table.orders.name}");
    const policies = auth.all("aws_iam_role_policy").map(({ policy }) => String(policy));
    expect(policies.filter((policy) => policy.includes("ReadOrders"))).toHaveLength(1);
    expect(policies.filter((policy) => policy.includes("AddOrders"))).toHaveLength(1);
    expect(auth.named("aws_lambda_function", "acme-dev-post-confirmation")).toMatchObject({
      environment: {
        variables: {
          ORDERS_TABLE_NAME: "${aws_dynamodb_table.orders.name}",
          USER_TABLE_NAME: expect.any(String),
        },
      },
    });
  });

  test("overrides an argument of what is there", () => {
    expect(auth.only("aws_cognito_user_pool")).toMatchObject({
      admin_create_user_config: { allow_admin_create_user_only: true },
    });
  });

  test("adds a stack, held to the environment's account, with its state beside the others", () => {
    expect(stacks.map(({ node }) => node.id)).toEqual(["state-dev", "auth-dev", "reports-dev"]);
    const reports = templates.get("reports-dev");
    expect(reports?.json.terraform?.backend?.["s3"]).toMatchObject({
      key: "acme/dev/reports.tfstate",
    });
    expect(reports?.json.provider?.["aws"]).toMatchObject([
      { allowed_account_ids: ["111122223333"] },
    ]);
  });

  test("is locked with the rest", () => {
    const { current } = compareWithLock({ version: 1, environments: {} }, environments);
    expect(Object.keys(current["dev"]?.stacks["auth-dev"]?.resources ?? {})).toContain(
      "aws_dynamodb_table.orders",
    );
    expect(current["dev"]?.stacks["reports-dev"]?.state.key).toBe("acme/dev/reports.tfstate");
  });
});

describe("what extend.ts adds is refused", () => {
  const wild = [{ Effect: "Allow", Action: ["s3:*"], Resource: ["*"], Sid: "All" }];

  test.each<[string, Extension, string]>([
    [
      "a bucket that nothing protects",
      ({ auth }) => {
        new S3Bucket(auth, "reports", { bucket: "acme-dev-reports" });
      },
      "aws_s3_bucket.reports",
    ],
    [
      "protection that is taken off",
      ({ auth }) => {
        auth.pool.deletionProtection = "INACTIVE";
      },
      "aws_cognito_user_pool.user-directory_pool",
    ],
    [
      "a database of a kind that Gatehouse has none of",
      ({ auth }) => {
        new RdsCluster(auth, "reports", { engine: "aurora-postgresql" });
      },
      "Terraform would delete this database cluster when it is taken out",
    ],
    [
      "a name that another resource has",
      ({ auth, environment }) => {
        new SqsQueue(auth, "one", { name: physicalName(environment, "orders") });
        new SqsQueue(auth, "other", { name: physicalName(environment, "orders") });
      },
      "auth-dev · aws_sqs_queue.one, auth-dev · aws_sqs_queue.other",
    ],
    [
      "a function before the pool that needs the pool",
      ({ auth }) => {
        const environment = { POOL: auth.pool.id };
        auth.functions["post-confirmation"]?.grant("pool", { environment, statements: [] });
      },
      "Terraform can make none of them: aws_lambda_function.triggers_post-confirmation_function → aws_cognito_user_pool.user-directory_pool → aws_lambda",
    ],
    [
      "a variable that goes with what the function has already",
      ({ auth }) => {
        const environment = { USER_TABLE_NAME: "another" };
        auth.functions["post-confirmation"]?.grant("table", { environment, statements: [] });
      },
      "USER_TABLE_NAME goes with what the function is granted",
    ],
    [
      "a variable that Lambda sets itself",
      ({ auth }) => {
        const environment = { AWS_REGION: "eu-west-1" };
        auth.functions["post-confirmation"]?.grant("region", { environment, statements: [] });
      },
      "AWS_REGION is not",
    ],
    [
      "a key of a service, whatever its variable is called",
      ({ auth }) => {
        // In parts, so that no scanner takes it for one.
        const environment = { STRIPE: ["sk", "live", "0123456789abcdefghij"].join("_") };
        auth.functions["post-confirmation"]?.grant("stripe", { environment, statements: [] });
      },
      "the variable STRIPE holds a secret as it stands",
    ],
    [
      "an output that Terraform has no name for",
      ({ auth }) => {
        auth.addOutputs({ "orders table": "orders" });
      },
      '"orders table" is no name that Terraform takes of an output',
    ],
    [
      "a resource at the address of another",
      ({ auth }) => {
        new S3Bucket(auth, "attachments_bucket", { bucket: "acme-other", forceDestroy: true });
      },
      "auth-dev/attachments/bucket and auth-dev/attachments_bucket by one address",
    ],
    [
      "an id that an output has",
      ({ auth }) => {
        new S3Bucket(auth, "pictures", { bucket: "acme-pictures", forceDestroy: true });
        auth.addOutputs({ pictures: "acme-pictures" });
      },
      'something is named "pictures" already',
    ],
    [
      "a wildcard in JSON of one's own",
      ({ auth }) => {
        new SqsQueue(auth, "queue", { policy: JSON.stringify({ Statement: wild }) });
      },
      "aws_sqs_queue.queue",
    ],
    [
      "a policy of AWS's",
      ({ auth }) => {
        new IamRolePolicyAttachment(auth, "admin", {
          role: auth.access.authenticatedRole.resource.name,
          policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        });
      },
      "aws_iam_role_policy_attachment.admin",
    ],
    [
      "a wildcard without a reason",
      ({ auth }) => {
        auth.access.authenticatedRole.allow("all", [
          { sid: "Everything", actions: ["s3:*"], resources: ["arn:aws:s3:::x"] },
        ]);
      },
      "Everything allows s3:*",
    ],
    [
      "a secret in a function's variables",
      ({ auth }) => {
        auth.functions["post-confirmation"]?.grant("crm", {
          environment: { CRM_TOKEN: "shown-to-nobody" },
          statements: [],
        });
      },
      "the variable CRM_TOKEN holds a secret as it stands",
    ],
    [
      "a secret's value that Terraform would read",
      ({ auth }) => {
        auth.functions["post-confirmation"]?.grant("crm", {
          environment: { CRM: "${data.aws_secretsmanager_secret_version.crm.secret_string}" },
          statements: [],
        });
      },
      "the variable CRM holds a secret as it stands",
    ],
    [
      "what would come after an `await`",
      async ({ auth }) => {
        await Promise.resolve();
        auth.addOutputs({ late: "never" });
      },
      "`extend` is async, and nothing waits for what it does after an `await`",
    ],
    [
      "a stack without account and state",
      ({ app }) => {
        new TerraformStack(app, "mine");
      },
      "the stack mine, which is no EnvironmentStack",
    ],
  ])("%s", (_what, extend, said) => {
    expect(() => composed(extend)).toThrow(said);
  });
});

test("what refuses a secret does not tell it", () => {
  const extend: Extension = ({ auth }) => {
    const environment = { CRM_TOKEN: "shown-to-nobody" };
    auth.functions["post-confirmation"]?.grant("crm", { environment, statements: [] });
  };
  expect(() => composed(extend)).not.toThrow("shown-to-nobody");
});

describe("what extend.ts adds is taken", () => {
  test.each<[string, Extension]>([
    [
      "a cache that says why nobody misses it",
      ({ auth }) => {
        const cache = new ElasticacheServerlessCache(auth, "cache", {
          engine: "valkey",
          name: "acme-dev-sessions",
        });
        explainLoss(cache, "It is filled again from the user table.");
      },
    ],
    [
      "a bucket that goes with its files",
      ({ auth }) => {
        new S3Bucket(auth, "cache", { bucket: "acme-dev-cache", forceDestroy: true });
      },
    ],
    [
      "a wildcard with a reason",
      ({ auth }) => {
        const statement = { sid: "ListAll", actions: ["s3:ListAllMyBuckets"], resources: ["*"] };
        const reason = "S3 has no resource to name for this action.";
        auth.access.authenticatedRole.allow("list", [{ ...statement, reason }]);
        new SqsQueue(auth, "queue", { policy: policyDocument([{ ...statement, reason }]) });
      },
    ],
    [
      "somebody else's policy with a reason",
      ({ auth }) => {
        const attachment = new IamRolePolicyAttachment(auth, "view", {
          role: auth.access.authenticatedRole.resource.name,
          policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        });
        explainWildcard(attachment, "Auditors are to see all that there is.");
      },
    ],
  ])("%s", (_what, extend) => {
    expect(() => composed(extend)).not.toThrow();
  });
});

test("functions that no environment uses are told of, and deployed nowhere", () => {
  const { notices } = composed(() => undefined);
  expect(notices).toEqual([
    expect.stringContaining("functions/custom-message"),
    expect.stringContaining("Nobody listens to the alarms of dev"),
  ]);
  expect(notices[0]).not.toContain("post-confirmation");
});
