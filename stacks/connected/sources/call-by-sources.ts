import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import type { Construct } from "constructs";
import type { Environment } from "../../../configuration";
import { DeadLetterQueue } from "../../auth/dead-letter-queue";
import type { UserTable } from "../../auth/user-table";
import { freeId } from "../../free-id";
import type { Statement } from "../../iam/policy-document";
import type { NodeFunction } from "../../lambda/node-function";
import { usingKey } from "./queues";
import { isOfFiles, type ChangesSource, type EventSource, type MessagesSource } from "./source";

/** Props of {@link callBySources}. */
export interface SourcesProps {
  /** The function's folder. */
  readonly name: string;
  readonly target: NodeFunction;
  readonly on: readonly EventSource[];
  readonly environment: Environment;
  readonly userTable: UserTable;
  /** Of the function. */
  readonly timeoutSeconds: number;
}

/**
 * Lets Lambda call a function with what comes from its sources, and keeps what it fails on for good in a dead-letter
 * queue of the function's own. A queue's messages go to that queue's.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
 */
export function callBySources(scope: Construct, props: SourcesProps): void {
  const { name, target, on, environment } = props;
  const isFailing = on.some(({ kind }) => kind !== "messages");
  const deadLetters = isFailing
    ? new DeadLetterQueue(scope, "failed", environment, `${name}-failed`)
    : undefined;
  if (deadLetters && on.some(isOfFiles)) {
    target.settleEvents({ maximumRetryAttempts: 2, onFailure: deadLetters });
  }
  for (const source of on) {
    if (source.kind === "changes" && deadLetters) addChanges(scope, source, deadLetters, props);
    if (source.kind === "messages") addMessages(scope, source, props);
  }
}

function addChanges(
  scope: Construct,
  source: ChangesSource,
  deadLetters: DeadLetterQueue,
  { target, userTable }: SourcesProps,
): void {
  const streamArn = userTable.changes();
  const { retries = 5, bisect = true, maximumAgeSeconds } = source;
  const allowed = target.allow("read-changes", [
    {
      sid: "ReadChanges",
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [streamArn],
    },
    {
      sid: "ListStreams",
      actions: ["dynamodb:ListStreams"],
      resources: ["*"],
      reason: "The action takes no resource. It tells names, and nothing of a row.",
    },
    ...deadLetters.forFailedEvents(),
  ]);
  new LambdaEventSourceMapping(scope, "changes", {
    eventSourceArn: streamArn,
    functionName: target.resource.arn,
    // Of a new stream nothing is missed, and of one that is there what it still keeps comes: a day.
    startingPosition: "TRIM_HORIZON",
    ...batches(source),
    maximumRetryAttempts: retries,
    bisectBatchOnFunctionError: bisect,
    ...(maximumAgeSeconds !== undefined && { maximumRecordAgeInSeconds: maximumAgeSeconds }),
    destinationConfig: { onFailure: { destinationArn: deadLetters.arn } },
    dependsOn: [allowed],
  });
}

function addMessages(
  scope: Construct,
  source: MessagesSource,
  { target, environment, timeoutSeconds }: SourcesProps,
): void {
  const { queue, named, tries } = source;
  const isMade = "made" in queue;
  if (isMade) queue.made.readBy(timeoutSeconds, tries);
  const arn = isMade ? queue.made.arn : queue.arn;
  const key = isMade ? undefined : queue.kmsKeyArn;
  // Queues of two accounts may have one name.
  const id = freeId(scope, "messages", named.split(":").at(-1) ?? named, named);
  const statements: readonly Statement[] = [
    {
      sid: "ReadMessages",
      actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
      resources: [arn],
    },
    ...(key === undefined
      ? []
      : [usingKey("DecryptMessages", key, environment.region, ["Decrypt"])]),
  ];
  const allowed = target.allow(`read-${id}`, statements);
  new LambdaEventSourceMapping(scope, id, {
    eventSourceArn: arn,
    functionName: target.resource.arn,
    ...batches(source),
    dependsOn: [allowed],
  });
}

function batches({ batchSize, windowSeconds, filter, kind }: ChangesSource | MessagesSource) {
  return {
    batchSize: batchSize ?? (kind === "changes" ? 100 : 10),
    ...(windowSeconds !== undefined && { maximumBatchingWindowInSeconds: windowSeconds }),
    ...(filter && {
      filterCriteria: { filter: filter.map((one) => ({ pattern: JSON.stringify(one) })) },
    }),
    // What was worked on does not come again because of what was not: `functions/shared/batches` says which.
    functionResponseTypes: ["ReportBatchItemFailures"],
  };
}
