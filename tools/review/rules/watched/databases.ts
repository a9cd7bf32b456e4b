import type { Json } from "../../model";
import {
  type AdditionWatch,
  type AttributeWatch,
  becomes,
  changes,
  differs,
  gains,
  goes,
  loses,
  wasAndMayNotBe,
} from "../watch";

const relational = ["aws_db_instance", "aws_rds_cluster"] as const;
const clusters = [...relational, "aws_docdb_cluster", "aws_neptune_cluster"] as const;
const caches = ["aws_elasticache_replication_group", "aws_elasticache_cluster"] as const;
const search = ["aws_opensearch_domain", "aws_elasticsearch_domain"] as const;

const reachable = {
  level: "block",
  effect: "Anybody on the internet can try the database's password, and its flaws.",
  instead: "Leave it within the network, and reach it from there.",
} as const;

const unprotected = {
  level: "block",
  effect: "Nothing holds a later change, or a hand in the console, back from deleting every row.",
  instead: "Leave the protection on; take it off only in the change that retires it.",
} as const;

const noLastCopy = {
  level: "block",
  effect: "When it is deleted or replaced, nothing is kept of its rows.",
  instead: "Let AWS keep a last snapshot.",
} as const;

const readOnTheWay = {
  level: "block",
  effect: "What users keep there, and who asks for it, can be read on its way or from the disk.",
  instead: "Keep the encryption.",
} as const;

const everybodyIn = {
  level: "block",
  effect: "Whoever reaches it can read and change everything in it, without signing in.",
  instead: "Keep the check of who asks.",
} as const;

const otherPassword = {
  level: "notice",
  effect: "Whatever signs in with the old password fails.",
  instead: "Make sure that its callers know the new one; better, let Secrets Manager keep it.",
} as const;

/** Passwords that stand in the plan are marked; what has changed is seen, and not shown. */
const passwords = [
  ["aws_db_instance", "password"],
  ["aws_db_instance", "password_wo_version"],
  ["aws_rds_cluster", "master_password"],
  ["aws_rds_cluster", "master_password_wo_version"],
  ["aws_docdb_cluster", "master_password"],
  ["aws_redshift_cluster", "master_password"],
  ["aws_redshiftserverless_namespace", "admin_user_password"],
  ["aws_elasticache_replication_group", "auth_token"],
] as const;

