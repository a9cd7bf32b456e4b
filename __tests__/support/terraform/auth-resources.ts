import { administrator } from "../administrator";
const trust = (principal: object, action: string, condition?: object) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: action,
        Principal: principal,
        ...(condition && { Condition: condition }),
      },
    ],
  });

const allow = (action: string, resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
  });

const schema = (name: string, type: string, constraints: object = {}) => ({
  name,
  attribute_data_type: type,
  developer_only_attribute: false,
  mutable: true,
  required: false,
  ...constraints,
});

/** What {@link authResources} writes: everything as first deployed, or with every setting changed. */
export type Edition = "first" | "changed";

/**
 * Terraform's JSON for every kind of resource that an auth stack has, with every setting that a
 * team may write out. The changed edition changes or takes away what AWS lets one change in place.
 *
 * @param zip the function's code.
 */
export function authResources(edition: Edition, zip: string): object {
  const isFirst = edition === "first";
  const pick = <T>(first: T, changed: T): T => (isFirst ? first : changed);
  const onlyFirst = <T>(value: T): T | undefined => (isFirst ? value : undefined);

  return {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } } },
    provider: {
      aws: [
        {
          region: "eu-central-1",
          access_key: administrator.accessKeyId,
          secret_key: administrator.secretAccessKey,
          s3_use_path_style: true,
          allowed_account_ids: ["123456789012"],
          default_tags: [{ tags: { project: "gatehouse", edition } }],
        },
      ],
    },
    resource: {
      aws_cognito_user_pool: {
        users: {
          name: "users",
          user_pool_tier: pick("ESSENTIALS", "PLUS"),
          deletion_protection: pick("ACTIVE", "INACTIVE"),
          username_attributes: ["email"],
          username_configuration: { case_sensitive: false },
          auto_verified_attributes: ["email"],
          mfa_configuration: pick("OPTIONAL", "OFF"),
          software_token_mfa_configuration: onlyFirst({ enabled: true }),
          password_policy: {
            minimum_length: pick(12, 14),
            require_lowercase: true,
            require_uppercase: true,
            require_numbers: true,
            require_symbols: pick(true, false),
            password_history_size: pick(5, 10),
            temporary_password_validity_days: 7,
          },
          account_recovery_setting: {
            recovery_mechanism: [{ name: "verified_email", priority: 1 }],
          },
          user_attribute_update_settings: onlyFirst({
            attributes_require_verification_before_update: ["email"],
          }),
          admin_create_user_config: { allow_admin_create_user_only: pick(false, true) },
          verification_message_template: {
            default_email_option: "CONFIRM_WITH_CODE",
            email_subject: pick("Your code", "The code"),
            email_message: "It is {####}.",
          },
          email_configuration: { email_sending_account: "COGNITO_DEFAULT" },
          sign_in_policy: { allowed_first_auth_factors: ["PASSWORD"] },
          web_authn_configuration: {
            relying_party_id: "example.com",
            user_verification: pick("preferred", "required"),
          },
          schema: [
            schema("team", "String", {
              string_attribute_constraints: { min_length: "1", max_length: "64" },
            }),
            schema("level", "Number", {
              number_attribute_constraints: { min_value: "0", max_value: "100" },
            }),
            schema("member", "Boolean"),
            // An attribute can be added, never changed or removed.
            ...(isFirst ? [] : [schema("since", "DateTime")]),
          ],
          lambda_config: pick(
            { post_confirmation: "${aws_lambda_function.trigger.arn}" },
            { pre_sign_up: "${aws_lambda_function.trigger.arn}" },
          ),
        },
      },
      aws_cognito_user_pool_client: {
        web: {
          name: pick("web", "browser"),
          user_pool_id: "${aws_cognito_user_pool.users.id}",
          generate_secret: false,
          explicit_auth_flows: pick(
            ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
            ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
          ),
          access_token_validity: pick(60, 30),
          id_token_validity: 60,
          refresh_token_validity: pick(30, 10),
          auth_session_validity: pick(3, 5),
          token_validity_units: {
            access_token: "minutes",
            id_token: "minutes",
            refresh_token: "days",
          },
          enable_token_revocation: true,
          enable_propagate_additional_user_context_data: false,
          prevent_user_existence_errors: "ENABLED",
          read_attributes: pick(["email", "email_verified", "custom:team"], ["email"]),
          write_attributes: ["email"],
          supported_identity_providers: ["COGNITO"],
          allowed_oauth_flows_user_pool_client: true,
          allowed_oauth_flows: ["code"],
          allowed_oauth_scopes: pick(["openid", "email"], ["openid"]),
          callback_urls: ["http://localhost:3000/callback"],
          logout_urls: onlyFirst(["http://localhost:3000/"]),
        },
      },
      aws_cognito_user_pool_domain: {
        pages: {
          domain: "some-sign-in",
          user_pool_id: "${aws_cognito_user_pool.users.id}",
          managed_login_version: pick(1, 2),
        },
      },
      aws_cognito_user_group: {
        admins: {
          name: "Admins",
          user_pool_id: "${aws_cognito_user_pool.users.id}",
          description: pick("Administrators", "Owners"),
          precedence: pick(0, 10),
          role_arn: onlyFirst("${aws_iam_role.authenticated.arn}"),
        },
      },
      aws_cognito_identity_pool: {
        identities: {
          identity_pool_name: "identities",
          allow_unauthenticated_identities: false,
          allow_classic_flow: pick(false, true),
          cognito_identity_providers: [
            {
              client_id: "${aws_cognito_user_pool_client.web.id}",
              provider_name: "${aws_cognito_user_pool.users.endpoint}",
              server_side_token_check: pick(true, false),
            },
          ],
        },
      },
      aws_cognito_identity_pool_roles_attachment: {
        roles: {
          identity_pool_id: "${aws_cognito_identity_pool.identities.id}",
          roles: { authenticated: "${aws_iam_role.authenticated.arn}" },
          role_mapping: [
            {
              identity_provider:
                "${aws_cognito_user_pool.users.endpoint}:${aws_cognito_user_pool_client.web.id}",
              type: "Token",
              ambiguous_role_resolution: pick("Deny", "AuthenticatedRole"),
            },
          ],
        },
      },
      aws_iam_role: {
        authenticated: {
          name: "authenticated",
          description: pick("Users who have signed in", "Users <& signed in>"),
          max_session_duration: pick(3600, 7200),
          assume_role_policy: trust(
            { Federated: "cognito-identity.amazonaws.com" },
            "sts:AssumeRoleWithWebIdentity",
            {
              StringEquals: {
                "cognito-identity.amazonaws.com:aud": "${aws_cognito_identity_pool.identities.id}",
              },
            },
          ),
        },
        trigger: {
          name: "trigger",
          // Kept while the session duration changes: two calls of the provider's.
          description: "Runs the trigger",
          max_session_duration: pick(3600, 7200),
          assume_role_policy: trust({ Service: "lambda.amazonaws.com" }, "sts:AssumeRole"),
        },
      },
      aws_iam_role_policy: {
        files: {
          name: "files",
          role: "${aws_iam_role.authenticated.id}",
          policy: allow(
            pick("s3:GetObject", "s3:PutObject"),
            "${aws_s3_bucket.files.arn}/private/$${cognito-identity.amazonaws.com:sub}/*",
          ),
        },
      },
      aws_s3_bucket: {
        files: { bucket: "files", force_destroy: pick(false, true) },
        code: { bucket: "code", force_destroy: true },
      },
      aws_s3_object: {
        trigger: {
          bucket: "${aws_s3_bucket.code.id}",
          key: `trigger/\${filesha256("${zip}")}.zip`,
          source: zip,
          source_hash: `\${filebase64sha256("${zip}")}`,
          override_provider: { default_tags: { tags: {} } },
          lifecycle: { create_before_destroy: true },
        },
      },
      aws_s3_bucket_versioning: {
        files: {
          bucket: "${aws_s3_bucket.files.id}",
          versioning_configuration: { status: "Enabled" },
        },
      },
      aws_s3_bucket_server_side_encryption_configuration: {
        files: {
          bucket: "${aws_s3_bucket.files.id}",
          rule: [
            {
              bucket_key_enabled: true,
              apply_server_side_encryption_by_default: { sse_algorithm: "AES256" },
            },
          ],
        },
      },
      aws_s3_bucket_public_access_block: {
        files: {
          bucket: "${aws_s3_bucket.files.id}",
          block_public_acls: true,
          block_public_policy: true,
          ignore_public_acls: true,
          restrict_public_buckets: true,
        },
      },
      aws_s3_bucket_ownership_controls: {
        files: {
          bucket: "${aws_s3_bucket.files.id}",
          rule: { object_ownership: "BucketOwnerEnforced" },
        },
      },
      aws_s3_bucket_policy: {
        files: {
          bucket: "${aws_s3_bucket.files.id}",
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "TlsOnly",
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: ["${aws_s3_bucket.files.arn}", "${aws_s3_bucket.files.arn}/*"],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
              },
            ],
          }),
        },
      },
      aws_s3_bucket_cors_configuration: {
        files: {
          bucket: "${aws_s3_bucket.files.id}",
          cors_rule: [
            {
              allowed_headers: ["*"],
              allowed_methods: ["GET", "PUT"],
              allowed_origins: pick(["http://localhost:3000"], ["https://app.example.com"]),
              expose_headers: ["ETag"],
              max_age_seconds: 3000,
            },
          ],
        },
      },
      aws_dynamodb_table: {
        users: {
          name: "users",
          billing_mode: "PAY_PER_REQUEST",
          hash_key: "id",
          deletion_protection_enabled: pick(true, false),
          attribute: [
            { name: "id", type: "S" },
            { name: "email", type: "S" },
          ],
          global_secondary_index: [{ name: "by-email", hash_key: "email", projection_type: "ALL" }],
          server_side_encryption: { enabled: true },
          point_in_time_recovery: { enabled: true },
          tags: { owner: pick("one", "two") },
        },
      },
      aws_cloudwatch_log_group: {
        trigger: {
          name: "/aws/lambda/trigger",
          retention_in_days: pick(30, 90),
          log_group_class: "STANDARD",
        },
      },
      aws_lambda_function: {
        trigger: {
          function_name: "trigger",
          description: onlyFirst("A trigger"),
          role: "${aws_iam_role.trigger.arn}",
          s3_bucket: "${aws_s3_object.trigger.bucket}",
          s3_key: "${aws_s3_object.trigger.key}",
          source_code_hash: `\${filebase64sha256("${zip}")}`,
          handler: "index.handler",
          runtime: "nodejs22.x",
          architectures: ["arm64"],
          memory_size: pick(256, 512),
          timeout: pick(5, 4),
          environment: { variables: pick({ A: "1" }, { A: "2", B: "3" }) },
          tracing_config: { mode: pick("Active", "PassThrough") },
          ephemeral_storage: { size: pick(512, 1024) },
          logging_config: {
            log_format: "JSON",
            application_log_level: pick("INFO", "DEBUG"),
            system_log_level: "INFO",
            log_group: "${aws_cloudwatch_log_group.trigger.name}",
          },
        },
      },
      aws_lambda_function_event_invoke_config: {
        trigger: {
          function_name: "${aws_lambda_function.trigger.function_name}",
          maximum_retry_attempts: pick(2, 0),
          maximum_event_age_in_seconds: onlyFirst(3600),
          destination_config: onlyFirst({
            on_failure: { destination: "arn:aws:sqs:eu-central-1:123456789012:failed-events" },
          }),
        },
      },
      aws_lambda_permission: {
        pool: {
          action: "lambda:InvokeFunction",
          function_name: "${aws_lambda_function.trigger.function_name}",
          principal: "cognito-idp.amazonaws.com",
          source_arn: "${aws_cognito_user_pool.users.arn}",
          source_account: "123456789012",
        },
      },
    },
    output: {
      function: { value: "${aws_lambda_function.trigger.arn}" },
      pool: { value: "${aws_cognito_user_pool.users.arn}" },
    },
  };
}
