import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { AddPermissionCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type LocalAws, startLocalAws } from "../../../tools/local-aws/local-aws";
import type { AuthOutputs } from "../../../tools/project/outputs";
import { CallTrouble } from "../../../tools/local-run/soak/call-trouble";
import { seededRandom } from "../../../tools/local-run/soak/seeded-random";
import { Soak } from "../../../tools/local-run/soak/soak";
import { bundleFunction } from "../../../stacks/lambda/bundle";
import { duringTests } from "../../support/during-tests";
import { environmentWith } from "../../support/environments";
import { TestRoles } from "../../support/iam";
import { createFunction, lambdaClient } from "../../support/lambda-function";
import { administrator } from "../../support/administrator";

const credentials = administrator;

/*
 * The soak in small: the functions' own bundles, calls that fail, processes that are killed. Its
 * resources are made here, since which Terraform makes them is nothing to it.
 */

const tableName = "users";
const random = seededRandom(7);
const trouble = new CallTrouble(0.3, random);
const environment = environmentWith({
  userPool: { customAttributes: { group: { type: "String", minLength: 1, maxLength: 128 } } },
  clients: { web: { writeAttributes: ["email", "custom:group"] } },
  signUp: { groupAttribute: { attribute: "custom:group", allowedGroups: ["Managers"] } },
});

let aws: LocalAws;
let outputs: AuthOutputs;
let cognito: CognitoIdentityProviderClient;

duringTests(
  () =>
    startLocalAws({ credentials: administrator, anyCode: true, faults: { calls: trouble.choose } }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  const { endpoint, region, accountId } = aws;
  cognito = new CognitoIdentityProviderClient({ endpoint, region, credentials });
  const dynamo = new DynamoDBClient({ endpoint, region, credentials });
  await dynamo.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  dynamo.destroy();
  const lambda = await lambdaClient(aws);
  const triggers = {
    PostConfirmation: await deploy(lambda, "post-confirmation"),
    PostAuthentication: await deploy(lambda, "post-authentication"),
  };
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({
      PoolName: "users",
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      LambdaConfig: triggers,
      Schema: [{ Name: "group", AttributeDataType: "String", Mutable: true }],
    }),
  );
  const UserPoolId = UserPool?.Id ?? "";
  for (const GroupName of ["Users", "Managers", "Admins"]) {
    await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }));
  }
  for (const arn of Object.values(triggers)) {
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: arn,
        StatementId: "pool",
        Action: "lambda:InvokeFunction",
        Principal: "cognito-idp.amazonaws.com",
        SourceArn: UserPool?.Arn ?? "",
        SourceAccount: accountId,
      }),
    );
  }
  lambda.destroy();
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: "web",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      WriteAttributes: ["email", "custom:group"],
    }),
  );
  outputs = {
    user_pool_id: UserPoolId,
    client_ids: { web: UserPoolClient?.ClientId ?? "" },
    user_table_name: tableName,
    region,
  };
});

afterAll(() => {
  cognito.destroy();
});

/** Uploads a function of this project with a role of its own. @returns its ARN. */
async function deploy(lambda: LambdaClient, name: string): Promise<string> {
  const role = await new TestRoles(aws).create({
    Action: ["dynamodb:PutItem", "dynamodb:UpdateItem", "cognito-idp:AdminAddUserToGroup"],
    Resource: "*",
  });
  const code = Buffer.from(bundleFunction(`functions/${name}`).code).toString("utf8");
  const created = await createFunction(lambda, code, {
    Role: role,
    Timeout: 5,
    MemorySize: 512,
    Environment: {
      Variables: {
        USER_TABLE_NAME: tableName,
        DEFAULT_GROUP: "Users",
        GROUP_ATTRIBUTE: "custom:group",
        ALLOWED_GROUPS: '["Managers"]',
      },
    },
  });
  return `arn:aws:lambda:${aws.region}:${aws.accountId}:function:${created}`;
}

test("after sign-ups under faults and kills, one reconciliation leaves nobody lost, double or in a wrong group", async () => {
  const soak = new Soak({
    ...{ signUps: 60, atOnce: 6, kills: 3 },
    aws,
    environment,
    outputs,
    clientId: outputs.client_ids["web"] ?? "",
    trouble,
    random,
    signal: AbortSignal.timeout(180_000),
  });
  try {
    const load = await soak.load(() => undefined);
    expect(load.killedProcesses).toBeGreaterThan(0);
    expect(Object.values(trouble.hits).reduce((sum, hits) => sum + hits)).toBeGreaterThan(20);

    expect(await soak.reconcile()).toMatchObject({ users: 60, failed: 0, usersWithoutGroup: 0 });

    const check = await soak.check();
    expect(check).toMatchObject({ users: 60, problems: [] });
    expect(check.rows).toBe(check.confirmed);
    expect(check.confirmed).toBeGreaterThan(50);

    // The look at everybody would have seen somebody who is not where they belong.
    const user = (index: number) => ({
      UserPoolId: outputs.user_pool_id,
      Username: `soak-${index}@example.com`,
    });
    await cognito.send(new AdminAddUserToGroupCommand({ ...user(0), GroupName: "Admins" }));
    await cognito.send(new AdminDeleteUserCommand(user(1)));
    expect((await soak.check()).problems).toEqual([
      expect.stringContaining("Admins"),
      expect.stringContaining("has no user"),
    ]);
  } finally {
    soak.end();
  }
}, 240_000);

test("the same seed gives the same numbers, another seed others", () => {
  const numbers = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));

  expect(numbers(1)).toEqual(numbers(1));
  expect(numbers(1)).not.toEqual(numbers(2));
});
