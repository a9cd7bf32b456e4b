import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { judgedArguments } from "../../../tools/review/judged-arguments";
import { rules } from "../../../tools/review/rules/catalogue";
import { planJson, review } from "../../support/plan-json";

/** The arguments of a type, as the provider's bindings list them. */
function argumentsOf(type: string): readonly string[] {
  const folder = type.replace(/^aws_/, "").replaceAll("_", "-");
  const code = readFileSync(require.resolve(`@cdktf/provider-aws/lib/${folder}/index.js`), "utf8");
  const [, body = ""] =
    /\n {4}synthesizeAttributes\(\) \{\n {8}return \{\n([^]*?)\n {8}\};/.exec(code) ?? [];
  return [...body.matchAll(/^ {12}(\w+):/gm)].map(([, name = ""]) => name);
}

/** They are said of every resource, and are nobody's access or data. */
const ofEverything = ["id", "tags", "tags_all"];

describe("every argument that the provider has is judged, and no other", () => {
  test.each(Object.entries(judgedArguments))("of %s", (type, { watched, harmless }) => {
    const known = argumentsOf(type).filter((name) => !ofEverything.includes(name));
    expect(known).not.toEqual([]);
    expect([...watched, ...Object.keys(harmless)].sort()).toEqual([...known].sort());
  });
});

test.each([
  ["an argument that only a newer provider has", "what_comes_next", "no objection"],
  ["one that is nobody's access", "name", "safe"],
])("the verdict on a pool of which %s changes", async (_what, name, verdict) => {
  const plan = planJson([
    { type: "aws_cognito_user_pool", before: { [name]: "a" }, after: { [name]: "b" } },
  ]);
  expect((await review(plan)).verdict).toBe(verdict);
});

/** Types whose creation has no line by itself, each group with why. */
const withoutLine: readonly (readonly [why: string, types: readonly string[]])[] = [
  [
    "what they say is judged: a policy, a role, a caller, a port, an address",
    `api_gateway_method apigatewayv2_route cloudwatch_log_data_protection_policy
      cloudwatch_log_subscription_filter cognito_identity_pool_provider_principal_tag
      cognito_identity_pool_roles_attachment cognito_managed_user_pool_client cognito_risk_configuration
      cognito_user_group cognito_user_pool_client iam_group_membership iam_group_policy_attachment
      iam_group_policy_attachments_exclusive iam_policy_attachment iam_role iam_role_policy_attachment
      iam_role_policy_attachments_exclusive iam_user_group_membership iam_user_policy_attachment
      iam_user_policy_attachments_exclusive kms_key_policy lambda_function_url neptune_cluster_instance
      rds_cluster_instance route53_record s3_bucket_acl s3_bucket_notification scheduler_schedule
      security_group_rule ssm_parameter vpc_security_group_ingress_rule`.split(/\s+/),
  ],
  [
    "nothing uses them before something else says so, and that is judged",
    `acm_certificate api_gateway_authorizer api_gateway_integration apigatewayv2_authorizer
      apigatewayv2_integration appsync_function cloudfront_function cloudfront_key_group
      cognito_resource_server lambda_alias lambda_code_signing_config lambda_layer_version security_group
      ses_configuration_set sesv2_configuration_set wafv2_ip_set wafv2_regex_pattern_set wafv2_rule_group
      wafv2_web_acl`.split(/\s+/),
  ],
  [
    "they only add to what protects or tells",
    `backup_plan backup_selection cloudtrail cloudwatch_metric_alarm db_cluster_snapshot db_snapshot
      db_snapshot_copy guardduty_detector ses_domain_dkim ses_domain_identity_verification
      sqs_queue_redrive_policy`.split(/\s+/),
  ],
  ["a file of a website is one of many: those that change are told of", `s3_object`.split(/\s+/)],
  [
    "they stand for themselves, and nobody relies on them yet",
    `api_gateway_domain_name api_gateway_rest_api apigatewayv2_api apigatewayv2_domain_name
      appsync_graphql_api cloudfront_distribution cloudwatch_event_bus cloudwatch_event_rule
      cloudwatch_log_group cognito_identity_pool cognito_user_pool db_instance dms_replication_instance
      docdb_cluster docdb_global_cluster dsql_cluster dynamodb_table elasticache_cluster
      elasticache_replication_group elasticsearch_domain iam_group kinesis_stream kms_alias
      kms_external_key kms_key kms_replica_external_key kms_replica_key lambda_function lightsail_database
      memorydb_cluster mq_broker neptune_cluster neptune_global_cluster neptunegraph_graph
      opensearch_domain qldb_ledger rds_cluster rds_global_cluster redshift_cluster
      redshiftserverless_namespace redshiftserverless_workgroup s3_bucket secretsmanager_secret
      sesv2_email_identity sfn_state_machine sns_topic sqs_queue timestreaminfluxdb_db_instance`.split(
      /\s+/,
    ),
  ],
];

test("the creation of every type that rules know is told of, or somebody has said why not", async () => {
  const types = new Set(rules.flatMap(({ types: its }) => (its === "any-aws" ? [] : its)));
  const silent: string[] = [];
  for (const type of types) {
    const { verdict, findings } = await review(planJson([{ type, after: {} }]));
    if (verdict === "safe" && findings.length === 0) silent.push(type.replace(/^aws_/, ""));
  }
  expect(silent.sort()).toEqual(withoutLine.flatMap(([, its]) => its).sort());
});
