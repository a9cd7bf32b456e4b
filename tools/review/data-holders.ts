import { type StatefulResource, statefulResource, statefulResources } from "./stateful-resources";

const holder = (noun: string, lost: string): StatefulResource => ({ noun, lost, forGood: [] });

const rows = (noun: string) =>
  holder(noun, "Every row in it is lost, but for what a snapshot still has.");
const files = (noun: string) => holder(noun, "Every file in it is lost.");
const sender = holder(
  "sender's identity",
  "Messages from it are refused: users get no codes, so nobody signs up or recovers an account.",
);
const api = holder(
  "API",
  "Its address is gone: every app that calls it fails until it is released with another.",
);
const keptCopies = holder("backup vault", "What is kept in it can never be restored.");

/**
 * Types beside those of a Gatehouse stack that hold what cannot be got back, or an address that others
 * know. Only their deletion, replacement and loss from the state are looked at.
 */
const others: Readonly<Record<string, StatefulResource>> = {
  aws_acmpca_certificate_authority: holder(
    "certificate authority",
    "No certificate of it is trusted any more.",
  ),
  aws_api_gateway_rest_api: api,
  aws_apigatewayv2_api: api,
  aws_backup_logically_air_gapped_vault: keptCopies,
  aws_backup_vault: keptCopies,
  aws_cloudfront_distribution: holder(
    "distribution",
    "Its address is gone, and with it the pages that users sign in from.",
  ),
  aws_codecommit_repository: files("repository"),
  aws_db_instance: rows("database"),
  aws_docdb_cluster: rows("database cluster"),
  aws_dsql_cluster: rows("database cluster"),
  aws_ebs_volume: files("volume"),
  aws_ecr_repository: files("repository of images"),
  aws_efs_file_system: files("file system"),
  aws_elasticsearch_domain: rows("search domain"),
  aws_fsx_lustre_file_system: files("file system"),
  aws_fsx_ontap_file_system: files("file system"),
  aws_fsx_openzfs_file_system: files("file system"),
  aws_fsx_windows_file_system: files("file system"),
  aws_glacier_vault: keptCopies,
  aws_keyspaces_table: rows("table"),
  aws_lightsail_database: rows("database"),
  aws_memorydb_cluster: rows("database cluster"),
  aws_mq_broker: holder("broker", "Every message in it is lost."),
  aws_msk_cluster: holder("cluster", "Every message in it is lost."),
  aws_neptune_cluster: rows("database cluster"),
  aws_opensearch_domain: rows("search domain"),
  aws_pinpoint_app: holder("project", "Its endpoints and campaigns are lost."),
  aws_qldb_ledger: rows("ledger"),
  aws_rds_cluster: rows("database cluster"),
  aws_rds_global_cluster: rows("database cluster"),
  aws_redshift_cluster: rows("database cluster"),
  aws_route53_zone: holder(
    "zone",
    "Every name in it leads nowhere, and whoever delegates to it has to be told of the new one.",
  ),
  aws_s3tables_table: rows("table"),
  aws_s3tables_table_bucket: rows("bucket of tables"),
  aws_ses_domain_identity: sender,
  aws_ses_email_identity: sender,
  aws_sesv2_email_identity: sender,
  aws_timestreamwrite_table: rows("table"),
};

/** Every type whose deletion loses something for good. */
export const dataHolders: readonly string[] = [
  ...Object.keys(statefulResources),
  ...Object.keys(others),
];

/** What is lost with a resource of a type, if that cannot be got back. */
export function dataHolder(type: string): StatefulResource | undefined {
  return statefulResource(type) ?? (Object.hasOwn(others, type) ? others[type] : undefined);
}
