import type { Json, JsonObject, ResourceChange } from "../model";
import { isList, valueAt } from "./values";

/** Settings of a bucket that a resource of their own looks after, by the bucket's attribute. */
const ofBucket: Readonly<Record<string, readonly string[]>> = {
  acl: ["aws_s3_bucket_acl"],
  grant: ["aws_s3_bucket_acl"],
  cors_rule: ["aws_s3_bucket_cors_configuration"],
  lifecycle_rule: ["aws_s3_bucket_lifecycle_configuration"],
  logging: ["aws_s3_bucket_logging"],
  object_lock_configuration: ["aws_s3_bucket_object_lock_configuration"],
  policy: ["aws_s3_bucket_policy"],
  replication_configuration: ["aws_s3_bucket_replication_configuration"],
  server_side_encryption_configuration: ["aws_s3_bucket_server_side_encryption_configuration"],
  versioning: ["aws_s3_bucket_versioning"],
  website: ["aws_s3_bucket_website_configuration"],
};

const bucketTypes = new Set(Object.values(ofBucket).flat());

/** Policies of a role that a resource of their own looks after: how each side knows a policy. */
const ofRole = [
  { attribute: "inline_policy", entry: ["name"], type: "aws_iam_role_policy", name: "name" },
  {
    attribute: "managed_policy_arns",
    entry: [],
    type: "aws_iam_role_policy_attachment",
    name: "policy_arn",
  },
] as const;

const pool = "aws_cognito_user_pool";
const domain = "aws_cognito_user_pool_domain";

/**
 * What buckets, roles and user pools show of resources beside them. The provider reads it at the first
 * refresh after these were made, so right after a deployment it looks like drift. Each of these
 * resources tells of its own drift; what has none stays drift, such as a policy that somebody has
 * attached by hand.
 */
export class MirroredSettings {
  private readonly known = new Set<string>();

  /** Whether drift of this type has to wait until the state has been read. */
  static concern(type: string): boolean {
    return type === "aws_s3_bucket" || type === "aws_iam_role" || type === pool;
  }

  /** A resource of the state. */
  add(type: string, values: JsonObject): void {
    const role = ofRole.find((one) => one.type === type);
    if (role !== undefined) this.known.add(key(type, values["role"], values[role.name]));
    else if (type === domain) this.known.add(key(type, values["user_pool_id"]));
    else if (bucketTypes.has(type)) this.known.add(key(type, values["bucket"]));
  }

  /** The drift of a bucket, a role or a pool without what resources of the state look after. */
  without(change: ResourceChange): ResourceChange {
    const { type, before, after } = change;
    if (after === null || !MirroredSettings.concern(type)) return change;
    const strip =
      type === "aws_iam_role"
        ? this.ofRole.bind(this)
        : type === pool
          ? this.ofPool.bind(this)
          : this.ofBucket.bind(this);
    return { ...change, before: before && strip(before), after: strip(after) };
  }

  private ofPool(values: JsonObject): JsonObject {
    if (!this.known.has(key(domain, values["id"]))) return values;
    return { ...values, domain: null, custom_domain: null };
  }

  private ofBucket(bucket: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(bucket).filter(
        ([attribute]) =>
          !Object.hasOwn(ofBucket, attribute) ||
          ofBucket[attribute]?.some((type) => this.known.has(key(type, bucket["bucket"]))) !== true,
      ),
    );
  }

  private ofRole(role: JsonObject): JsonObject {
    const lists = ofRole.map(({ attribute, entry, type }) => {
      const list = role[attribute];
      if (!isList(list)) return [attribute, list] as const;
      const unknown = list.filter(
        (item) => !this.known.has(key(type, role["name"], valueAt(item, entry))),
      );
      return [attribute, unknown] as const;
    });
    return { ...role, ...(Object.fromEntries(lists) as JsonObject) };
  }
}

function key(type: string, ...names: readonly (Json | undefined)[]): string {
  return JSON.stringify([type, ...names]);
}
