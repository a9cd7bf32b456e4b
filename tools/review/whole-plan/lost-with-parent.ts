import type { JsonObject, ResourceChange } from "../model";
import type { PlanRule } from "./plan-rule";

interface Child {
  /** The argument that names the parent. */
  readonly by: string;
  readonly parents: readonly string[];
  readonly what: string;
}

const lambda = ["aws_lambda_function", "aws_lambda_alias"];
const one = (by: string, parents: readonly string[] | string, what: string): Child => ({
  by,
  parents: [parents].flat(),
  what,
});

/** What AWS deletes with what it stands in, though Terraform keeps it in the state. */
const children: Readonly<Record<string, readonly Child[]>> = {
  aws_lambda_permission: [one("function_name", lambda, "a permission to call it")],
  aws_lambda_function_event_invoke_config: [
    one("function_name", lambda, "where its failed events go"),
  ],
  aws_lambda_function_url: [one("function_name", lambda, "its URL")],
  aws_lambda_alias: [one("function_name", lambda, "an alias of it")],
  aws_lambda_event_source_mapping: [one("function_name", lambda, "a source that it reads")],
  aws_lambda_provisioned_concurrency_config: [one("function_name", lambda, "its concurrency")],
  aws_lambda_layer_version_permission: [
    one("layer_name", "aws_lambda_layer_version", "a permission to use it"),
  ],
  aws_iam_role_policy: [one("role", "aws_iam_role", "an inline policy of it")],
  aws_iam_role_policy_attachment: [one("role", "aws_iam_role", "a policy attached to it")],
  aws_iam_user_policy: [one("user", "aws_iam_user", "an inline policy of it")],
  aws_iam_user_policy_attachment: [one("user", "aws_iam_user", "a policy attached to it")],
  aws_iam_group_policy: [one("group", "aws_iam_group", "an inline policy of it")],
  aws_iam_group_policy_attachment: [one("group", "aws_iam_group", "a policy attached to it")],
  aws_s3_bucket_policy: [one("bucket", "aws_s3_bucket", "its policy")],
  aws_s3_bucket_public_access_block: [one("bucket", "aws_s3_bucket", "its public access block")],
  aws_s3_bucket_versioning: [one("bucket", "aws_s3_bucket", "its versioning")],
  aws_s3_bucket_server_side_encryption_configuration: [
    one("bucket", "aws_s3_bucket", "its encryption"),
  ],
  aws_s3_bucket_lifecycle_configuration: [one("bucket", "aws_s3_bucket", "its lifecycle rules")],
  aws_s3_bucket_cors_configuration: [one("bucket", "aws_s3_bucket", "its CORS rules")],
  aws_s3_bucket_notification: [one("bucket", "aws_s3_bucket", "its notifications")],
  aws_s3_bucket_ownership_controls: [one("bucket", "aws_s3_bucket", "its ownership controls")],
  aws_s3_bucket_logging: [one("bucket", "aws_s3_bucket", "its logging")],
  aws_sqs_queue_policy: [one("queue_url", "aws_sqs_queue", "its policy")],
  aws_sqs_queue_redrive_policy: [one("queue_url", "aws_sqs_queue", "its dead-letter queue")],
  aws_sns_topic_policy: [one("arn", "aws_sns_topic", "its policy")],
  aws_sns_topic_subscription: [one("topic_arn", "aws_sns_topic", "a subscription to it")],
  aws_cloudwatch_event_target: [one("rule", "aws_cloudwatch_event_rule", "a target of it")],
  aws_cloudwatch_event_bus_policy: [
    one("event_bus_name", "aws_cloudwatch_event_bus", "its policy"),
  ],
  aws_kms_alias: [one("target_key_id", "aws_kms_key", "an alias of it")],
  aws_kms_key_policy: [one("key_id", "aws_kms_key", "its policy")],
  aws_kms_grant: [one("key_id", "aws_kms_key", "a grant of it")],
  aws_dynamodb_resource_policy: [one("resource_arn", "aws_dynamodb_table", "its policy")],
  aws_appautoscaling_target: [one("resource_id", "aws_dynamodb_table", "its scaling")],
  aws_cloudwatch_log_subscription_filter: [
    one("log_group_name", "aws_cloudwatch_log_group", "a filter of it"),
  ],
  aws_cloudwatch_log_metric_filter: [
    one("log_group_name", "aws_cloudwatch_log_group", "a filter of it"),
  ],
  aws_secretsmanager_secret_version: [one("secret_id", "aws_secretsmanager_secret", "its value")],
  aws_secretsmanager_secret_policy: [one("secret_arn", "aws_secretsmanager_secret", "its policy")],
  aws_cognito_user_pool_client: [one("user_pool_id", "aws_cognito_user_pool", "a client of it")],
  aws_cognito_user_pool_domain: [one("user_pool_id", "aws_cognito_user_pool", "its domain")],
  aws_cognito_user_group: [one("user_pool_id", "aws_cognito_user_pool", "a group of it")],
  aws_cognito_identity_provider: [one("user_pool_id", "aws_cognito_user_pool", "a provider of it")],
  aws_cognito_resource_server: [
    one("user_pool_id", "aws_cognito_user_pool", "a resource server of it"),
  ],
  aws_cognito_user: [one("user_pool_id", "aws_cognito_user_pool", "a user of it")],
  aws_cognito_risk_configuration: [
    one("user_pool_id", "aws_cognito_user_pool", "its threat protection"),
  ],
  aws_cognito_user_pool_ui_customization: [
    one("user_pool_id", "aws_cognito_user_pool", "its look"),
  ],
  aws_cognito_identity_pool_roles_attachment: [
    one("identity_pool_id", "aws_cognito_identity_pool", "its roles"),
  ],
  aws_cognito_identity_pool_provider_principal_tag: [
    one("identity_pool_id", "aws_cognito_identity_pool", "its principal tags"),
  ],
  aws_apigatewayv2_route: [one("api_id", "aws_apigatewayv2_api", "a route of it")],
  aws_apigatewayv2_stage: [one("api_id", "aws_apigatewayv2_api", "a stage of it")],
  aws_apigatewayv2_authorizer: [one("api_id", "aws_apigatewayv2_api", "an authorizer of it")],
  aws_apigatewayv2_integration: [one("api_id", "aws_apigatewayv2_api", "an integration of it")],
  aws_appsync_resolver: [one("api_id", "aws_appsync_graphql_api", "a resolver of it")],
  aws_appsync_datasource: [one("api_id", "aws_appsync_graphql_api", "a data source of it")],
  aws_appsync_function: [one("api_id", "aws_appsync_graphql_api", "a function of it")],
  aws_appsync_api_key: [one("api_id", "aws_appsync_graphql_api", "a key of it")],
  aws_wafv2_web_acl_association: [
    one(
      "resource_arn",
      [
        "aws_cognito_user_pool",
        "aws_apigatewayv2_stage",
        "aws_api_gateway_stage",
        "aws_appsync_graphql_api",
        "aws_lb",
      ],
      "its web ACL",
    ),
  ],
  aws_backup_vault_policy: [one("backup_vault_name", "aws_backup_vault", "its policy")],
  aws_backup_vault_lock_configuration: [one("backup_vault_name", "aws_backup_vault", "its lock")],
  aws_scheduler_schedule: [one("group_name", "aws_scheduler_schedule_group", "a schedule of it")],
};

