import type { Json, JsonObject, Marks, ResourceChange } from "../model";
import { hasMark, isList, marksAt, valueAt } from "../plan-json/values";
import {
  joined,
  looksLikePolicy,
  parsePolicy,
  type PolicyDocument,
} from "../policy/policy-document";
import type { ResourceReference } from "./rule";

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
  /** Of what it is the policy, where that is another resource; a `value` that is not known is new. */
  readonly holder: Holder | undefined;
  /** Whether its text may not be shown. */
  readonly sensitive: boolean;
}

/** The resource that a policy is put on, before and after. */
export interface Holder {
  readonly before: ResourceReference | undefined;
  readonly after: ResourceReference | undefined;
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
};

const identityTypes = new Set([
  "aws_iam_policy",
  "aws_iam_role_policy",
  "aws_iam_user_policy",
  "aws_iam_group_policy",
  "aws_ssoadmin_permission_set_inline_policy",
]);

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
      .filter((name) => isPolicyAttribute(change.type, name)),
  );
  return [...names].flatMap((attribute) => {
    const held = heldPolicy(change, attribute);
    return held ? [held] : [];
  });
}

function isPolicyAttribute(type: string, name: string): boolean {
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
  const reference = (values: JsonObject | null): ResourceReference | undefined => {
    const value = values?.[by];
    return typeof value === "string" ? { type, attribute, value } : undefined;
  };
  return { before: reference(change.before), after: reference(change.after) };
}
