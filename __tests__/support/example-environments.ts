import type { ConfigurationInput } from "../../configuration";

/**
 * The configuration that the commands' tests run with, in copies of the project: a team's own edits
 * of `environments.ts` are theirs, and no test of a command breaks by them.
 */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    local: {
      platform: "local",
      protection: { enabled: false, reason: "It lives as long as the test." },
      userPool: {
        customAttributes: { group: { type: "String", minLength: 1, maxLength: 128 } },
      },
      clients: {
        web: {
          authFlows: ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"],
          writeAttributes: ["email", "name", "custom:group"],
        },
      },
      signUp: {
        groupAttribute: { attribute: "custom:group", allowedGroups: ["Users", "Managers"] },
      },
      attachments: { keepReplacedFiles: "for good" },
      userTable: { attributes: ["name"] },
      // Of no use to the commands, and Terraform takes five seconds for a function.
      recipes: { reconcileUsers: { schedule: "off" } },
    },
    dev: {
      accountId: "111111111111",
      region: "eu-west-1",
      state: { bucket: "acme-terraform-state" },
    },
  },
};
