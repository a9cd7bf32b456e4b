import type { Json, Marks, ResourceChange } from "../model";
import { hasMark, isList, marksAt, valueAt } from "../plan-json/values";
import {
  joined,
  looksLikePolicy,
  parsePolicy,
  type PolicyDocument,
} from "../policy/policy-document";
import { type NamedResource, namedBy, type ResourceReference } from "./rule";

/** What an attribute that holds a policy says before or after a change. */
export type PolicySide =
  | { readonly kind: "none" }
  | { readonly kind: "unknown" }
  /** JSON that AWS would not take, or takes and we do not understand. */
  | { readonly kind: "unreadable"; readonly text: string }
  | { readonly kind: "policy"; readonly policy: PolicyDocument };

/** A policy of a resource, as a change leaves it. */
export interface HeldPolicy {
  readonly attribute: string;
  /** Of a role's, a user's or a group's own rights; of who may assume a role; of a resource. */
  readonly kind: "identity" | "trust" | "resource";
  readonly before: PolicySide;
  readonly after: PolicySide;
  /** Of what it is the policy, where that is another resource. */
  readonly holder: Holder | undefined;
  /** Whether its text may not be shown. */
  readonly sensitive: boolean;
}

/** The resource that a policy is put on, before and after. */
export interface Holder {
  readonly before: ResourceReference | undefined;
  readonly after: NamedResource | undefined;
}

/** Where a resource type names what its policy is put on: by which attribute, and that one's own. */
interface HolderAttribute {
  readonly by: string;
  readonly type: string;
  readonly attribute: string;
}

const holders: Readonly<Record<string, HolderAttribute>> = {
  aws_iam_role_policy: { by: "role", type: "aws_iam_role", attribute: "name" },
  aws_iam_user_policy: { by: "user", type: "aws_iam_user", attribute: "name" },
  aws_iam_group_policy: { by: "group", type: "aws_iam_group", attribute: "name" },
  aws_s3_bucket_policy: { by: "bucket", type: "aws_s3_bucket", attribute: "bucket" },
  aws_kms_key_policy: { by: "key_id", type: "aws_kms_key", attribute: "key_id" },
  aws_sqs_queue_policy: { by: "queue_url", type: "aws_sqs_queue", attribute: "url" },
  aws_sns_topic_policy: { by: "arn", type: "aws_sns_topic", attribute: "arn" },
  aws_secretsmanager_secret_policy: {
    by: "secret_arn",
    type: "aws_secretsmanager_secret",
    attribute: "arn",
  },
  aws_ecr_repository_policy: { by: "repository", type: "aws_ecr_repository", attribute: "name" },
  aws_dynamodb_resource_policy: {
    by: "resource_arn",
    type: "aws_dynamodb_table",
    attribute: "arn",
  },
  aws_cloudwatch_event_bus_policy: {
    by: "event_bus_name",
    type: "aws_cloudwatch_event_bus",
    attribute: "name",
  },
  aws_backup_vault_policy: { by: "backup_vault_name", type: "aws_backup_vault", attribute: "name" },
  aws_ses_identity_policy: { by: "identity", type: "aws_ses_domain_identity", attribute: "arn" },
  aws_sesv2_email_identity_policy: {
    by: "email_identity",
    type: "aws_sesv2_email_identity",
    attribute: "email_identity",
  },
  aws_api_gateway_rest_api_policy: {
    by: "rest_api_id",
    type: "aws_api_gateway_rest_api",
    attribute: "id",
  },
  aws_cloudwatch_log_destination_policy: {
    by: "destination_name",
    type: "aws_cloudwatch_log_destination",
    attribute: "name",
  },
  aws_kinesis_resource_policy: {
    by: "resource_arn",
    type: "aws_kinesis_stream",
    attribute: "arn",
  },
  aws_s3control_access_point_policy: {
    by: "access_point_arn",
    type: "aws_s3_access_point",
    attribute: "arn",
  },
  aws_vpc_endpoint_policy: { by: "vpc_endpoint_id", type: "aws_vpc_endpoint", attribute: "id" },
  aws_efs_file_system_policy: {
    by: "file_system_id",
    type: "aws_efs_file_system",
    attribute: "id",
  },
  aws_opensearch_domain_policy: {
    by: "domain_name",
    type: "aws_opensearch_domain",
    attribute: "domain_name",
  },
};

