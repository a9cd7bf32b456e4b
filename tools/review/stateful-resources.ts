/** An attribute that AWS sets once, when it makes the resource. */
export interface ForGood {
  /** The argument's name in Terraform: `username_attributes`, `username_configuration[0].case_sensitive`. */
  readonly attribute: string;
  /** What a change of it does to the users, in a sentence. */
  readonly effect: string;
  /** What to do instead, in a sentence. */
  readonly instead: string;
}

/** A type of resource that holds what users cannot get back. */
export interface StatefulResource {
  /** What it is called in a sentence: `user pool`. */
  readonly noun: string;
  /** What users lose when it is deleted or replaced, in a sentence. */
  readonly lost: string;
  /** The attributes whose change makes Terraform replace it, or AWS refuse it. */
  readonly forGood: readonly ForGood[];
}

const secondPool =
  "Make a second pool beside this one and let its `user-migration` trigger move users over as they sign in.";
const newPool = "Terraform would make a new, empty pool: every user and every password is lost.";
const copyTheTable =
  "Make a second table beside this one, copy the rows over (docs/operations.md), then switch to it.";
const newTable = "Terraform would make a new, empty table: every row is lost.";
const copyTheBucket =
  "Make a second bucket beside this one, copy the files over, then switch to it.";
const newBucket = "Terraform would make a new, empty bucket: every file in the old one is lost.";
const newKey =
  "Terraform would make a new key; whatever the old one has encrypted cannot be read once it is gone.";
const keyBeside =
  "Make a second key beside this one and keep this one as long as anything needs it.";

const keepTheName = "Keep the name: users do not see it.";

const ofPool = (noun: string): ForGood => ({
  attribute: "user_pool_id",
  effect: `Terraform would make a new ${noun} in the other pool, which has none of the users.`,
  instead: `Keep the pool, or make another ${noun} for the other one beside it.`,
});

const client: StatefulResource = {
  noun: "app client",
  lost: "Everybody who has signed in through it is signed out, and every app that knows its id stops working until it is released with the new one.",
  forGood: [
    ofPool("app client"),
    {
      attribute: "generate_secret",
      effect:
        "Terraform would make a new client with another id: apps that know the old one cannot sign anybody in.",
      instead: "Add a second client beside it, release the apps with its id, then remove this one.",
    },
  ],
};

const kmsKey = (forGood: readonly string[]): StatefulResource => ({
  noun: "KMS key",
  lost: "Nothing that it has encrypted can ever be read again, once its waiting period is over.",
  forGood: forGood.map((attribute) => ({ attribute, effect: newKey, instead: keyBeside })),
});

const keyOfTable = (attribute: string): ForGood => ({
  attribute,
  effect: newTable,
  instead: copyTheTable,
});

/**
 * The types of resources that users or their data are gone with, what is lost then, and which of their
 * attributes cannot change. `gatehouse.lock.json` remembers these attributes; the review of a plan
 * explains a replacement with them.
 *
 * What is for good was read in the provider's schemas (`ForceNew`) and AWS's documentation; tests show
 * by real plans that a change replaces the resource.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
 */
