/**
 * @functions pre-sign-up post-confirmation user-migration pre-authentication post-authentication
 * pre-token-generation custom-message define-auth-challenge create-auth-challenge
 * verify-auth-challenge-response custom-email-sender custom-sms-sender
 */
import type { ConfigurationInput, EnvironmentParts } from "../../configuration";

const local = {
  platform: "local",
  protection: { enabled: false, reason: "It lives as long as the test." },
  attachments: { keepReplacedFiles: "for good" },
} as const satisfies EnvironmentParts & { readonly platform: "local" };

const sender = {
  from: "no-reply@example.com",
  sourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
};

const client = {
  authFlows: ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "CUSTOM_AUTH"],
  writeAttributes: ["email", "name", "locale", "phone_number"],
} as const;

/** Two environments that have every trigger between them, each with its recipe's settings. */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    local: {
      ...local,
      userPool: { email: { sendingAccount: "DEVELOPER", ...sender } },
      clients: { web: client },
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
      ],
      recipes: {
        preSignUp: { federatedExistingUser: "link" },
        userMigration: { from: { kind: "https", url: "http://local-aws/_gatehouse/directory" } },
        preTokenGeneration: { version: "V3_0", claims: { member_since: "createdAt" } },
        oneTimeCode: sender,
      },
    },
    senders: {
      ...local,
      userPool: { email: { sendingAccount: "DEVELOPER", ...sender } },
      clients: { web: { ...client, authFlows: ["USER_PASSWORD_AUTH"] } },
      triggers: ["post-confirmation", "custom-email-sender", "custom-sms-sender"],
      recipes: { customEmailSender: sender },
    },
  },
};
