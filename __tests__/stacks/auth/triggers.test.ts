import { describe, expect, test } from "@jest/globals";
import { authTemplateWith } from "../../support/auth-template";
import { allowedBy, statements } from "../../support/policies";
import { circles, dependencyGraph } from "../../support/dependency-graph";
import { Template } from "../../support/template";

const template = authTemplateWith();
const pool = "${aws_cognito_user_pool.user-directory_pool.arn}";

describe("the function post-confirmation", () => {
  const { environment, ...settings } = template.only("aws_lambda_function");

  test("runs as Cognito needs it: within 5 seconds, with JSON logs and traces", () => {
    expect(settings).toMatchObject({
      function_name: "acme-dev-post-confirmation",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      timeout: 5,
      tracing_config: { mode: "Active" },
      logging_config: {
        log_format: "JSON",
        log_group: "${aws_cloudwatch_log_group.triggers_post-confirmation_log-group.name}",
      },
    });
  });

  test("has a log group of its own that forgets", () => {
    expect(template.only("aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/lambda/acme-dev-post-confirmation",
      retention_in_days: 90,
    });
  });

  test("is zipped from the stack's own folder, with a fixed mode, and updated when the zip changes", () => {
    expect(template.dataSources()).toMatchObject([
      {
        type: "archive_file",
        block: {
          type: "zip",
          source_file: "functions/post-confirmation/index.js",
          output_path: "functions/post-confirmation.zip",
          output_file_mode: "0644",
        },
      },
    ]);
    const archive = "data.archive_file.triggers_post-confirmation_archive_zip";
    expect(settings).toMatchObject({
      filename: `\${${archive}.output_path}`,
      source_code_hash: `\${${archive}.output_base64sha256}`,
    });
  });

  test("may do exactly four things", () => {
    expect(allowedBy(template, "aws_iam_role.triggers_post-confirmation_role")).toEqual({
      "cognito-idp:AdminAddUserToGroup": [pool],
      "dynamodb:PutItem": ["${aws_dynamodb_table.user-table_table.arn}"],
      "logs:CreateLogStream": [
        "${aws_cloudwatch_log_group.triggers_post-confirmation_log-group.arn}:*",
      ],
      "logs:PutLogEvents": [
        "${aws_cloudwatch_log_group.triggers_post-confirmation_log-group.arn}:*",
      ],
      "xray:PutTraceSegments": ["*"],
      "xray:PutTelemetryRecords": ["*"],
    });
    const role = template.named("aws_iam_role", "acme-dev-post-confirmation");
    expect(statements(role["assume_role_policy"])).toMatchObject([
      { Principal: { Service: "lambda.amazonaws.com" }, Action: ["sts:AssumeRole"] },
    ]);
  });

  test("knows its table and its group, and never the pool", () => {
    expect(environment).toEqual({
      variables: {
        USER_TABLE_NAME: "${aws_dynamodb_table.user-table_table.name}",
        DEFAULT_GROUP: "Users",
      },
    });
  });

  test("is told which groups a sign-up may choose, and what to copy to the row", () => {
    const choosing = authTemplateWith({
      userPool: {
        customAttributes: { team: { type: "String", minLength: 1, maxLength: 20 } },
      },
      clients: { web: { writeAttributes: ["email", "name", "custom:team"] } },
      signUp: {
        defaultGroup: "Users",
        groupAttribute: { attribute: "custom:team", allowedGroups: ["Users", "Managers"] },
      },
      userTable: { attributes: ["name"] },
    }).only("aws_lambda_function");
    expect(choosing["environment"]).toMatchObject({
      variables: {
        GROUP_ATTRIBUTE: "custom:team",
        ALLOWED_GROUPS: '["Users","Managers"]',
        ROW_ATTRIBUTES: '["name"]',
      },
    });
  });
});

test("the pool calls the function, and only this pool in this account may", () => {
  expect(template.only("aws_cognito_user_pool")["lambda_config"]).toEqual({
    post_confirmation: "${aws_lambda_function.triggers_post-confirmation_function.arn}",
  });
  expect(template.only("aws_lambda_permission")).toMatchObject({
    action: "lambda:InvokeFunction",
    function_name: "${aws_lambda_function.triggers_post-confirmation_function.function_name}",
    principal: "cognito-idp.amazonaws.com",
    source_arn: pool,
    source_account: "111122223333",
  });
});

describe("no circle", () => {
  test("the pool comes after its functions, and what lets it call them comes after the pool", () => {
    const graph = dependencyGraph(template);
    const order = (from: string, to: string) => graph.hasEdge(from, to);
    const lambda = "aws_lambda_function.triggers_post-confirmation_function";
    const userPool = "aws_cognito_user_pool.user-directory_pool";
    expect(order(userPool, lambda)).toBe(true);
    expect(order("aws_lambda_permission.triggers_post-confirmation-permission", userPool)).toBe(
      true,
    );
    expect(order("aws_iam_role_policy.triggers_post-confirmation_user-pool-policy", userPool)).toBe(
      true,
    );
    expect(circles(graph)).toEqual([]);
  });

  test("the proof sees a circle where there is one", () => {
    const circular = new Template(
      JSON.stringify(template.json).replace(
        '"DEFAULT_GROUP":',
        '"USER_POOL_ID":"${aws_cognito_user_pool.user-directory_pool.id}","DEFAULT_GROUP":',
      ),
    );
    expect(circles(dependencyGraph(circular)).flat()).toEqual(
      expect.arrayContaining([
        "aws_cognito_user_pool.user-directory_pool",
        "aws_lambda_function.triggers_post-confirmation_function",
      ]),
    );
  });
});

test("without triggers there is no function, and clients wait for nothing", () => {
  const bare = authTemplateWith({ triggers: [] });
  expect(bare.all("aws_lambda_function")).toEqual([]);
  expect(bare.named("aws_cognito_user_pool_client", "web")).not.toHaveProperty("depends_on");
  expect(bare.only("aws_cognito_user_pool")).not.toHaveProperty("lambda_config");
});
