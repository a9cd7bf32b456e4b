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
const copies = (noun: string) => holder(noun, "What is kept in it can never be restored.");
const keptCopies = copies("backup vault");
const people = (noun: string) =>
  holder(noun, "Whoever signs in by it cannot any more, and loses what they were allowed.");
const keys = (noun: string) =>
  holder(noun, "What was encrypted or signed with its keys can never be read or made again.");
const address = (noun: string) =>
  holder(noun, "Its address is gone, and whoever knows it reaches nobody, or somebody else.");

/** Types beside those of a Gatehouse stack that hold what cannot be got back. */
const data: Readonly<Record<string, StatefulResource>> = {
  aws_acmpca_certificate_authority: holder(
    "certificate authority",
    "No certificate of it is trusted any more.",
  ),
  aws_appstream_user: people("user"),
  aws_backup_logically_air_gapped_vault: keptCopies,
  aws_backup_vault: keptCopies,
  aws_cloudfront_key_value_store: rows("key value store"),
  aws_cloudhsm_v2_cluster: keys("cluster of key stores"),
  aws_cloudsearch_domain: rows("search domain"),
  aws_cloudtrail_event_data_store: rows("event data store"),
  aws_cloudwatch_event_archive: copies("archive of events"),
  aws_codeartifact_domain: files("domain of packages"),
  aws_codeartifact_repository: files("repository of packages"),
  aws_codecatalyst_source_repository: files("repository"),
  aws_codecommit_repository: files("repository"),
  aws_connect_instance: people("contact centre"),
  aws_connect_user: people("user"),
  aws_customerprofiles_domain: rows("domain of customer profiles"),
  aws_customerprofiles_profile: rows("customer profile"),
  aws_datazone_domain: people("domain of users"),
  aws_db_cluster_snapshot: copies("snapshot"),
  aws_db_instance: rows("database"),
  aws_db_snapshot: copies("snapshot"),
  aws_db_snapshot_copy: copies("snapshot"),
  aws_directory_service_directory: people("directory"),
  aws_docdb_cluster: rows("database cluster"),
  aws_docdb_cluster_snapshot: copies("snapshot"),
  aws_docdb_global_cluster: rows("database cluster"),
  aws_docdbelastic_cluster: rows("database cluster"),
  aws_dsql_cluster: rows("database cluster"),
  aws_ebs_snapshot: copies("snapshot"),
  aws_ebs_snapshot_copy: copies("snapshot"),
  aws_ebs_snapshot_import: copies("snapshot"),
  aws_ebs_volume: files("volume"),
  aws_ecr_repository: files("repository of images"),
  aws_ecrpublic_repository: files("repository of images"),
  aws_efs_file_system: files("file system"),
  aws_elasticache_cluster: rows("cache"),
  aws_elasticache_global_replication_group: rows("cache"),
  aws_elasticache_replication_group: rows("cache"),
  aws_elasticache_serverless_cache: rows("cache"),
  aws_elasticache_user: people("user"),
  aws_elasticsearch_domain: rows("search domain"),
  aws_finspace_kx_database: rows("database"),
  aws_finspace_kx_user: people("user"),
  aws_fsx_backup: copies("backup"),
  aws_fsx_file_cache: files("file cache"),
  aws_fsx_lustre_file_system: files("file system"),
  aws_fsx_ontap_file_system: files("file system"),
  aws_fsx_ontap_storage_virtual_machine: files("storage machine"),
  aws_fsx_ontap_volume: files("volume"),
  aws_fsx_openzfs_file_system: files("file system"),
  aws_fsx_openzfs_snapshot: copies("snapshot"),
  aws_fsx_openzfs_volume: files("volume"),
  aws_fsx_windows_file_system: files("file system"),
  aws_glacier_vault: keptCopies,
  aws_identitystore_group: people("group"),
  aws_identitystore_user: people("user"),
  aws_kendra_index: rows("search index"),
  aws_keyspaces_keyspace: rows("keyspace"),
  aws_keyspaces_table: rows("table"),
  aws_kinesis_video_stream: files("video stream"),
  aws_kms_custom_key_store: keys("key store"),
  aws_lightsail_bucket: files("bucket"),
  aws_lightsail_database: rows("database"),
  aws_lightsail_disk: files("disk"),
  aws_location_geofence_collection: rows("collection of geofences"),
  aws_location_tracker: rows("tracker"),
  aws_media_store_container: files("container"),
  aws_memorydb_cluster: rows("database cluster"),
  aws_memorydb_multi_region_cluster: rows("database cluster"),
  aws_memorydb_snapshot: copies("snapshot"),
  aws_memorydb_user: people("user"),
  aws_mq_broker: holder("broker", "Every message in it is lost."),
  aws_msk_cluster: holder("cluster", "Every message in it is lost."),
  aws_neptune_cluster: rows("database cluster"),
  aws_neptune_cluster_snapshot: copies("snapshot"),
  aws_neptune_global_cluster: rows("database cluster"),
  aws_neptunegraph_graph: rows("graph"),
  aws_opensearch_domain: rows("search domain"),
  aws_opensearchserverless_collection: rows("search collection"),
  aws_organizations_account: people("account"),
  aws_organizations_organization: people("organisation"),
  aws_paymentcryptography_key: keys("key"),
  aws_pinpoint_app: holder("project", "Its endpoints and campaigns are lost."),
  aws_prometheus_workspace: rows("workspace"),
  aws_qldb_ledger: rows("ledger"),
  aws_quicksight_account_subscription: people("subscription with its users"),
  aws_quicksight_namespace: people("namespace of users"),
  aws_quicksight_user: people("user"),
  aws_rds_cluster: rows("database cluster"),
  aws_rds_cluster_snapshot_copy: copies("snapshot"),
  aws_rds_global_cluster: rows("database cluster"),
  aws_redshift_cluster: rows("database cluster"),
  aws_redshift_cluster_snapshot: copies("snapshot"),
  aws_redshiftserverless_namespace: rows("database"),
  aws_redshiftserverless_snapshot: copies("snapshot"),
  aws_rekognition_collection: rows("collection of faces"),
  aws_s3_directory_bucket: files("bucket"),
  aws_s3control_bucket: files("bucket"),
  aws_s3tables_namespace: rows("namespace of tables"),
  aws_s3tables_table: rows("table"),
  aws_s3tables_table_bucket: rows("bucket of tables"),
  aws_sagemaker_domain: people("domain of users"),
  aws_sagemaker_feature_group: rows("feature group"),
  aws_securitylake_data_lake: rows("data lake"),
  aws_sesv2_contact_list: rows("contact list"),
  aws_signer_signing_profile: keys("signing profile"),
  aws_simpledb_domain: rows("table"),
  aws_ssoadmin_application: people("application"),
  aws_ssoadmin_permission_set: people("permission set"),
  aws_storagegateway_cached_iscsi_volume: files("volume"),
  aws_storagegateway_stored_iscsi_volume: files("volume"),
  aws_timestreaminfluxdb_db_instance: rows("database"),
  aws_timestreamwrite_database: rows("database"),
  aws_timestreamwrite_table: rows("table"),
  aws_transfer_server: people("file server"),
  aws_transfer_user: people("user"),
  aws_workspaces_directory: people("directory"),
  aws_workspaces_workspace: files("workspace"),
};

