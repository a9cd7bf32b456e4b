/**
 * @functions pre-sign-up post-confirmation user-migration pre-authentication post-authentication
 * pre-token-generation custom-message define-auth-challenge create-auth-challenge
 * verify-auth-challenge-response custom-email-sender custom-sms-sender
 */
import type { EnvironmentParts } from "../../configuration";

/** An address of the environment's own, as recipes want it. */
export const sesSender = {
  from: "Acme <no-reply@example.com>",
  sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
} as const;

/** Every trigger that goes with the others, with the settings that it needs. */
export const everyTrigger = {
  userPool: { email: { sendingAccount: "DEVELOPER", ...sesSender } },
  clients: { web: { authFlows: ["USER_PASSWORD_AUTH", "CUSTOM_AUTH"] } },
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
    userMigration: { from: { kind: "https", url: "https://directory.example.com/users" } },
    oneTimeCode: sesSender,
  },
} as const satisfies EnvironmentParts;

/** The trigger that goes with all the others but custom-message. */
export const emailSender = {
  triggers: ["post-confirmation", "custom-email-sender", "custom-sms-sender"],
  recipes: { customEmailSender: sesSender },
} as const satisfies EnvironmentParts;
