import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import type { Statement } from "../iam/policy-document";
import { tlsOnly } from "../sqs/tls-only";

/** Two weeks, SQS's longest: time to find out why messages were not sent. */
const retentionSeconds = 14 * 24 * 60 * 60;

type QueuePlace = Pick<Environment, "project" | "environment" | "accountId" | "region">;

/**
 * Where Lambda puts the events that an asynchronous function has failed on for good, each in a record
 * that says why: encrypted, kept for 14 days, for callers with TLS only.
 *
 * It is a destination of the functions' and not their `dead_letter_config`, because the provider
 * watches a new queue for 25 seconds: the functions, and with them the pool, would wait for that.
 * An event that comes meanwhile is not lost: Lambda gives it up after three minutes, at the earliest.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class DeadLetterQueue extends Construct {
  readonly arn: string;
  readonly url: string;

  /** @param what the last part of its name. */
  constructor(scope: Construct, id: string, environment: QueuePlace, what: string) {
    super(scope, id);
    const { accountId, region } = environment;
    const name = physicalName(environment, what);
    const queue = new SqsQueue(this, "queue", {
      name,
      messageRetentionSeconds: retentionSeconds,
      sqsManagedSseEnabled: true,
      policy: tlsOnly({ name, accountId, region }),
    });
    this.arn = queue.arn;
    this.url = queue.url;
  }

  /** What a function's role needs so that Lambda can put its events here. */
  forFailedEvents(): readonly Statement[] {
    return [{ sid: "KeepFailedEvents", actions: ["sqs:SendMessage"], resources: [this.arn] }];
  }
}
