import type { ConfigurationInput } from "../../configuration";

/**
 * One environment on AWS, in the account that the local AWS says it is, whose state is in a bucket
 * that is there already. Tests edit its tag and its folder.
 */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    one: {
      accountId: "123456789012",
      region: "us-east-1",
      state: { bucket: "acme-shared-states", existingBucket: true, keyPrefix: "acme/one" },
      tags: { edition: "unchanged" },
      protection: { enabled: false, reason: "It lives as long as the test." },
      // Terraform waits a minute for S3 to know a lifecycle rule.
      attachments: { keepReplacedFiles: "for good" },
      recipes: { reconcileUsers: { schedule: "off" } },
      // As little as there can be: it is deployed many times.
      triggers: [],
      groups: [{ name: "Users", precedence: 1, description: "Everybody." }],
    },
  },
};