const parentTypes = new Set(
  Object.values(children).flatMap((all) => all.flatMap(({ parents }) => parents)),
);

/** What children may know a parent by. */
const names = [
  "id",
  "arn",
  "name",
  "function_name",
  "bucket",
  "url",
  "key_id",
  "queue_url",
  "invoke_arn",
  "qualified_arn",
  "layer_name",
  "layer_arn",
];

const mostListed = 30;

/**
 * Parts of a replaced resource that the plan leaves alone. AWS deletes them with it; Terraform finds
 * out at the next plan.
 */
export const lostWithParent: PlanRule = {
  id: "lost-with-parent",
  title: "A resource is replaced, and parts of it that the plan leaves alone are gone with it.",
  why: "AWS deletes a function with its permissions and a role with its policies; a plan that keeps their names leaves them out.",
  fix: "Replace them in the same plan, with `-replace` or `replace_triggered_by`.",
  see: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#replace_triggered_by",
  start: () => {
    /** Of resources that stay, by the type of parent and its name. */
    const staying = new Map<string, string[]>();
    const replaced: {
      readonly address: string;
      readonly type: string;
      readonly names: Set<string>;
    }[] = [];
    return {
      resource: (change, kind) => {
        const { address, type, before } = change;
        if (before === null || change.mode === "data") return;
        if (kind === "replace" && parentTypes.has(type)) {
          replaced.push({ address, type, names: namesOf(before) });
        }
        if (kind !== "no-op" && kind !== "move" && kind !== "update") return;
        for (const { by, parents, what } of children[type] ?? []) {
          const value = before[by];
          if (typeof value !== "string" || isMoving(change, by)) continue;
          for (const parent of parents) {
            const key = keyOf(parent, nameIn(parent, value));
            const siblings = staying.get(key) ?? [];
            staying.set(key, siblings);
            siblings.push(`${address}: ${what}`);
          }
        }
      },
      finish: () =>
        replaced.flatMap(({ address, type, names: known }) => {
          const lost = [
            ...new Set([...known].flatMap((name) => staying.get(keyOf(type, name)) ?? [])),
          ];
          if (lost.length === 0) return [];
          return [
            {
              address,
              found: {
                level: "block" as const,
                cause: `replaced, while the plan leaves ${lost.length} of its parts alone, which are gone with it`,
                effect:
                  "What AWS deletes along stays away until the next apply: a trigger without its permission fails every sign-up and sign-in.",
                instead:
                  "Replace these in the same plan (`-replace`), or give them `replace_triggered_by`.",
                details: [
                  ...lost.slice(0, mostListed),
                  ...(lost.length > mostListed ? [`… and ${lost.length - mostListed} more`] : []),
                ],
              },
            },
          ];
        }),
    };
  },
};

function isMoving({ before, after }: ResourceChange, by: string): boolean {
  return after !== null && before?.[by] !== after[by];
}

function namesOf(values: JsonObject): Set<string> {
  return new Set(
    names.flatMap((name) => {
      const value = values[name];
      return typeof value === "string" && value !== "" ? [value] : [];
    }),
  );
}

/** The name within an ARN or a qualified name of a function; else all of it. */
function nameIn(parent: string, value: string): string {
  if (parent !== "aws_lambda_function") return value;
  return /:function:([^:]+)/.exec(value)?.[1] ?? value.replace(/:.*$/, "");
}

function keyOf(type: string, name: string): string {
  return JSON.stringify([type, name]);
}
