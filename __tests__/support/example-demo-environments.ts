import type { ConfigurationInput, EnvironmentParts } from "../../configuration";

/** What all have in common: as little as there can be, since each is deployed. */
const local = {
  platform: "local",
  protection: { enabled: false, reason: "It lives as long as the test." },
  attachments: { keepReplacedFiles: "for good" },
  recipes: { reconcileUsers: { schedule: "off" } },
} as const satisfies EnvironmentParts & { readonly platform: "local" };

/** Environments that differ from the one that ships in all that the way of a user depends on. */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    // User names, a second factor, groups of its own, guests, and a client that keeps a secret.
    strict: {
      ...local,
      userPool: {
        usernameAttributes: [],
        mfa: { mode: "ON", factors: ["SOFTWARE_TOKEN"] },
        requiredAttributes: ["email", "name", "birthdate"],
      },
      groups: [
        { name: "Readers", precedence: 20, description: "Everybody." },
        { name: "Editors", precedence: 10, description: "Write." },
      ],
      signUp: { defaultGroup: "Readers" },
      identityPool: { guests: true },
      clients: { server: { generateSecret: true, authFlows: ["USER_SRP_AUTH"] } },
      triggers: ["post-confirmation"],
    },
    // The cheapest tier, no trigger, and what a client is by default.
    plain: { ...local, userPool: { tier: "LITE", mfa: { mode: "OFF" } }, triggers: [] },
    // Users are made by an administrator, and provisioned when they sign in.
    closed: {
      ...local,
      userPool: { selfSignUp: false },
      clients: { admin: { authFlows: ["ADMIN_USER_PASSWORD_AUTH"] } },
      triggers: ["post-authentication"],
    },
  },
};
