import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  AddPermissionCommand,
  RemovePermissionCommand,
  type AddPermissionCommandInput,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import type { Caller } from "../../../../tools/local-aws/lambda/functions";
import { policyAllows } from "../../../../tools/local-aws/lambda/resource-policy";
import { startLocalAws } from "../../../../tools/local-aws/local-aws";
import type { LocalAws } from "../../../../tools/local-aws/local-aws";
import { duringTests } from "../../../support/during-tests";
import { createFunction, lambdaClient } from "../../../support/lambda-function";
import { administrator } from "../../../support/administrator";

const region = "eu-central-1";
const caller: Caller = {
  service: "cognito-idp.amazonaws.com",
  sourceArn: `arn:aws:cognito-idp:${region}:123456789012:userpool/${region}_AbC`,
  sourceAccount: "123456789012",
};
const permission = {
  Action: "lambda:InvokeFunction",
  Principal: caller.service,
  SourceArn: caller.sourceArn,
  SourceAccount: caller.sourceAccount,
};

describe("a service may invoke a function", () => {
  let aws: LocalAws;
  let client: LambdaClient;

  duringTests(
    () => startLocalAws({ credentials: administrator, region }),
    (started) => {
      aws = started;
    },
  );
  beforeAll(async () => {
    client = await lambdaClient(aws);
  });

  afterAll(() => {
    client.destroy();
  });

  async function functionWith(...permissions: Partial<AddPermissionCommandInput>[]) {
    const FunctionName = await createFunction(client, "exports.handler = async () => 1");
    for (const changes of permissions) {
      const StatementId = randomUUID();
      const input = { FunctionName, StatementId, ...permission, ...changes };
      await client.send(new AddPermissionCommand(input));
    }
    return FunctionName;
  }

  test.each<[string, boolean, Partial<AddPermissionCommandInput>[]]>([
    ["with a permission for its ARN and account", true, [{}]],
    [
      "with a permission for ARNs like its own",
      true,
      [{ SourceArn: `${caller.sourceArn.slice(0, -3)}*` }],
    ],
    ["with a permission for all of Lambda's actions", true, [{ Action: "lambda:*" }]],
    ["with one permission of several", true, [{ Principal: "s3.amazonaws.com" }, {}]],
    ["not without a permission", false, []],
    ["not with another service's", false, [{ Principal: "s3.amazonaws.com" }]],
    ["not with another pool's", false, [{ SourceArn: `${caller.sourceArn}x` }]],
    ["not with another account's", false, [{ SourceAccount: "210987654321" }]],
    ["not with one for another action", false, [{ Action: "lambda:GetFunction" }]],
  ])("%s", async (_, allowed, permissions) => {
    const name = await functionWith(...permissions);
    expect(await aws.functions.allows(name, caller)).toBe(allowed);
    const arn = `arn:aws:lambda:${region}:${aws.accountId}:function:${name}`;
    expect(await aws.functions.allows(arn, caller)).toBe(allowed);
  });

  test("no longer when the permission is taken away, nor one that is not there", async () => {
    const FunctionName = await functionWith();
    const StatementId = "given";
    await client.send(new AddPermissionCommand({ FunctionName, StatementId, ...permission }));
    expect(await aws.functions.allows(FunctionName, caller)).toBe(true);
    await client.send(new RemovePermissionCommand({ FunctionName, StatementId }));
    expect(await aws.functions.allows(FunctionName, caller)).toBe(false);
    expect(await aws.functions.allows("nowhere", caller)).toBe(false);
  });
});

describe("a policy", () => {
  const statement = {
    Effect: "Allow",
    Principal: { Service: caller.service },
    Action: "lambda:InvokeFunction",
    Resource: "arn:aws:lambda:eu-central-1:123456789012:function:f",
  };
  const policy = (...statements: object[]) => JSON.stringify({ Statement: statements });

  test("that denies wins over one that allows", () => {
    expect(policyAllows(policy(statement), caller)).toBe(true);
    expect(policyAllows(policy(statement, { ...statement, Effect: "Deny" }), caller)).toBe(false);
  });

  test("for other accounts' roles is none for a service", () => {
    const Principal = { AWS: "arn:aws:iam::210987654321:root" };
    expect(policyAllows(policy({ ...statement, Principal }), caller)).toBe(false);
  });

  test("with a condition that is not understood is an error, not a guess", () => {
    const withCondition = (Condition: object) => () =>
      policyAllows(policy({ ...statement, Condition }), caller);
    expect(withCondition({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })).toThrow(/aws:SourceIp/);
    expect(withCondition({ NumericEquals: { "AWS:SourceAccount": "1" } })).toThrow(/NumericEquals/);
  });
});
