import { mockProvider } from "../mock-provider";
import {
  changed,
  deleted,
  type Example,
  made,
  project,
  type RuleExample,
  tagged,
  trustOf,
} from "./example";

const backup = {
  name: "nightly",
  rule: [
    {
      rule_name: "nightly",
      target_vault_name: "kept",
      schedule: "cron(0 3 * * ? *)",
      lifecycle: [{ delete_after: 35 }],
    },
  ],
};
const kept = (days: number) => ({
  rule: [{ ...backup.rule[0], lifecycle: [{ delete_after: days }] }],
});
const floods = (action: object) => ({
  name: "floods",
  priority: 1,
  action: [action],
  statement: [{ rate_based_statement: [{ limit: 100, aggregate_key_type: "IP" }] }],
  visibility_config: [
    { cloudwatch_metrics_enabled: true, metric_name: "floods", sampled_requests_enabled: true },
  ],
});
const front = (action: object) => ({
  name: "front",
  scope: "REGIONAL",
  default_action: [{ allow: [{}] }],
  rule: [floods(action)],
  visibility_config: [
    { cloudwatch_metrics_enabled: true, metric_name: "front", sampled_requests_enabled: true },
  ],
});
const route = {
  api_id: "abc123",
  route_key: "GET /me",
  authorization_type: "JWT",
  authorizer_id: "def456",
  target: "integrations/ghi789",
};
const schema = (directive: string) =>
  `type Query { users: [String] ${directive}\n me: String @aws_cognito_user_pools }`;
const graph = {
  name: "users",
  authentication_type: "AMAZON_COGNITO_USER_POOLS",
  user_pool_config: [
    { default_action: "ALLOW", user_pool_id: "us-east-1_AbCdEfGhI", aws_region: "us-east-1" },
  ],
  schema: schema('@aws_cognito_user_pools(cognito_groups: ["Admins"])'),
};
const target = {
  rule: "nightly",
  event_bus_name: "default",
  target_id: "tidy",
  arn: "arn:aws:lambda:us-east-1:123456789012:function:tidy",
};
const alarm = {
  alarm_name: "sign-ups-fail",
  comparison_operator: "GreaterThanThreshold",
  evaluation_periods: 1,
  metric_name: "Errors",
  namespace: "AWS/Lambda",
  period: 60,
  statistic: "Sum",
  threshold: 0,
  alarm_actions: ["arn:aws:sns:us-east-1:123456789012:alarms"],
};
const inbound = (network: string, port: number) => ({
  security_group_id: "sg-12345678",
  cidr_ipv4: network,
  ip_protocol: "tcp",
  from_port: port,
  to_port: port,
});
const cors = (origin: string) => ({
  cors_rule: [{ allowed_methods: ["GET"], allowed_origins: [origin] }],
});
const confirm = {
  function_name: "confirm",
  role: "arn:aws:iam::123456789012:role/confirm",
  s3_bucket: "acme-code",
  s3_key: "confirm.zip",
  handler: "index.handler",
  runtime: "nodejs22.x",
};
const permission = (lifecycle: object = {}) => ({
  action: "lambda:InvokeFunction",
  function_name: "${aws_lambda_function.confirm.function_name}",
  principal: "cognito-idp.amazonaws.com",
  source_arn: "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI",
  ...lifecycle,
});

/** A dashboard that changes, and a check of what it is called. */
function checked(name: string): Example {
  const dashboard = (body: string) => ({
    "aws_cloudwatch_dashboard.it": { dashboard_name: "d", dashboard_body: body },
  });
  const check = {
    called: {
      assert: [
        {
          condition: `\${aws_cloudwatch_dashboard.it.dashboard_name == "${name}"}`,
          error_message: "The dashboard has another name.",
        },
      ],
    },
  };
  return {
    before: project(dashboard("{}")),
    after: project(dashboard('{"widgets":[]}'), { check }),
  };
}

