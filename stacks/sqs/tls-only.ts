import { policyDocument } from "../iam/policy-document";

/**
 * The policy of a queue that takes no call without TLS. It stands in the queue and is no resource of its own: the
 * provider watches each for 25 seconds until SQS is settled.
 */
export function tlsOnly(queue: {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}): string {
  return policyDocument([
    {
      sid: "RefuseWithoutTls",
      effect: "Deny",
      principal: "*",
      actions: ["sqs:*"],
      resources: [`arn:aws:sqs:${queue.region}:${queue.accountId}:${queue.name}`],
      conditions: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}