const identityTypes = new Set([
  "aws_iam_policy",
  "aws_iam_role_policy",
  "aws_iam_user_policy",
  "aws_iam_group_policy",
  "aws_ssoadmin_permission_set_inline_policy",
]);

/** Types whose policies are known whichever attribute they stand in. */
export const policyTypes: readonly string[] = [
  ...identityTypes,
  ...Object.keys(holders),
  "aws_s3_bucket_policy",
  "aws_iam_policy",
  "aws_cloudwatch_log_resource_policy",
  "aws_ecr_registry_policy",
  "aws_ssoadmin_permission_set_inline_policy",
  "aws_organizations_policy",
  "aws_sqs_queue",
  "aws_sns_topic",
  "aws_kms_key",
  "aws_secretsmanager_secret",
];

/** Not a right of anybody's: what a repository keeps, and how a table scales. */
const otherPolicies = /lifecycle|scaling|retention|replication|password/;

/**
 * The policies that a resource of AWS holds, whatever its type: those attributes at its top whose
 * name says so and whose text is a policy, and a role's inline policies taken together.
 */
export function heldPolicies(change: ResourceChange): readonly HeldPolicy[] {
  if (change.mode !== "managed") return [];
  const names = new Set(
    [change.before, change.after, change.afterUnknown]
      .flatMap((value) => (typeof value === "object" && value ? Object.keys(value) : []))
      .filter((name) => isPolicyArgument(change.type, name)),
  );
  return [...names].flatMap((attribute) => {
    const held = heldPolicy(change, attribute);
    return held ? [held] : [];
  });
}

/** Whether an argument of a type may hold a policy. */
export function isPolicyArgument(type: string, name: string): boolean {
  return (
    (/polic(y|ies)/.test(name) && !otherPolicies.test(name) && !otherPolicies.test(type)) ||
    (type === "aws_organizations_policy" && name === "content")
  );
}

function heldPolicy(change: ResourceChange, attribute: string): HeldPolicy | undefined {
  const { type } = change;
  const before = policyTexts(valueAt(change.before ?? undefined, [attribute]));
  const after = policyTexts(valueAt(change.after ?? undefined, [attribute]));
  const isTrust = attribute === "assume_role_policy";
  const isIdentity = identityTypes.has(type) || attribute === "inline_policy";
  // Elsewhere a policy may be there without anybody having written it.
  const isRequired = isTrust || (attribute === "policy" && (isIdentity || type in holders));
  if (!isRequired && ![...before, ...after].some(looksLikePolicy)) return undefined;
  const marked = (marks: Marks) => hasMark(marksAt(marks, attribute));
  return {
    attribute,
    kind: isTrust ? "trust" : isIdentity ? "identity" : "resource",
    before: sideOf(before),
    after: marked(change.afterUnknown) ? { kind: "unknown" } : sideOf(after),
    holder: holderOf(change),
    sensitive: marked(change.beforeSensitive) || marked(change.afterSensitive),
  };
}

/** The JSON of an attribute: a text, or blocks with a `policy` in each. */
function policyTexts(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  if (!isList(value)) return [];
  return value
    .map((block) => valueAt(block, ["policy"]))
    .filter((text) => typeof text === "string");
}

function sideOf(texts: readonly string[]): PolicySide {
  const policies = texts.map(parsePolicy);
  const readable = policies.filter((policy) => policy !== undefined);
  if (readable.length < policies.length) return { kind: "unreadable", text: texts.join("\n") };
  const policy = joined(readable);
  return policy.statements.length === 0 ? { kind: "none" } : { kind: "policy", policy };
}

function holderOf(change: ResourceChange): Holder | undefined {
  const holder = holders[change.type];
  if (!holder) return undefined;
  const { by, type, attribute } = holder;
  const before = change.before?.[by];
  return {
    before: typeof before === "string" ? { type, attribute, value: before } : undefined,
    after: change.after === null ? undefined : namedBy(change, [by], type, attribute),
  };
}
