import type { ConfigurationInput } from "../../../configuration";

/** What `0.3.0.json` was synthesized of, by that version. */
export const configuration = {
  project: "acme",
  environments: {
    dev: {
      accountId: "123456789012",
      region: "eu-west-1",
      state: { bucket: "acme-terraform-state" },
      userPool: {
        customAttributes: { plan: { type: "String", minLength: 1, maxLength: 20 } },
        mfa: { mode: "OPTIONAL", factors: ["SOFTWARE_TOKEN"] },
        email: {
          sendingAccount: "DEVELOPER",
          from: "no-reply@example.com",
          sourceArn: "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
        },
      },
      clients: {
        web: {},
        server: { generateSecret: true, authFlows: ["ADMIN_USER_PASSWORD_AUTH", "CUSTOM_AUTH"] },
      },
      groups: [
        { name: "Owners", precedence: 10, description: "Own the account." },
        { name: "Users", precedence: 20, description: "Everybody who has signed up." },
      ],
      userTable: { attributes: ["name"] },
      attachments: { allowedOrigins: ["https://app.example.com"] },
      triggers: [
        "pre-sign-up",
        "post-confirmation",
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
        oneTimeCode: {
          from: "no-reply@example.com",
          sourceArn: "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
        },
      },
    },
  },
} as const satisfies ConfigurationInput;
