import { argumentsLookedAt } from "./coverage";
import { isHarmlessArgument } from "./harmless-arguments";
import type { ResourceChange } from "./model";
import { changedPaths } from "./plan-json/attribute-changes";
import { differenceAt } from "./plan-json/values";
import { isPolicyArgument } from "./rules/iam-held-policies";
import { roleArgument } from "./rules/watched/acting-roles";

/** What is known of the arguments of a type, by their paths. */
interface Judged {
  /** Rules look at them. */
  readonly watched: readonly string[];
  /** What a change of them does, which is nothing to anybody's access or data. */
  readonly harmless: Readonly<Record<string, string>>;
}

const label = "a label; nobody signs in by it";
const onlyText = "what a message says; its sender and its code stay";

const client: Judged = {
  watched: [
    "access_token_validity",
    "allowed_oauth_flows",
    "allowed_oauth_flows_user_pool_client",
    "allowed_oauth_scopes",
    "analytics_configuration",
    "auth_session_validity",
    "callback_urls",
    "default_redirect_uri",
    "enable_propagate_additional_user_context_data",
    "enable_token_revocation",
    "explicit_auth_flows",
    "generate_secret",
    "id_token_validity",
    "logout_urls",
    "prevent_user_existence_errors",
    "read_attributes",
    "refresh_token_rotation",
    "refresh_token_validity",
    "supported_identity_providers",
    "token_validity_units",
    "user_pool_id",
    "write_attributes",
  ],
  harmless: { name: label },
};

/**
 * Every argument of Cognito's types, judged. An argument that a newer provider has and nobody has judged
 * keeps a review from saying "safe" of a change of it.
 */
export const judgedArguments: Readonly<Record<string, Judged>> = {
  aws_cognito_user_pool: {
    watched: [
      "account_recovery_setting",
      "admin_create_user_config",
      "alias_attributes",
      "auto_verified_attributes",
      "deletion_protection",
      "device_configuration",
      "email_configuration",
      "email_mfa_configuration",
      "email_verification_message",
      "lambda_config",
      "mfa_configuration",
      "password_policy",
      "schema",
      "sign_in_policy",
      "sms_authentication_message",
      "sms_configuration",
      "sms_verification_message",
      "software_token_mfa_configuration",
      "user_attribute_update_settings",
      "user_pool_add_ons",
      "user_pool_tier",
      "username_attributes",
      "username_configuration",
      "verification_message_template",
      "web_authn_configuration",
    ],
    harmless: {
      email_verification_subject: onlyText,
      name: "what the pool is called in the console; its id stays",
    },
  },
  aws_cognito_user_pool_client: client,
  aws_cognito_managed_user_pool_client: {
    watched: client.watched.filter((name) => name !== "generate_secret"),
    harmless: {
      name_pattern: "by what the client is found, which AWS has made",
      name_prefix: "by what the client is found, which AWS has made",
    },
  },
  aws_cognito_user_pool_domain: {
    watched: ["certificate_arn", "domain", "managed_login_version", "user_pool_id"],
    harmless: {},
  },
  aws_cognito_user_pool_ui_customization: {
    watched: ["client_id", "user_pool_id"],
    harmless: {
      css: "how the sign-in page looks; AWS takes colours and fonts only",
      image_file: "the logo on the sign-in page",
    },
  },
  aws_cognito_identity_provider: {
    watched: [
      "attribute_mapping",
      "idp_identifiers",
      "provider_details",
      "provider_name",
      "provider_type",
      "user_pool_id",
    ],
    harmless: {},
  },
  aws_cognito_resource_server: {
    watched: ["identifier", "scope", "user_pool_id"],
    harmless: { name: label },
  },
  aws_cognito_risk_configuration: {
    watched: [
      "account_takeover_risk_configuration",
      "client_id",
      "compromised_credentials_risk_configuration",
      "risk_exception_configuration",
      "user_pool_id",
    ],
    harmless: {},
  },
  aws_cognito_user: {
    watched: [
      "attributes",
      "enabled",
      "force_alias_creation",
      "password",
      "temporary_password",
      "user_pool_id",
      "username",
    ],
    harmless: {
      client_metadata: "what triggers are told while the user is made",
      desired_delivery_mediums: "how the invitation is sent",
      message_action: "whether the invitation is sent again",
      validation_data: "what triggers are told while the user is made",
    },
  },
  aws_cognito_user_group: {
    watched: ["name", "precedence", "role_arn", "user_pool_id"],
    harmless: { description: label },
  },
  aws_cognito_user_in_group: {
    watched: ["group_name", "user_pool_id", "username"],
    harmless: {},
  },
  aws_cognito_identity_pool: {
    watched: [
      "allow_classic_flow",
      "allow_unauthenticated_identities",
      "cognito_identity_providers",
      "developer_provider_name",
      "openid_connect_provider_arns",
      "saml_provider_arns",
      "supported_login_providers",
    ],
    harmless: { identity_pool_name: "what the pool is called in the console; its id stays" },
  },
  aws_cognito_identity_pool_provider_principal_tag: {
    watched: ["identity_pool_id", "identity_provider_name", "principal_tags", "use_defaults"],
    harmless: {},
  },
  aws_cognito_identity_pool_roles_attachment: {
    watched: ["identity_pool_id", "role_mapping", "roles"],
    harmless: {},
  },
};

/** What AWS says of a resource, and what is nothing but a label. */
const said = new Set([
  "arn",
  "aws_account_id",
  "client_secret",
  "cloudfront_distribution",
  "cloudfront_distribution_arn",
  "cloudfront_distribution_zone_id",
  "creation_date",
  "css_version",
  "custom_domain",
  "endpoint",
  "estimated_number_of_users",
  "id",
  "image_url",
  "last_modified_date",
  "mfa_setting_list",
  "preferred_mfa_setting",
  "s3_bucket",
  "scope_identifiers",
  "status",
  "sub",
  "tags",
  "tags_all",
  "version",
]);

/** An argument whose change nobody has judged. */
export interface Unjudged {
  readonly path: string;
  /** Known only after apply: what nobody has written, the provider computes. */
  readonly isUnknown: boolean;
}

/** The arguments of an update that no rule looks at, and of which nobody has said that they are harmless. */
export function unjudgedArguments(change: ResourceChange): readonly Unjudged[] {
  const { type, before, after } = change;
  if (before === null || after === null) return [];
  const judged = Object.hasOwn(judgedArguments, type) ? judgedArguments[type] : undefined;
  if (judged !== undefined) {
    const known = new Set([...judged.watched, ...Object.keys(judged.harmless), ...said]);
    // Domains and pools say each other's names.
    if (type === "aws_cognito_user_pool") known.add("domain");
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((name) => !known.has(name) && differenceAt(change, [name]) !== undefined)
      .map((path) => ({ path, isUnknown: false }));
  }
  // Of what is made anew nearly all is unknown; that it is made anew is judged.
  if (change.actions.join() !== "update") return [];
  return changedPaths(change).filter(({ path }) => !isJudged(change, path));
}

function isJudged(change: ResourceChange, path: string): boolean {
  const { type } = change;
  const [first = ""] = path.split(".");
  return (
    said.has(first) ||
    differenceAt(change, [first]) === undefined ||
    isHarmlessArgument(type, path) ||
    // Rules about policies and roles look at every type.
    isPolicyArgument(type, first) ||
    path.split(".").some((name) => roleArgument.test(name)) ||
    argumentsLookedAt(type).some(
      (one) => path === one || path.startsWith(`${one}.`) || one.startsWith(`${path}.`),
    )
  );
}
