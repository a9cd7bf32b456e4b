/** @functions post-confirmation pre-sign-up custom-email-sender reconcile-users */
import { expect, test } from "@jest/globals";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Testing, type TerraformStack } from "cdktf";
import { readFileSync } from "node:fs";
import path from "node:path";
import { environmentStacks } from "../../../stacks/environment-stacks";
import { elsewhere } from "../../../stacks/policy/elsewhere";
import { policyRules } from "../../../stacks/policy/rules";
import { explainPolicy, verdictsOf } from "../../../stacks/policy/verdicts";
import { writtenDocuments } from "../../../tools/docs/written-documents";
import { environmentWith } from "../../support/environments";
import { kitchenSink } from "../../support/example-kitchen-sink";
import { resolveConfiguration, type Environment } from "../../../configuration";

const sender = {
  from: "no-reply@example.com",
  sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
};

const watched = environmentWith({
  triggers: ["pre-sign-up", "post-confirmation", "custom-email-sender"],
  recipes: { customEmailSender: sender },
  graphql: { waf: {} },
  alarms: { notify: [{ slack: { workspaceId: "T0123", channelId: "C0123" } }] },
});

const invented = { enabled: false, reason: "Its users are invented." } as const;

const stacksOf = (environment: Environment) => environmentStacks(Testing.app(), environment).stacks;

const failed = (stack: TerraformStack) =>
  verdictsOf(policyRules, stack)
    .filter(({ outcome }) => outcome === "fail")
    .map(({ rule, address }) => `${rule.ids[0]} ${address}`);

const skipped = (stack: TerraformStack) =>
  verdictsOf(policyRules, stack).flatMap(({ rule, address, outcome }) =>
    outcome === "skip" ? [`${rule.ids[0]} ${address}`] : [],
  );

test.each<[string, Environment]>([
  ["an environment with protection and GraphQL", watched],
  ["one without protection", environmentWith({ protection: invented, graphql: {} })],
  ...resolveConfiguration(kitchenSink).map((environment): [string, Environment] => [
    `with every option, ${environment.environment}`,
    environment,
  ]),
])("%s: every rule passes, or has a reason", (_name, environment) => {
  expect(stacksOf(environment).flatMap(failed)).toEqual([]);
});

test("where users are real, access logs and versions are kept, and failed events have a place", () => {
  const skips = stacksOf(watched).flatMap(skipped);

  expect(skips).not.toContain("S3.9 aws_s3_bucket.attachments_bucket");
  expect(skips).not.toContain("S3.9 aws_s3_bucket.code_bucket");
  expect(skips.filter((skip) => skip.startsWith("S3.14"))).toEqual([]);
  expect(skips).not.toContain(
    "CKV_AWS_116 aws_lambda_function.reconcile-users_reconcile-users_function",
  );
});

test("logs are encrypted with the key that the configuration names", () => {
  const logKmsKeyArn =
    "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555";
  const skips = stacksOf(environmentWith({ functions: { logKmsKeyArn }, graphql: {} })).flatMap(
    skipped,
  );

  expect(skips.filter((skip) => skip.startsWith("CKV_AWS_158"))).toEqual([]);
});

test("no reason of the project's own excuses what extend.ts adds", () => {
  const [stack] = environmentStacks(Testing.app(), watched, ({ auth }) => {
    new S3Bucket(auth, "reports", { bucket: "acme-dev-reports" });
    new DynamodbTable(auth, "orders", { name: "acme-dev-orders", billingMode: "PROVISIONED" });
    new SqsQueue(auth, "jobs", { name: "acme-dev-jobs" });
    new CloudwatchLogGroup(auth, "log-of-jobs", { name: "/acme/jobs", retentionInDays: 30 });
    new LambdaFunction(auth, "worker", {
      functionName: "acme-dev-worker",
      role: "arn:aws:iam::111122223333:role/acme-dev-worker",
      runtime: "nodejs22.x",
    });
  }).stacks.filter(({ part }) => part === "auth");
  if (stack === undefined) throw new Error("There is no auth stack.");
  const own = verdictsOf(policyRules, stack).filter(({ address }) =>
    /\.(?:reports|orders|jobs|log-of-jobs|worker)$/.test(address),
  );

  expect(own.filter(({ outcome }) => outcome === "skip")).toEqual([]);
  expect(failed(stack)).toEqual(
    expect.arrayContaining([
      "S3.9 aws_s3_bucket.reports",
      "S3.14 aws_s3_bucket.reports",
      "S3.17 aws_s3_bucket.reports",
      "DynamoDB.6 aws_dynamodb_table.orders",
      "CKV_AWS_119 aws_dynamodb_table.orders",
      "SQS.1 aws_sqs_queue.jobs",
      "AwsSolutions-SQS3 aws_sqs_queue.jobs",
      "CKV_AWS_158 aws_cloudwatch_log_group.log-of-jobs",
      "CKV_AWS_116 aws_lambda_function.worker",
      "Lambda.3 aws_lambda_function.worker",
    ]),
  );
});

test("a reason that is given for one resource is one", () => {
  const app = Testing.app();
  const { stacks } = environmentStacks(app, watched, ({ auth }) => {
    const bucket = new S3Bucket(auth, "reports", { bucket: "acme-dev-reports" });
    explainPolicy(bucket, ["CKV_AWS_18", "S3.11"], "Holds what everybody may read.");
  });

  expect(stacks.flatMap(failed)).not.toContain("S3.9 aws_s3_bucket.reports");
  expect(stacks.flatMap(failed)).not.toContain("S3.11 aws_s3_bucket.reports");
  expect(stacks.flatMap(failed)).toContain("S3.14 aws_s3_bucket.reports");
});

test("no id stands twice", () => {
  const ids = [...policyRules, ...elsewhere].flatMap((each) => each.ids);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test.each(["docs/security.md", ".checkov.yaml", ".trivyignore"])(
  "%s says what the rules of this checkout say: if not, `npm run docs`",
  (file) => {
    expect(readFileSync(path.join(__dirname, "../../..", file), "utf8")).toBe(
      writtenDocuments[file]?.(),
    );
  },
);
