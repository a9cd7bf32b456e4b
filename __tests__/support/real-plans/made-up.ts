import { createHash } from "node:crypto";
import type { Json, JsonObject } from "../../../tools/review/model";

/** The account that everything is made in. */
const account = "123456789012";
const region = "us-east-1";

interface Planned {
  readonly type: string;
  readonly address: string;
  /** What the plan says of it, without what is known only after apply. */
  readonly values: JsonObject;
  readonly before: JsonObject | null;
  /** What is known only after apply. */
  readonly unknown: Json;
}

/**
 * What a resource would be like in the state: what the plan says, and in place of what AWS would have
 * said something of the same form.
 */
export function madeUp({ type, address, values, before, unknown }: Planned): JsonObject {
  const computed = Object.keys(
    typeof unknown === "object" && unknown !== null && !Array.isArray(unknown) ? unknown : {},
  );
  const attributes: Record<string, Json | undefined> = { ...values };
  for (const name of computed) {
    if (values[name] !== undefined) continue;
    attributes[name] = before?.[name] ?? answered(type, name, address, values) ?? null;
  }
  return attributes;
}

/** Types that are known by one of their arguments. */
const knownBy: Readonly<Record<string, string>> = {
  aws_cloudwatch_event_rule: "name",
  aws_cloudwatch_log_group: "name",
  aws_dynamodb_table: "name",
  aws_iam_group: "name",
  aws_iam_role: "name",
  aws_iam_user: "name",
  aws_lambda_function: "function_name",
  aws_s3_bucket: "bucket",
  aws_s3_bucket_policy: "bucket",
};

/** What ARNs of a type look like, from the service on. */
const arns: Readonly<Record<string, (name: string, id: string) => string>> = {
  aws_cognito_user_pool: (_, id) => `cognito-idp:${region}:${account}:userpool/${region}_${id}`,
  aws_dynamodb_table: (name) => `dynamodb:${region}:${account}:table/${name}`,
  aws_iam_policy: (name) => `iam::${account}:policy/${name}`,
  aws_iam_role: (name) => `iam::${account}:role/${name}`,
  aws_iam_user: (name) => `iam::${account}:user/${name}`,
  aws_iam_openid_connect_provider: (name) => `iam::${account}:oidc-provider/${name}`,
  aws_iam_saml_provider: (name) => `iam::${account}:saml-provider/${name}`,
  aws_kms_key: (name) => `kms:${region}:${account}:key/${name}`,
  aws_lambda_function: (name) => `lambda:${region}:${account}:function:${name}`,
  aws_s3_bucket: (name) => `s3:::${name}`,
  aws_sns_topic: (name) => `sns:${region}:${account}:${name}`,
  aws_sqs_queue: (name) => `sqs:${region}:${account}:${name}`,
};

/** What AWS says of a client beside what it was told. */
const client: JsonObject = {
  access_token_validity: 0,
  allowed_oauth_flows: [],
  allowed_oauth_flows_user_pool_client: false,
  allowed_oauth_scopes: [],
  auth_session_validity: 3,
  callback_urls: [],
  client_secret: "",
  default_redirect_uri: "",
  enable_propagate_additional_user_context_data: false,
  enable_token_revocation: true,
  explicit_auth_flows: [],
  id_token_validity: 0,
  logout_urls: [],
  prevent_user_existence_errors: "",
  read_attributes: [],
  refresh_token_validity: 30,
  supported_identity_providers: [],
  write_attributes: [],
};

const byType: Readonly<Record<string, JsonObject>> = {
  aws_cognito_user_pool_client: client,
  aws_cognito_managed_user_pool_client: client,
};

function answered(
  type: string,
  name: string,
  address: string,
  values: JsonObject,
): Json | undefined {
  const known = byType[type]?.[name];
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(address).digest("hex");
  const short = hash.slice(0, 9);
  const own = values[knownBy[type] ?? "name"];
  const called = typeof own === "string" ? own : short;
  const ofType = arns[type] ?? ((one) => `${serviceOf(type)}:${region}:${account}:it/${one}`);
  const arn = `arn:aws:${ofType(called, short)}`;
  switch (name) {
    case "architectures":
      return ["x86_64"];
    case "managed_policy_arns":
    case "mfa_setting_list":
      return [];
    case "uris":
      return {};
    case "tags_all":
      return values["tags"] ?? {};
    case "arn":
      return arn;
    case "id":
      return idOf(type, called, arn, short, hash);
    case "name":
    case "bucket":
    case "function_name":
      return `made-${short}`;
    case "url":
      return queueUrl(called);
    case "key_id":
    case "user_id":
    case "unique_id":
      return short;
    case "invoke_arn":
      return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
    case "endpoint":
      return type === "aws_cognito_user_pool"
        ? `cognito-idp.${region}.amazonaws.com/${region}_${short}`
        : undefined;
    default:
      return undefined;
  }
}

function idOf(type: string, called: string, arn: string, short: string, hash: string): string {
  if (type in knownBy) return called;
  switch (type) {
    case "aws_cognito_user_pool":
      return `${region}_${short}`;
    case "aws_cognito_identity_pool":
      return `${region}:${hash.slice(0, 8)}-${hash.slice(8, 12)}-4000-8000-${hash.slice(12, 24)}`;
    case "aws_iam_policy":
    case "aws_sns_topic":
      return arn;
    case "aws_sqs_queue":
      return queueUrl(called);
    default:
      return short;
  }
}

function queueUrl(name: string): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}

function serviceOf(type: string): string {
  return type.split("_")[1] ?? "";
}