/** Types that hold nothing, but have an address or a name that others know. */
const known: Readonly<Record<string, StatefulResource>> = {
  aws_alb: address("load balancer"),
  aws_amplify_app: address("app"),
  aws_api_gateway_domain_name: address("domain of an API"),
  aws_api_gateway_rest_api: api,
  aws_apigatewayv2_api: api,
  aws_apigatewayv2_domain_name: address("domain of an API"),
  aws_apprunner_service: address("service"),
  aws_appsync_domain_name: address("domain of an API"),
  aws_cloudfront_distribution: holder(
    "distribution",
    "Its address is gone, and with it the pages that users sign in from.",
  ),
  aws_connect_phone_number: address("telephone number"),
  aws_elastic_beanstalk_environment: address("environment"),
  aws_elb: address("load balancer"),
  aws_globalaccelerator_accelerator: address("accelerator"),
  aws_grafana_workspace: address("workspace"),
  aws_iot_certificate: address("certificate of devices"),
  aws_lb: address("load balancer"),
  aws_pinpointsmsvoicev2_phone_number: address("telephone number"),
  aws_route53_delegation_set: address("set of name servers"),
  aws_route53_zone: holder(
    "zone",
    "Every name in it leads nowhere, and whoever delegates to it has to be told of the new one.",
  ),
  aws_route53domains_domain: address("domain"),
  aws_route53domains_registered_domain: address("domain"),
  aws_ses_domain_identity: sender,
  aws_ses_email_identity: sender,
  aws_sesv2_email_identity: sender,
  aws_vpclattice_service: address("service"),
};

/** Every type whose deletion loses something for good. */
export const dataHolders: readonly string[] = [
  ...Object.keys(statefulResources),
  ...Object.keys(data),
  ...Object.keys(known),
];

/** What is lost with a resource of a type, if that cannot be got back. */
export function dataHolder(type: string): StatefulResource | undefined {
  return heldData(type) ?? (Object.hasOwn(known, type) ? known[type] : undefined);
}

/** The same of a type that holds data, and not only an address or a name. */
export function heldData(type: string): StatefulResource | undefined {
  return statefulResource(type) ?? (Object.hasOwn(data, type) ? data[type] : undefined);
}
