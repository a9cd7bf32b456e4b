import type { Block } from "../block";
import type { DeployedEnvironment } from "./deployed-resources";
import { graphqlApiStatements } from "./graphql-api-statements";
import { eventSourceStatements } from "./event-source-statements";
import { parameterStatements, secretStatements } from "./provider-secret-statements";
import { parameterStatements as outputStatements } from "./output-parameter-statements";
import { verificationStatements } from "./ses-identity-statements";
import { webAclAssociationStatements } from "./waf-statements";
import { apiDomainStatements, httpApiStatements, type StatedActions } from "./http-api-statements";

type Values = Block["values"];

/** What else a deploy role may have to do because of an argument. */
export interface MoreActions {
  readonly actions: readonly string[];
  /** On these. Default: the resource itself. */
  readonly on?: (value: unknown, arn: string) => readonly string[];
  readonly reason?: string;
}

/** A type of resource that deploy roles can be made for. */
export type CoveredType =
  /** It has a name, and so an ARN that is known before it is there. */
  | {
      readonly kind: "named";
      readonly service: string;
      readonly argument: string;
      /** The last part of its ARN. */
      readonly resource: (name: string, values: Values) => string;
      readonly more?: Readonly<Record<string, MoreActions>>;
    }
  /** It has an id for a name: its tags tell whose it is. */
  | { readonly kind: "tagged"; readonly service: string }
  /** It is a setting of another resource, to which the actions refer: those of all such, and `more`. */
  | {
      readonly kind: "part";
      readonly of: string;
      readonly more?: { readonly read: readonly string[]; readonly write: readonly string[] };
    }
  /** Neither name nor tags tell enough: the statements are written out. */
  | {
      readonly kind: "stated";
      /** What has to be known before it is there, for the statements. Default: nothing. */
      readonly argument?: string;
      readonly statements: (environment: DeployedEnvironment, values: Values) => StatedActions;
    }
  /** Its actions take no resource; environments that have alarms have them. */
  | { readonly kind: "unnamed" }
  /** No call to AWS is made for it. */
  | { readonly kind: "free" };

const part = (
  of: string,
  more?: { readonly read: readonly string[]; readonly write: readonly string[] },
): CoveredType => ({ kind: "part", of, ...(more && { more }) });
const tagged = (service: string): CoveredType => ({ kind: "tagged", service });
const named = (
  service: string,
  argument: string,
  resource: (name: string, values: Values) => string,
  more: Readonly<Record<string, MoreActions>> = {},
): CoveredType => ({ kind: "named", service, argument, resource, more });

const listed = (value: unknown): readonly string[] =>
  [value].flat().filter((each) => typeof each === "string");

const ofHttpApi: CoveredType = { kind: "stated", statements: httpApiStatements };

