import { describe, expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import {
  type Environment,
  type EnvironmentParts,
  resolveConfiguration,
} from "../../../configuration";
import { AuthStack } from "../../../stacks/auth-stack";
import { environmentStacks } from "../../../stacks/environment-stacks";
import { policyRules } from "../../../stacks/policy/rules";
import { verdictsOf } from "../../../stacks/policy/verdicts";
import { writeFunctions } from "../../support/connected/functions";
import { circles, dependencyGraph } from "../../support/dependency-graph";
import { allows, boundaryOf, policiesOf } from "../../support/deploy-roles";
import { awsEnvironment, environmentWith } from "../../support/environments";
import { Template } from "../../support/template";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

/** The auth stack of an environment with these functions and no others. */
function stackWith(sources: Readonly<Record<string, string>>, parts: EnvironmentParts = {}) {
  return stackOf(environmentWith({ ...parts, triggers: [] }), sources);
}

function stackOf(environment: Environment, sources: Readonly<Record<string, string>>) {
  return new AuthStack(Testing.app(), environment, folderWith(sources));
}

function folderWith(sources: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  writeFunctions(folder, sources);
  return folder;
}

const gate = `({ pool, client, userTable }) => ({
  description: "Lets people in.",
  access: [pool.id(), client("web"), userTable.may("read")],
  environment: { PAGE: "/closed" },
}), { edge: "viewer-request" }`;

describe("a function that CloudFront calls", () => {
  const stack = stackWith(
    { gate, late: `() => ({ description: "x" }), { edge: "origin-response" }` },
    // What all functions have is not for the edge where the edge has it not.
    { functions: { memorySize: 1024, architecture: "arm64", environment: { ALL: "yes" } } },
  );
  const template = new Template(Testing.synth(stack, true));
  const at = (type: string, name: string) =>
    template.json.resource?.[type]?.[`functions_${name}`] ?? {};

  test("is in us-east-1, published, and has what Lambda@Edge takes", () => {
    const lambda = at("aws_lambda_function", "gate_function");
    expect(lambda).toMatchObject({
      provider: "aws.us-east-1",
      publish: true,
      architectures: ["x86_64"],
      memory_size: 128,
      timeout: 5,
      filename: expect.stringContaining("output_path"),
    });
    for (const name of ["environment", "layers", "vpc_config", "tracing_config", "s3_bucket"]) {
      expect(lambda).not.toHaveProperty(name);
    }
    expect(at("aws_lambda_function", "late_function")).toMatchObject({ timeout: 30 });
    expect(template.output("edge_function_arns")).toMatchObject({
      gate: "${aws_lambda_function.functions_gate_function.qualified_arn}",
    });
  });

  test("is told its ids in a file of the archive, and may do what its grants say", () => {
    const archive = template.json.data?.["archive_file"]?.["functions_gate_archive_zip"];
    const [code, variables] = archive?.["source"] as { filename: string; content: string }[];
    expect(code).toEqual({
      filename: "index.js",
      content: '${file("functions/gate/index.js")}',
    });
    expect(variables?.filename).toBe("variables.json");
    for (const text of [
      '"USER_POOL_ID" = aws_cognito_user_pool.user-directory_pool.id',
      '"USER_POOL_CLIENT_ID" = aws_cognito_user_pool_client.app-clients_web.id',
      '"HOME_REGION" = "eu-west-1"',
      '"PAGE" = "/closed"',
      '"ALL" = "yes"',
    ]) {
      expect(variables?.content).toContain(text);
    }
    const role = at("aws_iam_role", "gate_role");
    const { Statement } = JSON.parse(String(role["assume_role_policy"])) as {
      Statement: { Principal: { Service: string } }[];
    };
    expect(Statement.map(({ Principal }) => Principal.Service)).toEqual([
      "lambda.amazonaws.com",
      "edgelambda.amazonaws.com",
    ]);
    expect(String(at("aws_iam_role_policy", "gate_own-policy")["policy"])).toContain(
      "UseUserTable",
    );
    expect(circles(dependencyGraph(template))).toEqual([]);
  });

  test("passes what scanners ask, or says why not", () => {
    const failed = verdictsOf(policyRules, stack).filter(
      ({ outcome, address }) => outcome === "fail" && address.includes("functions_"),
    );
    expect(failed).toEqual([]);
  });

  test("has no alarm, which would see one Region's metrics of many", () => {
    const { stacks } = environmentStacks(
      Testing.app(),
      environmentWith({ triggers: [], alarms: { enabled: true } }),
      undefined,
      folderWith({ gate, other: `() => ({ description: "x" })` }),
    );
    const [auth] = stacks.filter(({ part }) => part === "auth");
    if (auth === undefined) throw new Error("There is no auth stack.");
    const names = new Template(Testing.synth(auth))
      .all("aws_cloudwatch_metric_alarm")
      .map(({ alarm_name: name }) => String(name));
    expect(names).toContainEqual(expect.stringContaining("other"));
    expect(names.filter((name) => name.includes("gate"))).toEqual([]);
  });

  test("needs no second provider where the environment is in us-east-1", () => {
    const environment = { ...environmentWith({ triggers: [] }), region: "us-east-1" as const };
    const there = new Template(Testing.synth(stackOf(environment, { gate }), true));
    expect(there.json.provider?.["aws"]).toHaveLength(1);
    const [lambda] = there.all("aws_lambda_function");
    expect(lambda).not.toHaveProperty("provider");
  });
});

test("everything that Lambda@Edge would refuse is told at once", () => {
  const wrong = () =>
    stackWith(
      {
        slow: `() => ({ description: "x", settings: { timeoutSeconds: 6, memorySize: 256 } }), { edge: "viewer-request" }`,
        big: `() => ({ description: "x", settings: { timeoutSeconds: 31 } }), { edge: "origin-request" }`,
        routed: `() => ({ description: "x", http: { "GET /a": {} }, schedule: "rate(1 day)" }), { edge: "viewer-request" }`,
        when: `() => ({ description: "x" }), { edge: "sometimes" }`,
        set: `() => ({ description: "x" }), { edge: "viewer-response" }`,
      },
      {
        functions: {
          each: {
            set: {
              architecture: "arm64",
              reservedConcurrency: 1,
              layers: ["arn:aws:lambda:eu-west-1:111122223333:layer:x:1"],
              vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
            },
          },
        },
      },
    );
  for (const message of [
    /slow\/function\.ts, for dev: `timeoutSeconds` is 6, and CloudFront takes 5 seconds/,
    /slow\/function\.ts, for dev: `memorySize` is 256, and CloudFront takes 128 MB/,
    /big\/function\.ts, for dev: `timeoutSeconds` is 31, and CloudFront takes 30 seconds/,
    /routed\/function\.ts, for dev: `http` is for functions that CloudFront does not call/,
    /routed\/function\.ts, for dev: `schedule` is for functions/,
    /when\/function\.ts, for dev: `edge` is no event of CloudFront's: write one of viewer-request/,
    /set\/function\.ts, for dev: `architecture` is arm64/,
    /set\/function\.ts, for dev: `reservedConcurrency` is set/,
    /set\/function\.ts, for dev: `layers` is set/,
    /set\/function\.ts, for dev: `vpc` is set/,
  ]) {
    expect(wrong).toThrow(message);
  }
});

describe("deploy roles and their boundary", () => {
  const folder = folderWith({ gate });
  const [environment] = resolveConfiguration({
    project: "acme",
    github: { repository: "acme/users", repositoryId: "123456789" },
    environments: { dev: awsEnvironment },
  });
  if (environment === undefined) throw new Error("There is no environment.");
  const { stacks } = environmentStacks(Testing.app(), environment, undefined, folder);
  const state = stacks.find(({ node }) => node.id === "state-dev");
  if (state === undefined) throw new Error("There is no state stack.");
  const template = new Template(Testing.synth(state));
  const { accountId } = awsEnvironment;
  const there = (name: string) => `arn:aws:lambda:us-east-1:${accountId}:function:${name}`;

  test("let the function be deployed to us-east-1, and none beside it", () => {
    const policies = policiesOf(template, "apply");
    const may = (action: string, resource: string) =>
      allows(policies, { action, resource, context: {} }, accountId);
    expect(may("lambda:CreateFunction", there("acme-dev-gate"))).toBe(true);
    expect(may("lambda:PublishVersion", there("acme-dev-gate"))).toBe(true);
    expect(may("lambda:CreateFunction", there("acme-dev-other"))).toBe(false);
  });

  test("let the function do at the edge what it was given, and nobody else there", () => {
    const boundary = [boundaryOf(template)];
    const may = (action: string, resource: string, SourceFunctionArn?: string) =>
      allows(
        boundary,
        {
          action,
          resource,
          context: {
            ...(SourceFunctionArn !== undefined && {
              "lambda:SourceFunctionArn": SourceFunctionArn,
            }),
          },
        },
        accountId,
      );
    const table = `arn:aws:dynamodb:eu-west-1:${accountId}:table/acme-dev-users`;
    expect(may("dynamodb:GetItem", table, there("acme-dev-gate"))).toBe(true);
    expect(may("dynamodb:GetItem", table, there("acme-dev-other"))).toBe(false);
    expect(may("dynamodb:PutItem", table, there("acme-dev-gate"))).toBe(false);
    const log = (name: string) =>
      `arn:aws:logs:ap-south-1:${accountId}:log-group:/aws/lambda/us-east-1.${name}:x`;
    expect(may("logs:PutLogEvents", log("acme-dev-gate"))).toBe(true);
    expect(may("logs:PutLogEvents", log("acme-dev-other"))).toBe(false);
  });
});
