import { expect, test } from "@jest/globals";
import { authTemplateWith } from "../../support/auth-template";
import { circles, dependencyGraph } from "../../support/dependency-graph";
import { allowedBy } from "../../support/policies";

const template = authTemplateWith({
  recipes: { reconcileUsers: { schedule: "rate(6 hours)", mode: "report", requestsPerSecond: 5 } },
});
const name = "acme-dev-reconcile-users";
const pool = "aws_cognito_user_pool.user-directory_pool";
const lambda = "aws_lambda_function.reconcile-users_reconcile-users_function";

test("the function knows its pool, its table and its settings, and has Lambda's longest time", () => {
  expect(template.named("aws_lambda_function", name)).toMatchObject({
    timeout: 900,
    environment: {
      variables: {
        USER_POOL_ID: `\${${pool}.id}`,
        USER_TABLE_NAME: "${aws_dynamodb_table.user-table_table.name}",
        DEFAULT_GROUP: "Users",
        RECONCILE_MODE: "report",
        REQUESTS_PER_SECOND: "5",
      },
    },
  });
});

test("the function is called when the environment says, by nobody else", () => {
  expect(template.only("aws_cloudwatch_event_rule")).toMatchObject({
    name,
    schedule_expression: "rate(6 hours)",
  });
  expect(template.only("aws_cloudwatch_event_target")).toMatchObject({
    rule: "${aws_cloudwatch_event_rule.reconcile-users_schedule.name}",
    arn: `\${${lambda}.arn}`,
  });
  const permissions = template
    .all("aws_lambda_permission")
    .filter((block) => block["function_name"] === `\${${lambda}.function_name}`);
  expect(permissions).toMatchObject([
    {
      principal: "events.amazonaws.com",
      source_arn: "${aws_cloudwatch_event_rule.reconcile-users_schedule.arn}",
    },
  ]);
});

test("the function may read and heal this pool and this table, and call itself to go on", () => {
  const allowed = allowedBy(template, "aws_iam_role.reconcile-users_reconcile-users_role");
  expect(allowed).toMatchObject({
    "cognito-idp:ListUsers": [`\${${pool}.arn}`],
    "cognito-idp:AdminAddUserToGroup": [`\${${pool}.arn}`],
    "dynamodb:Scan": ["${aws_dynamodb_table.user-table_table.arn}"],
    "lambda:InvokeFunction": [`arn:aws:lambda:eu-west-1:111122223333:function:${name}`],
  });
  expect(Object.keys(allowed).filter((action) => /Delete|Disable/.test(action))).toEqual([]);
});

test("the function comes after the pool, and closes no circle by calling itself", () => {
  const graph = dependencyGraph(template);
  expect(graph.hasEdge(lambda, pool)).toBe(true);
  expect(circles(graph)).toEqual([]);
});

test("a run that fails is not tried again, and somebody is told: the schedule comes again", () => {
  const [settings, ...others] = template
    .all("aws_lambda_function_event_invoke_config")
    .filter((block) => block["function_name"] === `\${${lambda}.function_name}`);
  expect(others).toEqual([]);
  expect(settings).toMatchObject({
    maximum_retry_attempts: 0,
    destination_config: {
      on_failure: { destination: "${aws_sqs_queue.failed-events_queue.arn}" },
    },
  });
});

test("without a schedule there is neither rule nor function", () => {
  const off = authTemplateWith({ recipes: { reconcileUsers: { schedule: "off" } } });
  expect(off.all("aws_cloudwatch_event_rule")).toEqual([]);
  expect(off.all("aws_lambda_function")).toHaveLength(1);
});

test("left alone, users are looked for every day", () => {
  expect(authTemplateWith().only("aws_cloudwatch_event_rule")).toMatchObject({
    schedule_expression: "rate(1 day)",
  });
});
