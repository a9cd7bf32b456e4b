import type { ConfigurationInput, EnvironmentParts } from "./stacks/environment";

/** What the environments on AWS have in common. Everything left out has a default. */
const common: EnvironmentParts = {
  attachments: { allowedOrigins: ["http://localhost:3000"] },
};

/**
 * The one file to edit. Put in your project's name, your accounts, Regions and state buckets, then
 * run `npm run deploy -- auth-dev`.
 */
export const configuration: ConfigurationInput = {
  project: "gatehouse",
  environments: {
    // Runs on this computer: `npm run demo`, `npm run local`.
    local: {
      platform: "local",
      protection: { enabled: false, reason: "It lives as long as the command that started it." },
      userPool: {
        customAttributes: { group: { type: "String", minLength: 1, maxLength: 128 } },
      },
      clients: {
        web: {
          // Lets any AWS client sign in without an SRP library.
          authFlows: ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"],
          writeAttributes: ["email", "name", "custom:group"],
        },
      },
      // A sign-up may ask for a group. Only groups that anybody may be in belong on the list.
      signUp: {
        groupAttribute: { attribute: "custom:group", allowedGroups: ["Users", "Managers"] },
      },
      // Terraform waits a minute for S3 to know a lifecycle rule; nothing here lives that long.
      attachments: { allowedOrigins: ["http://localhost:3000"], keepReplacedFiles: "for good" },
      userTable: { attributes: ["name"] },
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
};
