import type { EnvironmentInput } from "../../../configuration";
import { addresses, baseEnvironment } from "./base";
import type { PlannedChange } from "./real-plans";
import {
  addResource,
  change,
  editPolicy,
  removeResource,
  renameResource,
  resourceAt,
  takePreventDestroyOff,
} from "./stack-json";

const { clients, groups, pool, table } = addresses;

/** A change that no plan may make unseen, and what blocks it. */
export interface DangerousChange extends PlannedChange {
  /** The rules that block it, by address. */
  readonly blocked: Readonly<Record<string, string | readonly string[]>>;
}

const userPool =
  (its: EnvironmentInput["userPool"]) =>
  (environment: EnvironmentInput): EnvironmentInput => ({
    ...environment,
    userPool: { ...environment.userPool, ...its },
  });

const { customAttributes } = baseEnvironment.userPool;

/** What goes with the pool: all that is in it, and what was made for it. */
const withThePool = {
  [pool]: "stateful-resource-replaced",
  [clients.web]: "stateful-resource-replaced",
  [clients.mobile]: "stateful-resource-replaced",
  [clients.server]: "stateful-resource-replaced",
  [groups.admins]: "stateful-resource-replaced",
  [groups.managers]: "stateful-resource-replaced",
  [groups.users]: "stateful-resource-replaced",
  [addresses.domain]: "stateful-resource-replaced",
  [addresses.resourceServer]: "stateful-resource-replaced",
  [addresses.identityProvider]: "stateful-resource-replaced",
};

const permissions = ["post-confirmation", "pre-authentication", "pre-token-generation"].map(
  (trigger) => `aws_lambda_permission.triggers_${trigger}-permission`,
);

/** What goes with everything. */
const deletedWithEverything = Object.fromEntries([
  ...[
    ...Object.keys(withThePool),
    table,
    addresses.identityPool,
    addresses.bucket,
    "aws_s3_bucket.code_bucket",
    "aws_cognito_user_pool_domain.managed-login_domain",
    addresses.key,
  ].map((address) => [address, "stateful-resource-deleted"] as const),
  ...permissions.map((address) => [address, "trigger-removed"] as const),
]);

/**
 * Every way to lose users, or to let somebody in, that a review has to see. Those of the plan `in
 * place` touch resources apart, and are planned together.
 */