export const statefulResources = {
  aws_cognito_user_pool: {
    noun: "user pool",
    lost: "Every user is lost, with passwords, groups and second factors, and nobody can sign in.",
    forGood: [
      { attribute: "name", effect: newPool, instead: keepTheName },
      { attribute: "username_attributes", effect: newPool, instead: secondPool },
      { attribute: "alias_attributes", effect: newPool, instead: secondPool },
      {
        attribute: "username_configuration[0].case_sensitive",
        effect: newPool,
        instead: secondPool,
      },
      {
        attribute: "schema",
        effect:
          "Cognito cannot change, remove or newly require an attribute of a pool; only a new, empty pool could.",
        instead: "Leave the attribute as it is and add another one beside it.",
      },
    ],
  },
  aws_cognito_user_pool_client: client,
  aws_cognito_managed_user_pool_client: {
    ...client,
    forGood: [
      ofPool("app client"),
      {
        attribute: "name_prefix",
        effect: "Terraform would manage another client in place of this one.",
        instead: "Keep the prefix.",
      },
    ],
  },
  aws_cognito_user_group: {
    noun: "group",
    lost: "Every member is taken out of the group and loses the rights that came with it.",
    forGood: [
      {
        attribute: "name",
        effect:
          "Terraform would make a new group without members: all lose what the old one allowed.",
        instead: "Add a second group, move the members over, then remove this one.",
      },
      ofPool("group"),
    ],
  },
  aws_cognito_user_pool_domain: {
    noun: "domain",
    lost: "Managed login and every link to it stop working; sign-in through identity providers fails.",
    forGood: [
      {
        attribute: "domain",
        effect:
          "Managed login moves to another address: links, cookies and callbacks at identity providers break.",
        instead: "Keep the domain, or put the new one on a second pool first.",
      },
      ofPool("domain"),
    ],
  },
  aws_cognito_identity_provider: {
    noun: "identity provider",
    lost: "Nobody who signs in through it can sign in any more.",
    forGood: [
      {
        attribute: "provider_name",
        effect: "Users of the provider get new profiles: the old ones carry its old name.",
        instead: "Add the provider a second time under the new name and link the users.",
      },
      {
        attribute: "provider_type",
        effect: "Terraform would make a new provider: its users get new profiles.",
        instead: "Add a second provider beside it.",
      },
      ofPool("identity provider"),
    ],
  },
  aws_cognito_resource_server: {
    noun: "resource server",
    lost: "Clients cannot ask for its scopes any more, and tokens are refused for the lack of them.",
    forGood: [
      {
        attribute: "identifier",
        effect: "Every scope gets another name: clients that ask for the old ones are refused.",
        instead:
          "Add a second resource server, let the clients ask for its scopes, then remove this one.",
      },
      ofPool("resource server"),
    ],
  },
  aws_cognito_user: {
    noun: "user",
    lost: "The user is deleted, with password, groups and second factors.",
    forGood: [
      {
        attribute: "username",
        effect: "The user is deleted and another one is made.",
        instead: "Add the second user beside this one.",
      },
      ofPool("user"),
    ],
  },
  aws_cognito_user_in_group: {
    noun: "membership",
    lost: "The user loses the group, and the rights that came with it.",
    forGood: [
      {
        attribute: "group_name",
        effect: "The user is taken out of the group.",
        instead: "Add the second membership beside this one.",
      },
      {
        attribute: "username",
        effect: "The user is taken out of the group, and another one is put in.",
        instead: "Add the second membership beside this one.",
      },
      ofPool("membership"),
    ],
  },
  aws_cognito_identity_pool: {
    noun: "identity pool",
    lost: "Every user gets a new identity: the files under the old ones can no longer be reached.",
    forGood: [
      {
        attribute: "identity_pool_name",
        effect:
          "Terraform would make a new pool: users get new identities, and their files stay under the old ones.",
        instead: keepTheName,
      },
      {
        attribute: "developer_provider_name",
        effect:
          "Terraform would make a new pool: users get new identities, and their files stay under the old ones.",
        instead: "Keep the provider's name.",
      },
    ],
  },
  aws_dynamodb_table: {
    noun: "table",
    lost: "Every row is lost, but for what a backup still has.",
    forGood: [
      { attribute: "name", effect: newTable, instead: keepTheName },
      keyOfTable("hash_key"),
      keyOfTable("range_key"),
      {
        attribute: "attribute",
        effect:
          "A key keeps its type for good, and Terraform does not even notice: what writes the new type fails.",
        instead: copyTheTable,
      },
      keyOfTable("local_secondary_index"),
    ],
  },
  aws_dynamodb_table_replica: {
    noun: "replica of a table",
    lost: "Users near it are served from another Region, or not at all.",
    forGood: [
      {
        attribute: "global_table_arn",
        effect: "Terraform would make a replica of another table in place of this one.",
        instead: "Add the second replica beside this one.",
      },
    ],
  },
  aws_dynamodb_global_table: {
    noun: "global table",
    lost: "Its replicas part: what is written in one Region does not reach the others.",
    forGood: [
      {
        attribute: "name",
        effect: "Its replicas part: what is written in one Region does not reach the others.",
        instead: "Add the second global table beside this one.",
      },
    ],
  },
  aws_s3_bucket: {
    noun: "bucket",
    lost: "Every file in it is lost.",
    forGood: [
      { attribute: "bucket", effect: newBucket, instead: keepTheName },
      { attribute: "bucket_prefix", effect: newBucket, instead: keepTheName },
      { attribute: "object_lock_enabled", effect: newBucket, instead: copyTheBucket },
    ],
  },
  aws_appsync_graphql_api: {
    noun: "API",
    lost: "Its address is gone: every app that calls it fails until it is released with another.",
    forGood: ["api_type", "visibility"].map((attribute) => ({
      attribute,
      effect: "Terraform would make a new API with another address: every app that calls it fails.",
      instead:
        "Make a second API beside it, release the apps with its address, then remove this one.",
    })),
  },
  aws_kms_key: kmsKey([
    "key_usage",
    "customer_master_key_spec",
    "custom_key_store_id",
    "multi_region",
  ]),
  aws_kms_external_key: kmsKey(["multi_region"]),
  aws_kms_replica_key: kmsKey(["primary_key_arn"]),
  aws_kms_replica_external_key: kmsKey(["primary_key_arn"]),
  aws_secretsmanager_secret: {
    noun: "secret",
    lost: "Whatever signs in with it fails.",
    forGood: [
      {
        attribute: "name",
        effect: "Whoever reads the secret by its name fails.",
        instead: keepTheName,
      },
      {
        attribute: "name_prefix",
        effect: "Whoever reads the secret by its name fails.",
        instead: keepTheName,
      },
    ],
  },
} as const satisfies Readonly<Record<string, StatefulResource>>;

/** What is known of a type of resource, if it holds what users cannot get back. */
export function statefulResource(type: string): StatefulResource | undefined {
  return Object.hasOwn(statefulResources, type)
    ? statefulResources[type as keyof typeof statefulResources]
    : undefined;
}