/** What stands around users, and what a whole plan says. */
export const aroundExamples = {
  "restoring-weaker": {
    blocked: changed("aws_backup_plan", backup, kept(7)),
    passed: changed("aws_backup_plan", backup, kept(60)),
  },
  "web-acl-weaker": {
    blocked: changed("aws_wafv2_web_acl", front({ block: [{}] }), front({ count: [{}] })),
    passed: changed("aws_wafv2_web_acl", front({ count: [{}] }), front({ block: [{}] })),
  },
  "api-opened": {
    blocked: changed("aws_apigatewayv2_route", route, {
      authorization_type: "NONE",
      authorizer_id: undefined,
    }),
    passed: made("aws_apigatewayv2_route", { ...route, route_key: "GET /orders" }),
  },
  "graphql-opened": {
    blocked: changed("aws_appsync_graphql_api", graph, { schema: schema("") }),
    passed: changed("aws_appsync_graphql_api", graph, {
      schema: `${graph.schema}\ntype Order { id: ID }`,
    }),
  },
  "event-access-changed": {
    blocked: changed("aws_cloudwatch_event_target", target, {
      arn: "arn:aws:lambda:us-east-1:999999999999:function:theirs",
    }),
    passed: made("aws_cloudwatch_event_target", target),
  },
  "value-changed": {
    blocked: changed(
      "aws_route53_record",
      {
        zone_id: "Z123",
        name: "auth.example.com",
        type: "CNAME",
        ttl: 60,
        records: ["a.example.com"],
      },
      { records: ["b.example.net"] },
    ),
    passed: changed(
      "aws_route53_record",
      {
        zone_id: "Z123",
        name: "auth.example.com",
        type: "CNAME",
        ttl: 60,
        records: ["a.example.com"],
      },
      { ttl: 300 },
    ),
  },
  "bucket-use-changed": {
    blocked: changed(
      "aws_s3_bucket_cors_configuration",
      { bucket: "acme-files", ...cors("https://app.example.com") },
      cors("*"),
    ),
    passed: changed(
      "aws_s3_bucket_cors_configuration",
      { bucket: "acme-files", ...cors("https://app.example.com") },
      cors("https://www.example.com"),
    ),
  },
  "answers-changed": {
    blocked: changed(
      "aws_apigatewayv2_integration",
      {
        api_id: "abc123",
        integration_type: "HTTP_PROXY",
        integration_method: "GET",
        integration_uri: "https://orders.example.com",
      },
      { integration_uri: "https://orders.example.net" },
    ),
    passed: changed(
      "aws_apigatewayv2_integration",
      {
        api_id: "abc123",
        integration_type: "HTTP_PROXY",
        integration_method: "GET",
        integration_uri: "https://orders.example.com",
      },
      { timeout_milliseconds: 10_000 },
    ),
  },
  "watching-weaker": {
    blocked: changed(
      "aws_iam_account_password_policy",
      { minimum_password_length: 14 },
      { minimum_password_length: 8 },
    ),
    passed: changed("aws_cloudwatch_metric_alarm", alarm, { threshold: 1 }),
  },
  "network-opened": {
    blocked: made("aws_vpc_security_group_ingress_rule", inbound("0.0.0.0/0", 5432)),
    passed: made("aws_vpc_security_group_ingress_rule", inbound("10.0.0.0/8", 5432)),
  },
  "prevent-destroy-removed": {
    blocked: {
      before: {
        resource: { aws_ssm_parameter: { it: { name: "kept", type: "String", value: "1" } } },
        output: {
          protected_resources: { value: ["module.prevent-destroy-removed.aws_ssm_parameter.it"] },
        },
      },
      after: {
        resource: { aws_ssm_parameter: { it: { name: "kept", type: "String", value: "1" } } },
        output: { protected_resources: { value: [] } },
      },
    },
    passed: {
      before: {
        resource: { aws_ssm_parameter: { it: { name: "kept", type: "String", value: "1" } } },
        output: { protected_resources: { value: [] } },
      },
      after: {
        resource: {
          aws_ssm_parameter: { it: { name: "kept", type: "String", value: "1", ...tagged } },
        },
        output: {
          protected_resources: { value: ["module.prevent-destroy-removed.aws_ssm_parameter.it"] },
        },
      },
    },
  },
  "runs-code": {
    blocked: made("terraform_data", {
      input: "1",
      provisioner: [
        { "local-exec": { command: "aws cognito-idp delete-user-pool --user-pool-id it" } },
      ],
    }),
    passed: made("terraform_data", { input: "1" }),
  },
  "provider-unknown": {
    blocked: {
      after: {
        provider: { strange: mockProvider },
        terraform: { required_providers: { strange: { source: "acme/aws", version: "5.100.0" } } },
        resource: {
          aws_ssm_parameter: {
            it: { provider: "strange", name: "theirs", type: "String", value: "1" },
          },
        },
      },
    },
    passed: made("aws_ssm_parameter", { name: "ours", type: "String", value: "1" }),
  },
  "type-not-understood": {
    blocked: made("aws_rolesanywhere_trust_anchor", {
      name: "x",
      enabled: true,
      source: [
        {
          source_type: "AWS_ACM_PCA",
          source_data: [
            {
              acm_pca_arn:
                "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555",
            },
          ],
        },
      ],
    }),
    passed: changed(
      "aws_cloudwatch_dashboard",
      { dashboard_name: "d", dashboard_body: "{}" },
      { dashboard_body: '{"widgets":[]}' },
    ),
  },
  "guard-removed": {
    blocked: deleted("aws_organizations_policy_attachment", {
      policy_id: "p-12345678",
      target_id: "123456789012",
    }),
    passed: changed(
      "aws_shield_protection",
      {
        name: "front",
        resource_arn: "arn:aws:cloudfront::123456789012:distribution/E2QWRUHEXAMPLE",
      },
      tagged,
    ),
  },
  "check-failed": { blocked: checked("other"), passed: checked("d") },
  "lost-with-parent": {
    blocked: {
      before: {
        resource: {
          aws_lambda_function: { confirm },
          aws_lambda_permission: { it: permission() },
        },
      },
      after: {
        resource: {
          aws_lambda_function: {
            confirm: {
              ...confirm,
              package_type: "Image",
              image_uri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/confirm:1",
              s3_bucket: undefined,
              s3_key: undefined,
              handler: undefined,
              runtime: undefined,
            },
          },
          aws_lambda_permission: { it: permission() },
        },
      },
    },
    passed: {
      before: {
        resource: {
          aws_iam_role: {
            it: { name: "one", assume_role_policy: trustOf("lambda.amazonaws.com") },
          },
          aws_iam_role_policy_attachment: {
            it: {
              role: "${aws_iam_role.it.name}",
              policy_arn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            },
          },
        },
      },
      after: {
        resource: {
          aws_iam_role: {
            it: { name: "two", assume_role_policy: trustOf("lambda.amazonaws.com") },
          },
          aws_iam_role_policy_attachment: {
            it: {
              role: "${aws_iam_role.it.name}",
              policy_arn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            },
          },
        },
      },
    },
  },
} as const satisfies Record<string, RuleExample>;
