import type { ConfigurationInput } from "../../configuration";

/** The account that the local AWS says it is. */
const accountId = "123456789012";
const region = "us-east-1";

/** As little as an auth stack can have: it is deployed many times. */
const parts = {
  protection: { enabled: false, reason: "It lives as long as the test." },
  // Terraform waits a minute for S3 to know a lifecycle rule.
  attachments: { keepReplacedFiles: "for good" },
  recipes: { reconcileUsers: { schedule: "off" } },
} as const;

/**
 * Environments on AWS whose account is the local AWS's: `one` makes the bucket of both, `two` shares
 * it, `far` is in another account.
 */
export const configuration: ConfigurationInput = {
  project: "acme",
  github: { repository: "acme/users", repositoryId: "123456789" },
  environments: {
    one: { ...parts, accountId, region, state: { bucket: "acme-states" } },
    two: { ...parts, accountId, region, state: { bucket: "acme-states" } },
    far: { ...parts, accountId: "999999999999", region, state: { bucket: "acme-far-states" } },
  },
};
