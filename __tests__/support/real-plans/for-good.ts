import { writeFile } from "node:fs/promises";
import path from "node:path";
import { mockProvider } from "./mock-provider";

/** Which edition of the resources is there, and which takes its place. */
type Edition = "first" | "changed";

const dependencies = ["aws_cognito_user.user", "aws_cognito_user_group.group"];
const ofPool = (name: string) => `\${aws_cognito_user_pool.${name}.id}`;
const table = { billing_mode: "PAY_PER_REQUEST", hash_key: "id" };
const key = (name: string) => ({ name, type: "S" });

/** Resources that differ, from one edition to the next, in every attribute that is for good. */
export function resourcesForGood(edition: Edition) {
  const isFirst = edition === "first";
  const one = isFirst ? "one" : "two";
  const user_pool_id = isFirst ? ofPool("pool") : ofPool("other");
  return {
    aws_cognito_user_pool: {
      pool: { name: "pool" },
      other: { name: "other" },
      name: { name: one },
      username: { name: "u", username_attributes: isFirst ? ["email"] : ["phone_number"] },
      alias: { name: "a", alias_attributes: isFirst ? ["email"] : ["preferred_username"] },
      case: { name: "c", username_configuration: { case_sensitive: isFirst } },
      // The construct was renamed; below a `moved` block says so.
      [isFirst ? "people" : "directory"]: { name: "moved" },
    },
    aws_cognito_user_pool_client: {
      client: { name: "client", user_pool_id, generate_secret: !isFirst },
    },
    aws_cognito_user_group: { group: { name: one, user_pool_id } },
    aws_cognito_user_pool_domain: { domain: { domain: one, user_pool_id } },
    aws_cognito_resource_server: { server: { name: "server", identifier: one, user_pool_id } },
    aws_cognito_identity_provider: {
      provider: {
        provider_name: isFirst ? "Google" : "Other",
        provider_type: isFirst ? "Google" : "OIDC",
        user_pool_id,
        provider_details: { client_id: "x", client_secret: "y", authorize_scopes: "openid" },
      },
    },
    aws_cognito_user: { user: { username: one, user_pool_id } },
    aws_cognito_user_in_group: {
      member: { username: one, group_name: one, user_pool_id, depends_on: dependencies },
    },
    aws_cognito_identity_pool: {
      name: { identity_pool_name: one },
      provider: { identity_pool_name: "p", developer_provider_name: one },
    },
    aws_dynamodb_table: {
      name: { ...table, name: one, attribute: [key("id")] },
      hash: { ...table, name: "hash", hash_key: one, attribute: [key(one)] },
      range: {
        ...table,
        name: "range",
        attribute: [key("id"), ...(isFirst ? [] : [key("at")])],
        ...(!isFirst && { range_key: "at" }),
      },
      index: {
        ...table,
        name: "index",
        range_key: "at",
        attribute: [key("id"), key("at"), ...(isFirst ? [] : [key("z")])],
        ...(!isFirst && {
          local_secondary_index: [{ name: "z", range_key: "z", projection_type: "ALL" }],
        }),
      },
    },
    aws_s3_bucket: {
      name: { bucket: `acme-${one}` },
      prefix: { bucket_prefix: `acme-${one}` },
      lock: { bucket: "acme-lock", object_lock_enabled: !isFirst },
    },
    aws_kms_key: {
      use: {
        key_usage: isFirst ? "ENCRYPT_DECRYPT" : "SIGN_VERIFY",
        customer_master_key_spec: isFirst ? "SYMMETRIC_DEFAULT" : "RSA_2048",
      },
      regions: { multi_region: !isFirst },
      store: { ...(!isFirst && { custom_key_store_id: "cks-1234567890abcdef0" }) },
    },
    aws_secretsmanager_secret: { name: { name: one }, prefix: { name_prefix: one } },
  };
}

/** Writes the project: one edition before, the other after. */
export async function writeForGood(folder: string, when: "before" | "after"): Promise<void> {
  const isChanged = when === "after";
  const project = {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } } },
    provider: { aws: mockProvider },
    resource: resourcesForGood(isChanged ? "changed" : "first"),
    ...(isChanged && {
      moved: [{ from: "aws_cognito_user_pool.people", to: "aws_cognito_user_pool.directory" }],
    }),
  };
  await writeFile(path.join(folder, "main.tf.json"), JSON.stringify(project, undefined, 2));
}