export const dangerousChanges: readonly DangerousChange[] = [
  // What cannot change without a new pool.
  {
    name: "the constraint of a custom attribute is changed",
    plan: "constraint",
    environment: userPool({
      customAttributes: { ...customAttributes, plan: { ...customAttributes.plan, maxLength: 64 } },
    }),
    blocked: { [pool]: "user-attribute-changed" },
  },
  {
    name: "a custom attribute is removed",
    plan: "attribute removed",
    environment: userPool({ customAttributes: { plan: customAttributes.plan } }),
    blocked: { [pool]: "user-attribute-changed" },
  },
  {
    name: "the type of a custom attribute is changed",
    plan: "attribute type",
    environment: userPool({
      customAttributes: {
        ...customAttributes,
        seats: { type: "String", minLength: 1, maxLength: 3 },
      },
    }),
    blocked: { [pool]: "user-attribute-changed" },
  },
  {
    name: "users sign in with a username instead of their e-mail address",
    plan: "sign-in",
    environment: userPool({ usernameAttributes: [] }),
    edit: takePreventDestroyOff,
    blocked: withThePool,
  },
  {
    name: "the e-mail address becomes an alias of a username",
    plan: "alias",
    environment: userPool({ usernameAttributes: [], aliasAttributes: ["email"] }),
    edit: takePreventDestroyOff,
    blocked: withThePool,
  },
  {
    name: "usernames become case-sensitive",
    plan: "case",
    edit: (stack) => {
      takePreventDestroyOff(stack);
      resourceAt(stack, pool)["username_configuration"] = { case_sensitive: true };
    },
    blocked: withThePool,
  },
  {
    name: "the project is renamed",
    plan: "project",
    project: "other",
    edit: takePreventDestroyOff,
    blocked: {
      ...withThePool,
      [table]: "stateful-resource-replaced",
      [addresses.bucket]: "stateful-resource-replaced",
      [addresses.identityPool]: "stateful-resource-replaced",
    },
  },

  // What holds users or their data is renamed, removed, forgotten or replaced.
  {
    name: "the user table's construct is renamed without `moved`",
    plan: "addresses",
    edit: (stack) => {
      renameResource(stack, table, "users");
    },
    blocked: { [table]: "stateful-resource-deleted" },
  },
  {
    name: "the files' bucket gets a `for_each` without `moved`",
    plan: "addresses",
    edit: (stack) => {
      const { bucket } = addresses;
      takePreventDestroyOff(stack);
      resourceAt(stack, bucket)["for_each"] = { files: "" };
      const text = JSON.stringify(stack).replaceAll(`\${${bucket}.`, `\${${bucket}[\\"files\\"].`);
      Object.assign(stack, JSON.parse(text));
    },
    blocked: { [addresses.bucket]: "keys-shifted" },
  },
  {
    name: "an identity provider is forgotten by a `removed` block",
    plan: "addresses",
    edit: (stack) => {
      removeResource(stack, addresses.identityProvider);
      stack.removed = [{ from: addresses.identityProvider, lifecycle: { destroy: false } }];
    },
    blocked: { [addresses.identityProvider]: "stateful-resource-forgotten" },
  },
  {
    name: "an import takes a table in and its protection off",
    plan: "import",
    unknown: [table],
    edit: (stack) => {
      stack.import = [{ to: table, id: "acme-prod-users" }];
      Object.assign(resourceAt(stack, table), { deletion_protection_enabled: false });
    },
    blocked: { [table]: "protection-removed" },
  },
  {
    name: "the identity pool is renamed",
    plan: "replaced",
    edit: (stack) => {
      takePreventDestroyOff(stack);
      resourceAt(stack, addresses.identityPool)["identity_pool_name"] = "other";
    },
    blocked: { [addresses.identityPool]: "stateful-resource-replaced" },
  },
  {
    name: "the user table gets another key",
    plan: "replaced",
    edit: (stack) => {
      const its = resourceAt(stack, table);
      its["hash_key"] = "sub";
      its["attribute"] = [
        { name: "sub", type: "S" },
        { name: "email", type: "S" },
      ];
    },
    blocked: { [table]: "stateful-resource-replaced" },
  },
  {
    name: "everything is destroyed",
    plan: "destroy",
    destroy: true,
    edit: takePreventDestroyOff,
    blocked: deletedWithEverything,
  },
  {
    name: "an app client is removed",
    plan: "in place",
    environment: (environment) => ({
      ...environment,
      clients: { web: baseEnvironment.clients.web, server: baseEnvironment.clients.server },
    }),
    blocked: { [clients.mobile]: "stateful-resource-deleted" },
  },
  {
    name: "an app client gets no secret any more",
    plan: "in place",
    environment: (environment) => ({
      ...environment,
      clients: {
        ...environment.clients,
        server: { ...baseEnvironment.clients.server, generateSecret: false },
      },
    }),
    blocked: { [clients.server]: "stateful-resource-replaced" },
  },
  {
    name: "a group is removed, another renamed",
    plan: "in place",
    environment: (environment) => ({
      ...environment,
      groups: [
        { name: "Owners", precedence: 10, description: "Administer users and settings." },
        { name: "Users", precedence: 30, description: "Everybody who has signed up." },
      ],
    }),
    blocked: {
      [groups.admins]: "stateful-resource-deleted",
      [groups.managers]: "stateful-resource-deleted",
    },
  },
  ...[addresses.domain, addresses.resourceServer, addresses.identityProvider, addresses.key].map(
    (address): DangerousChange => ({
      name: `${address.slice(0, address.indexOf("."))} is removed`,
      plan: "in place",
      edit: (stack) => {
        removeResource(stack, address);
      },
      blocked: { [address]: "stateful-resource-deleted" },
    }),
  ),

  {
    name: "the provider looks at another Region",
    plan: "region",
    edit: (stack) => {
      for (const provider of stack.provider?.["aws"] ?? []) provider["region"] = "eu-west-1";
    },
    blocked: {
      [pool]: "stateful-resource-vanished",
      [table]: "stateful-resource-vanished",
    },
  },

  // What protects is taken off.
  {
    name: "protection is turned off",
    plan: "protection",
    environment: (environment) => ({
      ...environment,
      protection: { enabled: false, reason: "It is only for an afternoon." },
    }),
    blocked: {
      [pool]: ["protection-removed", "prevent-destroy-removed"],
      [table]: ["protection-removed", "prevent-destroy-removed"],
      [addresses.bucket]: ["protection-removed", "prevent-destroy-removed"],
      [addresses.identityPool]: "prevent-destroy-removed",
      "aws_cognito_user_pool_domain.managed-login_domain": "prevent-destroy-removed",
    },
  },
  {
    name: "deletion protection of the user pool is turned off",
    plan: "in place",
    edit: change(pool, { deletion_protection: "INACTIVE" }),
    blocked: { [pool]: "protection-removed" },
  },
  {
    name: "deletion protection of the user table is turned off",
    plan: "in place",
    edit: change(table, { deletion_protection_enabled: false }),
    blocked: { [table]: "protection-removed" },
  },
  {
    name: "point-in-time recovery is turned off",
    plan: "in place",
    edit: change(table, { point_in_time_recovery: { enabled: false } }),
    blocked: { [table]: "protection-removed" },
  },
  {
    name: "the table's encryption with a key of the account is turned off",
    plan: "in place",
    edit: change(table, { server_side_encryption: { enabled: false } }),
    blocked: { [table]: "protection-removed" },
  },
  {
    name: "rows are deleted after a while",
    plan: "in place",
    edit: change(table, { ttl: { attribute_name: "expires", enabled: true } }),
    blocked: { [table]: "protection-removed" },
  },
  {
    name: "a bucket's versioning is suspended",
    plan: "in place",
    edit: change("aws_s3_bucket_versioning.attachments_versioning", {
      versioning_configuration: { status: "Suspended" },
    }),
    blocked: { "aws_s3_bucket_versioning.attachments_versioning": "protection-removed" },
  },
  {
    name: "a bucket's public access block is opened",
    plan: "in place",
    edit: change("aws_s3_bucket_public_access_block.attachments_public-access-block", {
      block_public_policy: false,
      restrict_public_buckets: false,
    }),
    blocked: {
      "aws_s3_bucket_public_access_block.attachments_public-access-block": "protection-removed",
    },
  },
  {
    name: "a bucket's encryption is taken off",
    plan: "in place",
    edit: (stack) => {
      removeResource(
        stack,
        "aws_s3_bucket_server_side_encryption_configuration.attachments_encryption",
      );
    },
    blocked: {
      "aws_s3_bucket_server_side_encryption_configuration.attachments_encryption":
        "protection-removed",
    },
  },
  {
    name: "a bucket may be deleted with all that is in it",
    plan: "in place",
    edit: change(addresses.bucket, { force_destroy: true }),
    blocked: { [addresses.bucket]: "protection-removed" },
  },

  // What the backend leans on is taken off.
  {
    name: "a trigger is taken off",
    plan: "in place",
    environment: (environment) => ({
      ...environment,
      triggers: ["post-confirmation", "pre-token-generation"],
    }),
    blocked: {
      [pool]: "trigger-removed",
      "aws_lambda_permission.triggers_pre-authentication-permission": "trigger-removed",
    },
  },
  {
    name: "the permission of a trigger is removed",
    plan: "in place",
    edit: (stack) => {
      removeResource(stack, "aws_lambda_permission.triggers_post-confirmation-permission");
    },
    blocked: { "aws_lambda_permission.triggers_post-confirmation-permission": "trigger-removed" },
  },

  // Somebody may do more than before.
  {
    name: "any user pool may call a trigger",
    plan: "in place",
    edit: (stack) => {
      const its = resourceAt(
        stack,
        "aws_lambda_permission.triggers_pre-token-generation-permission",
      );
      Reflect.deleteProperty(its, "source_arn");
      Reflect.deleteProperty(its, "source_account");
    },
    blocked: {
      "aws_lambda_permission.triggers_pre-token-generation-permission": "iam-function-callers",
    },
  },
  {
    name: "a policy allows one more action",
    plan: "in place",
    edit: (stack) => {
      editPolicy(stack, addresses.supportPolicy, "policy", ({ Statement: [statement] }) => {
        Object.assign(statement ?? {}, { Action: ["cognito-idp:ListUsers", "cognito-idp:Admin*"] });
      });
    },
    blocked: { [addresses.supportPolicy]: "iam-widened" },
  },
  {
    name: "a policy allows its actions on everything",
    plan: "in place",
    edit: (stack) => {
      editPolicy(
        stack,
        "aws_iam_role_policy.triggers_post-confirmation_user-pool-policy",
        "policy",
        ({ Statement: [statement] }) => {
          Object.assign(statement ?? {}, { Resource: "*" });
        },
      );
    },
    blocked: { "aws_iam_role_policy.triggers_post-confirmation_user-pool-policy": "iam-widened" },
  },
  {
    name: "a role that is there gets a second policy",
    plan: "in place",
    edit: (stack) => {
      addResource(stack, "aws_iam_role_policy.export", {
        name: "export",
        role: "${aws_iam_role.triggers_pre-token-generation_role.name}",
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "dynamodb:Scan", Resource: "*" }],
        }),
      });
    },
    blocked: { "aws_iam_role_policy.export": "iam-widened" },
  },
  {
    name: "a role that is there gets one of AWS's own policies",
    plan: "in place",
    edit: (stack) => {
      addResource(stack, "aws_iam_role_policy_attachment.admin", {
        role: "${aws_iam_role.support.name}",
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      });
    },
    blocked: { "aws_iam_role_policy_attachment.admin": "iam-policy-attached" },
  },
  {
    name: "one more principal may assume a role",
    plan: "in place",
    edit: (stack) => {
      editPolicy(
        stack,
        "aws_iam_role.triggers_pre-token-generation_role",
        "assume_role_policy",
        ({ Statement: [statement] }) => {
          Object.assign(statement ?? {}, {
            Principal: { Service: "lambda.amazonaws.com", AWS: "arn:aws:iam::999999999999:root" },
          });
        },
      );
    },
    blocked: { "aws_iam_role.triggers_pre-token-generation_role": "iam-trust-widened" },
  },
  {
    name: "a condition of a role's trust is dropped",
    plan: "in place",
    edit: (stack) => {
      editPolicy(
        stack,
        addresses.supportRole,
        "assume_role_policy",
        ({ Statement: [statement] }) => {
          Reflect.deleteProperty(statement ?? {}, "Condition");
        },
      );
    },
    blocked: { [addresses.supportRole]: "iam-trust-widened" },
  },
  {
    name: "a role of those who have signed in is handed to guests too",
    plan: "in place",
    edit: (stack) => {
      editPolicy(
        stack,
        "aws_iam_role.identity-access_group-Users-role",
        "assume_role_policy",
        (policy) => {
          const text = JSON.stringify(policy).replace(
            `"cognito-identity.amazonaws.com:amr":"authenticated"`,
            `"cognito-identity.amazonaws.com:amr":["authenticated","unauthenticated"]`,
          );
          Object.assign(policy, JSON.parse(text));
        },
      );
    },
    blocked: { "aws_iam_role.identity-access_group-Users-role": "iam-trust-widened" },
  },
  {
    name: "a bucket's policy lets anybody read",
    plan: "in place",
    edit: (stack) => {
      editPolicy(stack, "aws_s3_bucket_policy.attachments_policy", "policy", ({ Statement }) => {
        Statement.push({
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: `\${${addresses.bucket}.arn}/*`,
        });
      });
    },
    blocked: { "aws_s3_bucket_policy.attachments_policy": "iam-widened" },
  },
  {
    name: "a bucket's policy denies nothing any more",
    plan: "in place",
    edit: (stack) => {
      removeResource(stack, "aws_s3_bucket_policy.code_policy");
    },
    blocked: { "aws_s3_bucket_policy.code_policy": "iam-widened" },
  },
  {
    name: "guests get credentials",
    plan: "in place",
    environment: (environment) => ({
      ...environment,
      identityPool: { ...environment.identityPool, guests: true },
    }),
    blocked: { [addresses.identityPool]: "guests-allowed" },
  },
  {
    name: "those who have signed in get another role",
    plan: "in place",
    edit: (stack) => {
      const its = resourceAt(
        stack,
        "aws_cognito_identity_pool_roles_attachment.identity-access_roles",
      );
      its["roles"] = {
        ...(its["roles"] as object),
        authenticated: `\${${addresses.supportRole}.arn}`,
      };
    },
    blocked: {
      "aws_cognito_identity_pool_roles_attachment.identity-access_roles": "iam-identity-pool-roles",
    },
  },
  {
    name: "anybody may sign up",
    plan: "in place",
    environment: userPool({ selfSignUp: true }),
    blocked: { [pool]: "public-sign-up-allowed" },
  },
  {
    name: "tokens go to a new callback URL",
    plan: "in place",
    environment: (environment) => ({
      ...environment,
      clients: {
        ...environment.clients,
        web: {
          oauth: {
            callbackUrls: [
              ...baseEnvironment.clients.web.oauth.callbackUrls,
              "https://app.example.net/signed-in",
            ],
          },
        },
      },
    }),
    blocked: { [clients.web]: "callback-url-added" },
  },
  {
    name: "a new app client has a callback URL",
    plan: "in place",
    environment: (environment) => ({
      ...environment,
      clients: {
        ...environment.clients,
        console: { oauth: { callbackUrls: ["https://console.example.net/signed-in"] } },
      },
    }),
    blocked: { "aws_cognito_user_pool_client.app-clients_console": "callback-url-added" },
  },
];
