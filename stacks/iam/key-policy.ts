import type { Statement } from "./policy-document";

/**
 * Leaves a KMS key to the IAM policies of its account, without which nobody could manage it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function administeredByTheAccount(accountId: string): Statement {
  return {
    sid: "AdministeredByTheAccount",
    principal: { AWS: `arn:aws:iam::${accountId}:root` },
    actions: ["kms:*"],
    resources: ["*"],
  };
}
