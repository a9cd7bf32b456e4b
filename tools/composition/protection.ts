import { statefulResource } from "../review/stateful-resources";
import type { Block } from "../../stacks/block";
import type { Broken } from "./broken";

/** What data is lost with, when it is deleted, and which argument refuses that on AWS's side. */
const kept: Readonly<Record<string, { readonly argument?: string; readonly on?: unknown }>> = {
  aws_cognito_user_pool: { argument: "deletion_protection", on: "ACTIVE" },
  aws_cognito_identity_pool: {},
  aws_cognito_user_pool_domain: {},
  aws_dynamodb_table: { argument: "deletion_protection_enabled", on: true },
  aws_s3_bucket: {},
  aws_appsync_graphql_api: {},
  aws_kms_key: {},
  aws_kms_external_key: {},
  aws_kms_replica_key: {},
  aws_secretsmanager_secret: {},
  aws_db_instance: { argument: "deletion_protection", on: true },
  aws_rds_cluster: { argument: "deletion_protection", on: true },
  aws_docdb_cluster: { argument: "deletion_protection", on: true },
  aws_neptune_cluster: { argument: "deletion_protection", on: true },
  aws_opensearch_domain: {},
  aws_redshift_cluster: {},
  aws_efs_file_system: {},
};

/** In an environment with `protection`: what could be deleted with the data in it. */
export function unprotected({ type, values }: Block): readonly Broken[] {
  const protection = kept[type];
  // Whoever writes `force_destroy` says that nothing in the bucket needs keeping.
  if (protection === undefined || values["force_destroy"] === true) return [];
  const noun = statefulResource(type)?.noun ?? type;
  const { argument, on } = protection;
  const lifecycle = values["lifecycle"] as { readonly prevent_destroy?: boolean } | undefined;
  return [
    ...(lifecycle?.prevent_destroy === true
      ? []
      : [
          {
            rule: `\`protection\` is on, and Terraform would delete this ${noun} when it is taken out`,
            fix:
              "write `lifecycle: { preventDestroy: environment.protection.enabled }`" +
              (type === "aws_s3_bucket"
                ? ", or `forceDestroy: true` if nobody misses its files"
                : ""),
          },
        ]),
    ...(argument === undefined || values[argument] === on
      ? []
      : [
          {
            rule: `\`protection\` is on, and AWS would let this ${noun} be deleted`,
            fix: `set its argument ${argument} to ${JSON.stringify(on)} while \`environment.protection.enabled\``,
          },
        ]),
  ];
}
