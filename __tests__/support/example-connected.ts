import type { ConfigurationInput } from "../../configuration";

/** One local environment for functions of a team's own. */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    local: {
      platform: "local",
      // Not where functions of CloudFront's are.
      region: "eu-west-1",
      protection: { enabled: false, reason: "It lives as long as the test." },
      clients: {
        web: {
          authFlows: ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"],
          oauth: {
            callbackUrls: ["https://app.example.com/auth/callback"],
            logoutUrls: ["https://app.example.com/"],
          },
        },
      },
      attachments: { allowedOrigins: ["http://localhost:3000"], keepReplacedFiles: "for good" },
      recipes: { reconcileUsers: { schedule: "off" } },
      functions: {
        each: {
          "admin-users": { deploy: true },
          "publish-user-events": { deploy: true },
          "signed-in-only": { deploy: true },
        },
      },
      httpApi: { requestsPerSecond: 20, burst: 60 },
    },
  },
};
