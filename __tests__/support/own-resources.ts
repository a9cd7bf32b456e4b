import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { physicalName } from "../../configuration/naming";
import type { Extension } from "../../stacks/environment-stacks";
import { policyDocument } from "../../stacks/iam/policy-document";

/** What teams add most: a queue, a bucket, a table, a function with its role, a topic, a schedule. */
export const extend: Extension = ({ auth, environment }) => {
  const name = physicalName(environment, "orders");
  const isProtected = environment.protection.enabled;
  // One name as Gatehouse gives them, and others of the team's own.
  const queue = new SqsQueue(auth, "orders", { name: "orders" });
  new SnsTopic(auth, "topic", { name });
  new S3Bucket(auth, "reports", {
    bucket: "acme-dev-reports",
    lifecycle: { preventDestroy: isProtected },
  });
  const table = new DynamodbTable(auth, "table", {
    name,
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attribute: [{ name: "id", type: "S" }],
    deletionProtectionEnabled: isProtected,
    lifecycle: { preventDestroy: isProtected },
  });
  const role = new IamRole(auth, "orders-role", {
    name,
    assumeRolePolicy: policyDocument([
      {
        sid: "AssumedByLambda",
        principal: { Service: "lambda.amazonaws.com" },
        actions: ["sts:AssumeRole"],
      },
    ]),
  });
  new IamRolePolicy(auth, "orders-policy", {
    name: "own",
    role: role.name,
    policy: policyDocument([
      { sid: "AddOrders", actions: ["dynamodb:PutItem"], resources: [table.arn] },
    ]),
  });
  const code = auth.functions["post-confirmation"]?.resource;
  new LambdaFunction(auth, "orders-function", {
    functionName: name,
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    ...(code && { s3Bucket: code.s3Bucket, s3Key: code.s3Key }),
  });
  const rule = new CloudwatchEventRule(auth, "nightly", {
    name: "nightly",
    scheduleExpression: "rate(1 day)",
  });
  new CloudwatchEventTarget(auth, "nightly-target", { rule: rule.name, arn: queue.arn });
};
