import type { AttributePath, Json } from "../model";

/**
 * What the AWS provider takes for an argument that nobody has written, of arguments that rules look at. A
 * state of an older provider, of an import or of a plan without refresh has `null` there, and the plan
 * the default: nothing changes. The provider's schema as JSON does not have them.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
 */
const defaults: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  aws_api_gateway_method: { api_key_required: false },
  aws_apigatewayv2_api: { disable_execute_api_endpoint: false },
  aws_apigatewayv2_route: { api_key_required: false, authorization_type: "NONE" },
  aws_appsync_graphql_api: {
    introspection_config: "ENABLED",
    query_depth_limit: 0,
    resolver_count_limit: 0,
    visibility: "GLOBAL",
    xray_enabled: false,
  },
  aws_cloudtrail: {
    enable_log_file_validation: false,
    enable_logging: true,
    include_global_service_events: true,
    is_multi_region_trail: false,
  },
  aws_cloudwatch_event_target: { event_bus_name: "default" },
  aws_cloudwatch_log_group: { retention_in_days: 0, skip_destroy: false },
  aws_cloudwatch_metric_alarm: { actions_enabled: true, treat_missing_data: "missing" },
  aws_cognito_identity_pool: { allow_classic_flow: false, allow_unauthenticated_identities: false },
  aws_cognito_user: { enabled: true },
  aws_cognito_user_pool: { deletion_protection: "INACTIVE", mfa_configuration: "OFF" },
  aws_dynamodb_table: { billing_mode: "PROVISIONED", deletion_protection_enabled: false },
  aws_iam_access_key: { status: "Active" },
  aws_iam_role: { force_detach_policies: false, max_session_duration: 3600, path: "/" },
  aws_kms_key: { enable_key_rotation: false, is_enabled: true },
  aws_lambda_function: {
    memory_size: 128,
    package_type: "Zip",
    reserved_concurrent_executions: -1,
    timeout: 3,
  },
  aws_s3_account_public_access_block: {
    block_public_acls: false,
    block_public_policy: false,
    ignore_public_acls: false,
    restrict_public_buckets: false,
  },
  aws_s3_bucket_public_access_block: {
    block_public_acls: false,
    block_public_policy: false,
    ignore_public_acls: false,
    restrict_public_buckets: false,
  },
  aws_scheduler_schedule: { state: "ENABLED" },
  aws_secretsmanager_secret: { recovery_window_in_days: 30 },
  aws_sqs_queue: { message_retention_seconds: 345_600 },
};

/** The default of an argument at the top of a resource; `undefined` where none is known. */
export function providerDefault(type: string, path: AttributePath): Json | undefined {
  const [name] = path;
  const its = Object.hasOwn(defaults, type) ? defaults[type] : undefined;
  if (path.length !== 1 || typeof name !== "string" || its === undefined) return undefined;
  return Object.hasOwn(its, name) ? its[name] : undefined;
}
