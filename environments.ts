import type { ConfigurationInput, EnvironmentParts } from "./configuration";

/** What the environments on AWS have in common. Everything left out has a default. */
const common = {
  attachments: { allowedOrigins: ["http://localhost:3000"] },
  triggers: [
    "post-confirmation",
    "pre-authentication",
    "post-authentication",
    "pre-token-generation",
  ],
} satisfies EnvironmentParts;

/** What the environments on this computer have in common. */
const onThisComputer = {
  platform: "local",
  protection: { enabled: false, reason: "It lives as long as the command that started it." },
  // Terraform waits a minute for S3 to know a lifecycle rule; nothing here lives that long.
  attachments: { allowedOrigins: ["http://localhost:3000"], keepReplacedFiles: "for good" },
  userTable: { attributes: ["name"] },
} as const satisfies EnvironmentParts & { readonly platform: "local" };

/** Verified in the SES of an AWS account; the local AWS keeps what would be sent. */
const sender = {
  from: "no-reply@example.com",
  sourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
};

/**
 * The one file to edit. Put in your project's name, your accounts, Regions and state buckets, then
 * `npm run lock`, `npm run bootstrap -- dev` and `npm run deploy -- auth-dev`.
 */
export const configuration = {
  project: "gatehouse",
  // With the repository's name, `npm run bootstrap` makes roles for its workflows:
  // github: { repository: "acme/users", repositoryId: "123456789" },
  environments: {
    // Runs on this computer: `npm run demo`, `npm run local`. Has every trigger that goes with the
    // others, so that each flow can be tried.
    local: {
      ...onThisComputer,
      userPool: {
        customAttributes: { group: { type: "String", minLength: 1, maxLength: 128 } },
        email: { sendingAccount: "DEVELOPER", ...sender },
      },
      clients: {
        web: {
          // Lets any AWS client sign in without an SRP library.
          authFlows: [
            "USER_SRP_AUTH",
            "USER_PASSWORD_AUTH",
            "ADMIN_USER_PASSWORD_AUTH",
            "CUSTOM_AUTH",
          ],
          writeAttributes: ["email", "name", "locale", "phone_number", "custom:group"],
        },
      },
      // A sign-up may ask for a group. Only groups that anybody may be in belong on the list.
      signUp: {
        groupAttribute: { attribute: "custom:group", allowedGroups: ["Users", "Managers"] },
      },
      triggers: [
        "pre-sign-up",
        "post-confirmation",
        "user-migration",
        "pre-authentication",
        "post-authentication",
        "pre-token-generation",
        "custom-message",
        "define-auth-challenge",
        "create-auth-challenge",
        "verify-auth-challenge-response",
        "custom-sms-sender",
      ],
      recipes: {
        preSignUp: { federatedExistingUser: "link" },
        // A directory of the local AWS itself, to migrate users from.
        userMigration: { from: { kind: "https", url: "http://local-aws/_gatehouse/directory" } },
        preTokenGeneration: { version: "V2_0", claims: { member_since: "createdAt" } },
        oneTimeCode: sender,
      },
      graphql: { readers: ["Managers"], ownFields: ["displayName"] },
    },

    // The same with a function that sends the e-mail: `npm run local -- --environment senders`.
    senders: {
      ...onThisComputer,
      clients: {
        web: {
          authFlows: ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"],
          writeAttributes: ["email", "name", "locale", "phone_number"],
        },
      },
      triggers: ["post-confirmation", "custom-email-sender", "custom-sms-sender"],
      recipes: { customEmailSender: sender },
    },

    dev: {
      ...common,
      accountId: "111111111111",
      region: "eu-west-1",
      state: { bucket: "gatehouse-terraform-state-111111111111" },
      protection: {
        enabled: false,
        reason: "Developers rebuild it often; its users are invented.",
      },
    },

    staging: {
      ...common,
      accountId: "222222222222",
      region: "eu-west-1",
      state: { bucket: "gatehouse-terraform-state-222222222222" },
      attachments: { allowedOrigins: ["https://staging.example.com"] },
    },

    prod: {
      ...common,
      accountId: "333333333333",
      region: "eu-west-1",
      state: { bucket: "gatehouse-terraform-state-333333333333" },
      attachments: { allowedOrigins: ["https://app.example.com"] },
      functions: { logRetentionDays: 365 },
    },
  },

  // What `npm run compare -- staging prod` need not tell every time.
  expectedDifferences: [
    {
      path: "aws_s3_bucket_cors_configuration.attachments_cors.cors_rule[0].allowed_origins",
      reason: "Each environment serves its own site.",
    },
    {
      path: "aws_cloudwatch_log_group.*.retention_in_days",
      reason: "Incidents in production are looked into for longer.",
      between: ["staging", "prod"],
    },
  ],
} satisfies ConfigurationInput;
