import { expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { resolveConfiguration, type GraphqlInput } from "../../../configuration";
import { ApiStack, type GraphqlEnvironment } from "../../../stacks/api-stack";
import { awsEnvironment, configurationWith, environmentWith } from "../../support/environments";
import { Template } from "../../support/template";

/** The api stack of `dev`, which is protected unless a test says otherwise, as Terraform will read it. */
function apiTemplate(graphql: GraphqlInput = {}, isProtected = true): Template {
  const protection = { enabled: false, reason: "Its users are invented." };
  const environment = environmentWith({ graphql, ...(!isProtected && { protection }) });
  return new Template(
    Testing.synth(new ApiStack(Testing.app(), environment as GraphqlEnvironment), true),
  );
}

test("in production nobody is told the schema, and one request cannot ask for everything", () => {
  expect(apiTemplate().only("aws_appsync_graphql_api")).toMatchObject({
    introspection_config: "DISABLED",
    query_depth_limit: 6,
    resolver_count_limit: 500,
    lifecycle: { prevent_destroy: true },
  });
  expect(apiTemplate({}, false).only("aws_appsync_graphql_api")).toMatchObject({
    introspection_config: "ENABLED",
    query_depth_limit: 0,
    resolver_count_limit: 500,
  });
});

test("fields that failed are logged and traced, and nothing personal with them", () => {
  const template = apiTemplate();
  expect(template.only("aws_appsync_graphql_api")).toMatchObject({
    xray_enabled: true,
    log_config: { field_log_level: "ERROR", exclude_verbose_content: true },
  });
  expect(template.only("aws_cloudwatch_log_group")).toMatchObject({
    name: "/aws/appsync/apis/${aws_appsync_graphql_api.graphql.id}",
    retention_in_days: expect.any(Number) as unknown,
  });
});

test("no answer is kept for somebody else", () => {
  const template = apiTemplate();
  expect(template.all("aws_appsync_api_cache")).toEqual([]);
  for (const resolver of template.all("aws_appsync_resolver")) {
    expect(resolver).not.toHaveProperty("caching_config");
  }
});

test("users come by their pool, backends by IAM, and nobody else by anything", () => {
  const template = apiTemplate();
  expect(template.only("aws_appsync_graphql_api")).toMatchObject({
    authentication_type: "AMAZON_COGNITO_USER_POOLS",
    additional_authentication_provider: [{ authentication_type: "AWS_IAM" }],
  });
  expect(template.all("aws_appsync_api_key")).toEqual([]);
});

test("there is no firewall unless it is asked for", () => {
  const template = apiTemplate();
  expect(template.all("aws_wafv2_web_acl")).toEqual([]);
  expect(template.all("aws_wafv2_web_acl_association")).toEqual([]);
});

test("a web ACL that is made blocks an address that asks too much, and what AWS knows to be bad", () => {
  const template = apiTemplate({ waf: { rateLimit: 300 } });
  const { rule, ...acl } = template.only("aws_wafv2_web_acl");
  expect(acl).toMatchObject({
    name: "acme-dev-api",
    scope: "REGIONAL",
    visibility_config: { sampled_requests_enabled: false },
  });
  const [limit, ...managed] = rule as readonly object[];
  expect(limit).toMatchObject({
    action: { block: {} },
    statement: { rate_based_statement: { limit: 300, aggregate_key_type: "IP" } },
  });
  expect(managed).toMatchObject(
    [
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesCommonRuleSet",
    ].map((name) => ({ name, override_action: { none: {} } })),
  );
  expect(template.only("aws_wafv2_web_acl_association")).toMatchObject({
    resource_arn: "${aws_appsync_graphql_api.graphql.arn}",
  });
});

test("a web ACL that there is is used as it is", () => {
  const webAclArn = `arn:aws:wafv2:${awsEnvironment.region}:${awsEnvironment.accountId}:regional/webacl/all/1-2`;
  const template = apiTemplate({ waf: { webAclArn } });
  expect(template.all("aws_wafv2_web_acl")).toEqual([]);
  expect(template.only("aws_wafv2_web_acl_association")).toMatchObject({ web_acl_arn: webAclArn });
});

test.each<[string, NonNullable<GraphqlInput["waf"]>, string]>([
  ["a limit that AWS refuses", { rateLimit: 9 }, "rateLimit"],
  [
    "rules beside a web ACL that has its own",
    { webAclArn: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b", rateLimit: 10 },
    "has rules of its own",
  ],
  [
    "a web ACL of another Region",
    { webAclArn: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/a/b" },
    "own account and Region",
  ],
  [
    "one of CloudFront's",
    { webAclArn: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b" },
    "regional",
  ],
])("%s is refused", (_what, waf, rule) => {
  expect(() => resolveConfiguration(configurationWith({ graphql: { waf } }))).toThrow(rule);
});
