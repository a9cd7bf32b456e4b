import type { ConfigurationInput } from "../../configuration";

/** One local environment with the GraphQL API, guests, and one trigger. */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    local: {
      platform: "local",
      protection: { enabled: false, reason: "It lives as long as the test." },
      clients: {
        web: { authFlows: ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"] },
      },
      identityPool: { guests: true },
      attachments: { keepReplacedFiles: "for good" },
      recipes: { reconcileUsers: { schedule: "off" } },
      graphql: {
        readers: ["Managers"],
        ownFields: ["displayName", "nickname"],
        // As in production, and fewer resolvers.
        introspection: false,
        queryDepthLimit: 6,
        resolverCountLimit: 20,
        waf: {},
      },
    },
  },
};