/** Who reaches what holds rows, and what is left of it when it goes. */
export const databaseWatches: readonly AttributeWatch[] = [
  ...[
    "aws_db_instance",
    "aws_rds_cluster_instance",
    "aws_redshift_cluster",
    "aws_redshiftserverless_workgroup",
    "aws_dms_replication_instance",
    "aws_mq_broker",
    "aws_neptune_cluster_instance",
    "aws_neptunegraph_graph",
    "aws_timestreaminfluxdb_db_instance",
    "aws_lightsail_database",
  ].flatMap((type) =>
    ["publicly_accessible", "public_connectivity"].map((name) => ({
      type,
      path: [name],
      when: becomes(true),
      ...reachable,
    })),
  ),
  ...[
    ...clusters,
    "aws_rds_global_cluster",
    "aws_docdb_global_cluster",
    "aws_neptune_global_cluster",
    "aws_neptunegraph_graph",
    "aws_dsql_cluster",
    "aws_qldb_ledger",
  ].flatMap((type) =>
    ["deletion_protection", "deletion_protection_enabled"].map((name) => ({
      type,
      path: [name],
      when: wasAndMayNotBe(true),
      ...unprotected,
    })),
  ),
  ...[...clusters, "aws_redshift_cluster"].map((type) => ({
    type,
    path: ["skip_final_snapshot"],
    when: becomes(true),
    ...noLastCopy,
  })),
  ...relational.map((type) => ({
    type,
    path: ["delete_automated_backups"],
    when: becomes(true),
    ...noLastCopy,
    level: "notice" as const,
  })),
  ...passwords.map(([type, name]) => ({ type, path: [name], when: changes, ...otherPassword })),
  ...relational.flatMap((type) => [
    {
      type,
      path: ["manage_master_user_password"],
      when: wasAndMayNotBe(true),
      ...otherPassword,
    },
    {
      type,
      path: ["iam_database_authentication_enabled"],
      when: differs,
      level: "notice" as const,
      effect: "Whoever signs in by IAM gets in, or does not any more.",
      instead: "See who may `rds-db:connect`.",
    },
    {
      type,
      path: ["vpc_security_group_ids"],
      when: differs,
      level: "notice" as const,
      effect: "Others than before reach the database.",
      instead: "See what the groups let in.",
    },
    ...["enabled_cloudwatch_logs_exports"].map((name) => ({
      type,
      path: [name],
      when: loses,
      level: "notice" as const,
      effect: "Nobody can find out afterwards who has asked the database for what.",
      instead: "Keep the log.",
    })),
    ...["snapshot_identifier", "restore_to_point_in_time", "s3_import"].map((name) => ({
      type,
      path: [name],
      when: differs,
      level: "notice" as const,
      effect: "When it is made anew it holds other rows.",
      instead: "See which rows it is to have.",
    })),
  ]),
  {
    type: "aws_rds_cluster",
    path: ["enable_http_endpoint"],
    when: becomes(true),
    level: "notice",
    effect: "Whoever may call the Data API can ask for rows from outside of the network.",
    instead: "See who may `rds-data:ExecuteStatement`.",
  },
  ...["at_rest_encryption_enabled", "transit_encryption_enabled"].flatMap((name) =>
    caches.map((type) => ({ type, path: [name], when: wasAndMayNotBe(true), ...readOnTheWay })),
  ),
  {
    type: "aws_elasticache_replication_group",
    path: ["auth_token"],
    when: goes,
    ...everybodyIn,
  },
  ...["user_group_ids", "acl_name"].flatMap((name) =>
    ["aws_elasticache_replication_group", "aws_memorydb_cluster"].map((type) => ({
      type,
      path: [name],
      when: (before: Json, after: Json | undefined) => changes(before, after),
      level: "notice" as const,
      effect: "Others than before may sign in there.",
      instead: "See who is in the other list.",
    })),
  ),
  ...[
    ["aws_memorydb_cluster", "tls_enabled"],
    ["aws_db_instance", "storage_encrypted"],
    ["aws_rds_cluster", "storage_encrypted"],
    ["aws_ebs_encryption_by_default", "enabled"],
  ].map(([type = "", name = ""]) => ({
    type,
    path: [name],
    when: wasAndMayNotBe(true),
    ...readOnTheWay,
  })),
  {
    type: "aws_redshift_cluster",
    path: ["encrypted"],
    // Newer providers have a text there.
    when: (before: Json, after: Json | undefined) =>
      (before === true || before === "true") && after !== true && after !== "true",
    ...readOnTheWay,
  },
  ...["aws_db_snapshot", "aws_db_snapshot_copy", "aws_db_cluster_snapshot"].map((type) => ({
    type,
    path: ["shared_accounts"],
    when: gains,
    level: "block" as const,
    effect: "Somebody else can make a database of the snapshot, with every row in it.",
    instead: "Share it with accounts of yours only.",
  })),
  ...caches.map((type) => ({
    type,
    path: ["snapshot_retention_limit"],
    when: (before: Json, after: Json | undefined) =>
      typeof before === "number" && before > 0 && !(typeof after === "number" && after >= before),
    ...noLastCopy,
  })),
  ...search.flatMap((type) => [
    {
      type,
      path: ["advanced_security_options", 0, "enabled"],
      when: wasAndMayNotBe(true),
      ...everybodyIn,
    },
    {
      type,
      path: ["advanced_security_options", 0, "anonymous_auth_enabled"],
      when: becomes(true),
      ...everybodyIn,
    },
    {
      type,
      path: ["domain_endpoint_options", 0, "enforce_https"],
      when: wasAndMayNotBe(true),
      ...readOnTheWay,
    },
    { type, path: ["encrypt_at_rest", 0, "enabled"], when: wasAndMayNotBe(true), ...readOnTheWay },
    {
      type,
      path: ["node_to_node_encryption", 0, "enabled"],
      when: wasAndMayNotBe(true),
      ...readOnTheWay,
    },
    {
      type,
      path: ["vpc_options"],
      when: goes,
      ...reachable,
    },
  ]),
];

/** Instances that come to a cluster which may have rows. */
export const databaseAdditions: readonly AdditionWatch[] = ["rds", "neptune"].map((engine) => ({
  type: `aws_${engine}_cluster_instance`,
  cause: "`publicly_accessible` is on",
  when: ({ publicly_accessible }) => publicly_accessible === true,
  ...reachable,
  of: {
    type: `aws_${engine}_cluster`,
    attribute: "cluster_identifier",
    by: "cluster_identifier",
  },
}));