/** By Terraform's names of types. What is not here has to be allowed by hand. */
export const coveredTypes: Readonly<Record<string, CoveredType>> = {
  aws_appsync_datasource: part("api_id"),
  aws_appsync_function: part("api_id"),
  aws_appsync_graphql_api: { kind: "stated", statements: graphqlApiStatements },
  aws_appsync_resolver: part("api_id"),
  aws_apigatewayv2_api: ofHttpApi,
  aws_apigatewayv2_api_mapping: part("api_id"),
  aws_apigatewayv2_authorizer: part("api_id"),
  aws_apigatewayv2_domain_name: {
    kind: "stated",
    statements: (environment, { domain_name: name }) => apiDomainStatements(environment, name),
  },
  aws_apigatewayv2_integration: part("api_id"),
  aws_apigatewayv2_route: part("api_id"),
  aws_apigatewayv2_stage: part("api_id"),
  aws_acm_certificate: tagged("acm"),
  aws_acm_certificate_validation: part("certificate_arn"),
  aws_chatbot_slack_channel_configuration: { kind: "unnamed" },
  aws_cloudwatch_dashboard: named("cloudwatch", "dashboard_name", (name) => `dashboard/${name}`),
  aws_cloudwatch_event_bus: named("events", "name", (name) => `event-bus/${name}`),
  aws_cloudwatch_event_rule: named("events", "name", (name, { event_bus_name: bus }) => {
    if (typeof bus !== "string" || bus === "default") return `rule/${name}`;
    // A bus that is made together with its rule has no name yet.
    return `rule/${bus.includes("${") ? "*" : bus}/${name}`;
  }),
  aws_cloudwatch_event_target: part("rule"),
  aws_cloudwatch_log_group: named("logs", "name", (name) => `log-group:${name}`, {
    kms_key_id: { actions: ["logs:AssociateKmsKey", "logs:DisassociateKmsKey"] },
  }),
  aws_cloudwatch_metric_alarm: named("cloudwatch", "alarm_name", (name) => `alarm:${name}`),
  aws_cloudwatch_query_definition: { kind: "unnamed" },
  aws_cognito_identity_pool: tagged("cognito-identity"),
  aws_cognito_identity_pool_provider_principal_tag: part("identity_pool_id"),
  aws_cognito_identity_pool_roles_attachment: part("identity_pool_id"),
  aws_cognito_risk_configuration: part("user_pool_id"),
  aws_cognito_user_group: part("user_pool_id"),
  aws_cognito_user_pool: tagged("cognito-idp"),
  aws_cognito_user_pool_client: part("user_pool_id"),
  aws_cognito_user_pool_domain: part("user_pool_id"),
  aws_cognito_user_pool_ui_customization: part("user_pool_id"),
  aws_cognito_identity_provider: part("user_pool_id"),
  aws_cognito_resource_server: part("user_pool_id"),
  aws_dynamodb_table: named("dynamodb", "name", (name) => `table/${name}`, {
    ttl: { actions: ["dynamodb:UpdateTimeToLive"] },
  }),
  aws_iam_role: named("iam", "name", (name) => `role/${name}`),
  aws_iam_role_policy: part("role"),
  aws_kms_alias: named("kms", "name", (name) => name),
  aws_kms_key: tagged("kms"),
  aws_lambda_function: named("lambda", "function_name", (name) => `function:${name}`, {
    layers: { actions: ["lambda:GetLayerVersion"], on: listed },
    publish: {
      actions: ["lambda:GetFunctionConfiguration", "lambda:PublishVersion"],
      on: (_value, arn) => [arn, `${arn}:*`],
      reason: "The versions of this one function, which Lambda numbers.",
    },
    reserved_concurrent_executions: {
      actions: ["lambda:DeleteFunctionConcurrency", "lambda:PutFunctionConcurrency"],
    },
    vpc_config: {
      actions: ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
      on: () => ["*"],
      reason: "EC2 has no resources to name for these actions.",
    },
  }),
  aws_lambda_event_source_mapping: { kind: "stated", statements: eventSourceStatements },
  aws_lambda_function_event_invoke_config: part("function_name"),
  aws_lambda_permission: part("function_name"),
  aws_route53_record: part("zone_id"),
  aws_s3_bucket: named("s3", "bucket", (name) => name),
  aws_s3_bucket_cors_configuration: part("bucket"),
  aws_s3_bucket_lifecycle_configuration: part("bucket"),
  aws_s3_bucket_logging: part("bucket"),
  aws_s3_bucket_notification: part("bucket", {
    read: ["s3:GetBucketNotification"],
    write: ["s3:PutBucketNotification"],
  }),
  aws_s3_bucket_ownership_controls: part("bucket"),
  aws_s3_bucket_policy: part("bucket"),
  aws_s3_bucket_public_access_block: part("bucket"),
  aws_s3_bucket_server_side_encryption_configuration: part("bucket"),
  aws_s3_bucket_versioning: part("bucket"),
  aws_s3_object: part("bucket"),
  aws_secretsmanager_secret: named("secretsmanager", "name", (name) => `secret:${name}-??????`),
  aws_ses_domain_identity_verification: { kind: "stated", statements: verificationStatements },
  aws_sesv2_configuration_set: named(
    "ses",
    "configuration_set_name",
    (name) => `configuration-set/${name}`,
  ),
  aws_sesv2_configuration_set_event_destination: part("configuration_set_name"),
  aws_sesv2_email_identity: named("ses", "email_identity", (name) => `identity/${name}`),
  aws_sesv2_email_identity_mail_from_attributes: part("email_identity"),
  aws_sns_topic: named("sns", "name", (name) => name),
  aws_sns_topic_policy: part("arn"),
  aws_sns_topic_subscription: part("topic_arn"),
  aws_sqs_queue: named("sqs", "name", (name) => name),
  aws_sqs_queue_policy: part("queue_url"),
  aws_ssm_parameter: { kind: "stated", argument: "name", statements: outputStatements },
  // AWS ends the ARNs of WAF with ids of its own.
  aws_wafv2_ip_set: named("wafv2", "name", (name) => `regional/ipset/${name}/*`),
  aws_wafv2_web_acl: named("wafv2", "name", (name) => `regional/webacl/${name}/*`, {
    rule: {
      actions: ["wafv2:CreateWebACL", "wafv2:UpdateWebACL"],
      on: () => ["arn:aws:wafv2:*:*:regional/managedruleset/*"],
      reason: "AWS's own groups of rules, which nobody here can change.",
    },
  }),
  aws_wafv2_web_acl_association: { kind: "stated", statements: webAclAssociationStatements },
  "data.aws_secretsmanager_secret_version": { kind: "stated", statements: secretStatements },
  "data.aws_ssm_parameter": { kind: "stated", statements: parameterStatements },
  "data.aws_caller_identity": { kind: "free" },
  "data.aws_iam_policy_document": { kind: "free" },
  "data.aws_partition": { kind: "free" },
  "data.aws_region": { kind: "free" },
};

