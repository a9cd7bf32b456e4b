/**
 * @functions pre-sign-up post-confirmation user-migration pre-authentication post-authentication
 * pre-token-generation custom-message define-auth-challenge create-auth-challenge
 * verify-auth-challenge-response
 */
import type { ConfigurationInput } from "../../configuration";

const sender = {
  from: "no-reply@example.com",
  sourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
};

/** Every trigger that goes with Cognito's own messages, each with its recipe's settings. */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    local: {
      platform: "local",
      protection: { enabled: false, reason: "It lives as long as the test." },
      attachments: { keepReplacedFiles: "for good" },
      userPool: { email: { sendingAccount: "DEVELOPER", ...sender } },
      clients: {
        web: {
          authFlows: ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "CUSTOM_AUTH"],
          writeAttributes: ["email", "name", "locale", "phone_number"],
        },
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
      ],
      recipes: {
        preSignUp: { federatedExistingUser: "link" },
        userMigration: { from: { kind: "https", url: "http://local-aws/_gatehouse/directory" } },
        preTokenGeneration: { version: "V3_0", claims: { member_since: "createdAt" } },
        oneTimeCode: sender,
      },
    },
  },
};
