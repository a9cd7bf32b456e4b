import type { ConfigurationInput, EnvironmentInput } from "../../configuration";

/** The account that the local AWS says it is. */
const accountId = "123456789012";

/** Of no use to these tests, and Terraform takes a while for each. */
const quick = {
  attachments: { keepReplacedFiles: "for good" },
  recipes: { reconcileUsers: { schedule: "off" } },
  accessLogs: { enabled: false },
} as const satisfies Partial<EnvironmentInput>;

/**
 * Environments on AWS with states in S3, whose account is the local AWS's: with `AWS_ENDPOINT_URL`
 * and any credentials, all that is done with an account can be done there.
 */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    one: {
      ...quick,
      accountId,
      region: "eu-west-1",
      state: { bucket: "acme-terraform-state" },
      clients: { web: { authFlows: ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"] } },
    },
    // Its states are in the same bucket, in a folder of their own.
    two: {
      ...quick,
      accountId,
      region: "eu-west-1",
      state: { bucket: "acme-terraform-state" },
      protection: { enabled: false, reason: "Its users are invented." },
    },
  },
};
