import { rules } from "./rules/catalogue";
import { policyTypes } from "./rules/iam-held-policies";
import { iamWidened } from "./rules/iam-policies";
import { actingRoles } from "./rules/watched/acting-roles";
import { dataHolder } from "./data-holders";
import { hidingTypes, runsCode } from "./whole-plan/runs-code";

/**
 * Types that can grant access or run code. Where a rule looks at one of them it is known what a change
 * means; where none does, a change is blocked.
 */
const grantingOrRunning = [
  /^aws_(?:iam|ssoadmin|identitystore|organizations|rolesanywhere|ram|lakeformation|verifiedpermissions|verifiedaccess)_/,
  /^aws_(?:cognito|lambda|kms|acmpca)_/,
  /_(?:policy|policies|permission|permissions|grant|access_entry|access_policy_association|policy_association|principal_association|allowed_principal|role_association|resource_policy|access_point)$/,
  /^aws_(?:ssm_(?:activation|association|document|maintenance_window_task)|ssmincidents_response_plan)$/,
  /^aws_(?:codebuild|codepipeline|codedeploy|codecatalyst|cloud9|glue_job|glue_trigger|glue_dev_endpoint|batch_job|datapipeline|imagebuilder|emr|emrserverless|mwaa|pipes|sfn|synthetics|fis|config_remediation|opsworks|redshiftdata|appflow|datasync|dms|iot_topic_rule|iot_policy|transfer)/,
  /^aws_(?:s3_bucket_replication_configuration|s3control_|s3_access_point|dynamodb_table_export|dynamodb_kinesis_streaming_destination|db_snapshot_copy|ami_launch_permission|snapshot_create_volume_permission|ebs_snapshot_block_public_access|rds_cluster_activity_stream|rds_export_task)/,
  /^aws_(?:scheduler_schedule|cloudwatch_event_target|cloudwatch_event_permission|cloudwatch_event_bus_policy)$/,
  /^aws_(?:instance|launch_template|launch_configuration|spot_instance_request|spot_fleet_request|lightsail_instance|ecs_task_definition|ecs_service|apprunner_service|amplify_app|amplify_branch|eks_addon|eks_cluster|sagemaker_notebook_instance|sagemaker_notebook_instance_lifecycle_configuration|bedrockagent_agent|bedrockagent_agent_action_group)$/,
  /^aws_(?:cloudformation_type|elastic_beanstalk_application_version|elastic_beanstalk_environment|kinesisanalyticsv2_application|kinesis_analytics_application|lightsail_container_service|lightsail_container_service_deployment_version|gamelift_script|gamelift_build|sagemaker_endpoint|sagemaker_model|sagemaker_pipeline|redshift_cluster_iam_roles|iot_authorizer|iot_role_alias|s3_object_copy|networkfirewall_rule_group|cloudwatch_event_connection|cloudwatch_event_api_destination|appconfig_hosted_configuration_version)$/,
];

/** Types that are nothing to users, whatever happens to them. */
const harmless = new Set([
  "aws_api_gateway_documentation_part",
  "aws_api_gateway_documentation_version",
  "aws_api_gateway_deployment",
  "aws_api_gateway_integration_response",
  "aws_api_gateway_method_response",
  "aws_api_gateway_model",
  "aws_api_gateway_resource",
  "aws_apigatewayv2_deployment",
  "aws_applicationinsights_application",
  "aws_budgets_budget",
  "aws_ce_anomaly_monitor",
  "aws_ce_anomaly_subscription",
  "aws_ce_cost_allocation_tag",
  "aws_ce_cost_category",
  "aws_cloudwatch_composite_alarm",
  "aws_cloudwatch_contributor_insight_rule",
  "aws_cloudwatch_dashboard",
  "aws_cloudwatch_log_anomaly_detector",
  "aws_cloudwatch_log_metric_filter",
  "aws_cloudwatch_log_stream",
  "aws_cloudwatch_query_definition",
  "aws_cognito_managed_login_branding",
  "aws_cognito_user_pool_ui_customization",
  "aws_dynamodb_contributor_insights",
  "aws_dynamodb_tag",
  "aws_ecr_lifecycle_policy",
  "aws_appautoscaling_policy",
  "aws_appautoscaling_scheduled_action",
  "aws_appautoscaling_target",
  "aws_autoscaling_policy",
  "aws_iam_account_alias",
  "aws_iam_service_linked_role",
  "aws_iam_virtual_mfa_device",
  "aws_lambda_function_recursion_config",
  "aws_lambda_provisioned_concurrency_config",
  "aws_resourcegroups_group",
  "aws_resourcegroups_resource",
  "aws_s3_bucket_analytics_configuration",
  "aws_s3_bucket_intelligent_tiering_configuration",
  "aws_s3_bucket_metric",
  "aws_s3_bucket_request_payment_configuration",
  "aws_s3_bucket_accelerate_configuration",
  "aws_servicecatalogappregistry_application",
  "aws_xray_group",
  "aws_xray_sampling_rule",
]);

/** What the rules know of a type. */
export type Coverage = "covered" | "harmless" | "deletion only" | "unknown";

const byType = new Map<string, readonly string[]>();
for (const { id, types } of rules) {
  if (types === "any-aws") continue;
  for (const type of types) byType.set(type, [...(byType.get(type) ?? []), id]);
}

for (const [types, id] of [
  [policyTypes, iamWidened.id],
  [hidingTypes, runsCode.id],
  [["aws_iam_instance_profile"], actingRoles.id],
] as const) {
  for (const type of new Set(types)) byType.set(type, [...(byType.get(type) ?? []), id]);
}

const deletionRules = "stateful-resource-";

/** The rules that look at what changes in resources of a type. */
export function rulesThatKnow(type: string): readonly string[] {
  return (byType.get(type) ?? []).filter((id) => !id.startsWith(deletionRules));
}

const lookedAt = new Map<string, string[]>();
for (const { type, path } of rules.flatMap(({ looksAt = [] }) => looksAt)) {
  lookedAt.set(type, [...(lookedAt.get(type) ?? []), path]);
}

/** The arguments of a type that lists of watches look at, as paths without indices. */
export function argumentsLookedAt(type: string): readonly string[] {
  return lookedAt.get(type) ?? [];
}

/** What the rules know of a type of AWS's. */
export function coverageOf(type: string): Coverage {
  if (rulesThatKnow(type).length > 0) return "covered";
  if (harmless.has(type)) return "harmless";
  return dataHolder(type) === undefined ? "unknown" : "deletion only";
}

/** Whether it is known what a change of a type can mean. */
export function isKnownToReview(type: string): boolean {
  return rulesThatKnow(type).length > 0 || harmless.has(type);
}

/** Whether a type can grant access or run code. */
export function grantsOrRuns(type: string): boolean {
  return !harmless.has(type) && grantingOrRunning.some((pattern) => pattern.test(type));
}