/** Types that deploy roles are never made for, and what to write instead. */
export const refusedTypes: Readonly<Record<string, string>> = {
  aws_iam_policy: "write its statements into the role itself, with an aws_iam_role_policy",
  aws_iam_policy_attachment: "write the statements into the role, with an aws_iam_role_policy",
  aws_iam_role_policy_attachment: "write the statements into the role, with an aws_iam_role_policy",
  aws_iam_user: "give whoever needs it a role",
  aws_secretsmanager_secret_version:
    "write the value in Secrets Manager: in Terraform's state whoever reads that has it",
};

/** What reads and writes services that Gatehouse itself has nothing of. */
export const otherActions = {
  read: [
    "events:DescribeEventBus",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetResourcePolicy",
    "ses:GetConfigurationSet",
    "ses:GetConfigurationSetEventDestinations",
    "ses:GetEmailIdentity",
    "ses:ListTagsForResource",
    "sns:GetTopicAttributes",
    "sns:ListTagsForResource",
    "wafv2:GetIPSet",
    "wafv2:GetWebACL",
    "wafv2:ListTagsForResource",
  ],
  write: [
    "events:CreateEventBus",
    "events:DeleteEventBus",
    "events:UpdateEventBus",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:UpdateAlias",
    "secretsmanager:CreateSecret",
    "secretsmanager:TagResource",
    "secretsmanager:UntagResource",
    "secretsmanager:UpdateSecret",
    "ses:CreateConfigurationSet",
    "ses:CreateConfigurationSetEventDestination",
    "ses:CreateEmailIdentity",
    "ses:DeleteConfigurationSet",
    "ses:DeleteConfigurationSetEventDestination",
    "ses:DeleteEmailIdentity",
    "ses:PutEmailIdentityMailFromAttributes",
    "ses:TagResource",
    "ses:UntagResource",
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:SetTopicAttributes",
    "sns:TagResource",
    "sns:UntagResource",
    "wafv2:CreateIPSet",
    "wafv2:CreateWebACL",
    "wafv2:DeleteIPSet",
    "wafv2:DeleteWebACL",
    "wafv2:TagResource",
    "wafv2:UntagResource",
    "wafv2:UpdateIPSet",
    "wafv2:UpdateWebACL",
  ],
  /** Only where the environment is not protected. */
  delete: ["dynamodb:DeleteTable", "secretsmanager:DeleteSecret"],
} as const;
