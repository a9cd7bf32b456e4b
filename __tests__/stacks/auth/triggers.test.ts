import { describe, expect, test } from "@jest/globals";
import { triggerCatalogue, type TriggerName } from "../../../configuration/trigger-catalogue";
import { authTemplateWith } from "../../support/auth-template";
import { allowedBy, statements } from "../../support/policies";
import { emailSender, everyTrigger } from "../../support/every-trigger";
import { circles, dependencyGraph } from "../../support/dependency-graph";
import { Template } from "../../support/template";

/** No function but those that the pool calls. */
const recipes = { reconcileUsers: { schedule: "off" } };
const template = authTemplateWith({ recipes });
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
      s3_bucket: "${aws_s3_object.triggers_post-confirmation_code.bucket}",
      s3_key: "${aws_s3_object.triggers_post-confirmation_code.key}",
      source_code_hash: `\${${archive}.output_base64sha256}`,
    });
    expect(template.only("aws_s3_object")).toMatchObject({
      bucket: "${aws_s3_bucket.code_bucket.id}",
      key: `post-confirmation/\${${archive}.output_sha256}.zip`,
      source: `\${${archive}.output_path}`,
    });
    expect(template.named("aws_s3_bucket", "acme-dev-code-111122223333")).toBeDefined();
  });

  test("may do exactly five things", () => {
    expect(allowedBy(template, "aws_iam_role.triggers_post-confirmation_role")).toEqual({
      "cognito-idp:AdminAddUserToGroup": [pool],
      "dynamodb:PutItem": ["${aws_dynamodb_table.user-table_table.arn}"],
      "dynamodb:UpdateItem": ["${aws_dynamodb_table.user-table_table.arn}"],
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
      recipes,
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

describe("every trigger at once", () => {
  const all = authTemplateWith(everyTrigger);
  const names: readonly TriggerName[] = everyTrigger.triggers;
  const pool = all.only("aws_cognito_user_pool");
  const lambdaConfig = pool["lambda_config"] as Record<string, unknown>;
  const arnOf = (name: string) => `\${aws_lambda_function.triggers_${name}_function.arn}`;

  test("each has a function, a role and a permission of its own", () => {
    for (const name of names) {
      expect(all.named("aws_lambda_function", `acme-dev-${name}`)).toMatchObject({
        timeout: triggerCatalogue[name].invocation === "synchronous" ? 5 : 30,
        role: `\${aws_iam_role.triggers_${name}_role.arn}`,
      });
    }
    const permissions = all.all("aws_lambda_permission").map((block) => block["function_name"]);
    for (const name of names) {
      expect(permissions).toContain(
        `\${aws_lambda_function.triggers_${name}_function.function_name}`,
      );
    }
  });

  test("the pool knows each by Cognito's name for it", () => {
    expect(Object.keys(lambdaConfig).sort()).toEqual([
      "create_auth_challenge",
      "custom_message",
      "custom_sms_sender",
      "define_auth_challenge",
      "kms_key_id",
      "post_authentication",
      "post_confirmation",
      "pre_authentication",
      "pre_sign_up",
      "pre_token_generation_config",
      "user_migration",
      "verify_auth_challenge_response",
    ]);
    expect(lambdaConfig["user_migration"]).toBe(arnOf("user-migration"));
  });

  test.each(["V1_0", "V2_0", "V3_0"] as const)(
    "the version %s of pre-token-generation is written out, or the provider would guess V1_0",
    (version) => {
      const template = authTemplateWith({
        triggers: ["pre-token-generation"],
        recipes: { preTokenGeneration: { version } },
      });
      expect(template.only("aws_cognito_user_pool")["lambda_config"]).toEqual({
        pre_token_generation_config: {
          lambda_arn: arnOf("pre-token-generation"),
          lambda_version: version,
        },
      });
    },
  );

  test("no function may do what only another one needs", () => {
    expect(Object.keys(allowedBy(all, "aws_iam_role.triggers_define-auth-challenge_role"))).toEqual(
      expect.arrayContaining(["logs:PutLogEvents"]),
    );
    for (const name of names.filter((other) => other !== "custom-sms-sender")) {
      const actions = Object.keys(allowedBy(all, `aws_iam_role.triggers_${name}_role`));
      expect(actions.filter((action) => /^(?:kms|sns|sqs):/.test(action))).toEqual([]);
    }
  });

  test.each([
    ["every one but custom-email-sender", everyTrigger],
    ["the senders", emailSender],
  ])("%s: no circle, and no trigger depends on the pool", (_what, parts) => {
    const graph = dependencyGraph(authTemplateWith(parts));
    expect(circles(graph)).toEqual([]);
    const userPool = "aws_cognito_user_pool.user-directory_pool";
    for (const name of parts.triggers) {
      const lambda = `aws_lambda_function.triggers_${name}_function`;
      expect(graph.hasEdge(userPool, lambda)).toBe(true);
      expect(graph.hasEdge(lambda, userPool)).toBe(false);
    }
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
  const bare = authTemplateWith({ triggers: [], recipes });
  expect(bare.all("aws_lambda_function")).toEqual([]);
  expect(bare.named("aws_cognito_user_pool_client", "web")).not.toHaveProperty("depends_on");
  expect(bare.only("aws_cognito_user_pool")).not.toHaveProperty("lambda_config");
});
