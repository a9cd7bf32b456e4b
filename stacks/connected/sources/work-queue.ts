import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import type { Environment } from "../../../configuration";
import { physicalName } from "../../../configuration/naming";
import { DeadLetterQueue } from "../../auth/dead-letter-queue";
import { tlsOnly } from "../../sqs/tls-only";

/** Two weeks, SQS's longest. */
const retentionSeconds = 14 * 24 * 60 * 60;

/** As Lambda's documentation asks for it: a message that is being worked on must not come a second time. */
const visibilityPerTimeout = 6;

/**
 * A queue whose messages a function works on, with a dead-letter queue of its own: encrypted, for callers with TLS
 * only. Who may send to it, IAM says: it has no policy that lets anybody in.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export class WorkQueue extends Construct {
  readonly resource: SqsQueue;
  // Each reading of an attribute is another token: what is told twice has to be the same.
  readonly arn: string;
  readonly url: string;
  private readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    const { accountId, region } = environment;
    this.deadLetters = new DeadLetterQueue(this, "failed", environment, `${id}-failed`);
    const name = physicalName(environment, id);
    this.resource = new SqsQueue(this, "queue", {
      name,
      messageRetentionSeconds: retentionSeconds,
      sqsManagedSseEnabled: true,
      policy: tlsOnly({ name, accountId, region }),
    });
    this.arn = this.resource.arn;
    this.url = this.resource.url;
    this.giveUpAfter(5);
  }

  /**
   * Fits the queue to the function that reads it.
   *
   * @param timeoutSeconds of the function.
   * @param tries how often a message is tried.
   */
  readBy(timeoutSeconds: number, tries: number | undefined): void {
    this.resource.visibilityTimeoutSeconds = visibilityPerTimeout * timeoutSeconds;
    if (tries !== undefined) this.giveUpAfter(tries);
  }

  private giveUpAfter(tries: number): void {
    this.resource.redrivePolicy = JSON.stringify({
      deadLetterTargetArn: this.deadLetters.arn,
      maxReceiveCount: tries,
    });
  }
}
