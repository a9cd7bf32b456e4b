import { setTimeout as sleep } from "node:timers/promises";
import { failureOf, invokedArn, type Invocation } from "../lambda/invocation";
import { sendToTarget } from "../lambda/target";
import { outcomeOf } from "./batch-outcome";
import { passes } from "./filters";
import { Poller } from "./poller";
import { streams } from "./source-calls";
import { streamRecords, type StreamRecord } from "./stream-records";

/**
 * Lambda waits longer and longer between two attempts, minutes at last. Here nobody waits that long, and a batching
 * window is not waited for either.
 */
const longestRetryDelay = 1000;

/**
 * Reads a table's stream for a function, with the rights of the function's role: record after record, no later one
 * before an earlier one is done or given up.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export class StreamPoller extends Poller {
  private iterator: string | undefined;
  private shardId = "";

  /** Where it begins: of a mapping that starts with what is new, before anything new is written. */
  async begin(): Promise<void> {
    const { sourceArn, settings } = this.mapping;
    const { StreamDescription } = await this.ask("DescribeStream", { StreamArn: sourceArn });
    const { Shards } = StreamDescription as { Shards: readonly { readonly ShardId: string }[] };
    this.shardId = Shards[0]?.ShardId ?? "";
    const { ShardIterator } = await this.ask("GetShardIterator", {
      StreamArn: sourceArn,
      ShardId: this.shardId,
      ShardIteratorType: settings.StartingPosition ?? "TRIM_HORIZON",
    });
    this.iterator = String(ShardIterator);
  }

  protected async read(): Promise<void> {
    if (this.iterator === undefined) await this.begin();
    for (;;) {
      const { Records, NextShardIterator } = await this.ask("GetRecords", {
        ShardIterator: this.iterator,
      });
      const all = streamRecords(Records, this.mapping);
      const wanted = all.filter((record) => passes(this.mapping.settings, record));
      const size = this.mapping.settings.BatchSize ?? 100;
      for (let start = 0; start < wanted.length; start += size) {
        await this.process(wanted.slice(start, start + size), 0);
      }
      this.iterator = String(NextShardIterator);
      if (!Array.isArray(Records) || Records.length === 0) return;
    }
  }

  /** @param attempt how often these were tried before. */
  private async process(records: readonly StreamRecord[], attempt: number): Promise<void> {
    this.stopping.signal.throwIfAborted();
    const { settings } = this.mapping;
    this.tellAge(records);
    const invocation = await this.invoke({ Records: records });
    const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const outcome = outcomeOf(invocation, settings, numbers);
    if (outcome !== "all" && outcome.size === 0) return;
    // The first that failed, and all after it: order is kept.
    const first = outcome === "all" ? 0 : numbers.findIndex((number) => outcome.has(number));
    if (first > 0) return this.again(records.slice(first), attempt, invocation);
    const bisects = settings.BisectBatchOnFunctionError ?? false;
    if (bisects && records.length > 1) {
      const middle = Math.ceil(records.length / 2);
      await this.process(records.slice(0, middle), attempt);
      return this.process(records.slice(middle), attempt);
    }
    return this.retry(records, attempt, invocation);
  }

  /** Cutting a batch is no retry. */
  private again(
    records: readonly StreamRecord[],
    attempt: number,
    invocation: Invocation,
  ): Promise<void> {
    return this.mapping.settings.BisectBatchOnFunctionError === true
      ? this.process(records, attempt)
      : this.retry(records, attempt, invocation);
  }

  private async retry(
    records: readonly StreamRecord[],
    attempt: number,
    invocation: Invocation,
  ): Promise<void> {
    const { MaximumRetryAttempts: retries = -1, MaximumRecordAgeInSeconds: age = -1 } =
      this.mapping.settings;
    const isOld = age >= 0 && this.ageOf(records) > age * 1000;
    if (isOld || (retries >= 0 && attempt >= retries)) {
      return this.giveUp(records, invocation, {
        condition: isOld ? "RecordAgeExceeded" : "RetryAttemptsExhausted",
        approximateInvokeCount: attempt + 1,
      });
    }
    const { signal } = this.stopping;
    await sleep(Math.min(longestRetryDelay, 50 * 2 ** attempt), undefined, { signal, ref: false });
    return this.process(records, attempt + 1);
  }

  /** Tells the destination which records were given up, and not what was in them. */
  private async giveUp(
    records: readonly StreamRecord[],
    invocation: Invocation,
    how: { readonly condition: string; readonly approximateInvokeCount: number },
  ): Promise<void> {
    const { sourceArn, settings } = this.mapping;
    const { log, call } = this.props;
    const { configuration, requestId } = invocation;
    const target = settings.DestinationConfig?.OnFailure?.Destination;
    if (target === undefined) {
      log?.(
        `${configuration.FunctionName} has failed on ${records.length} changes; they are dropped.`,
      );
      return;
    }
    const times = records.map(({ dynamodb }) => isoTime(dynamodb["ApproximateCreationDateTime"]));
    const body = JSON.stringify({
      requestContext: {
        requestId,
        functionArn: invokedArn(configuration, undefined),
        ...how,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: configuration.Version,
        ...(failureOf(invocation) && { functionError: "Unhandled" }),
      },
      version: "1.0",
      timestamp: new Date(this.props.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: this.shardId,
        startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
        endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: times[0],
        approximateArrivalOfLastRecord: times.at(-1),
        batchSize: records.length,
        streamArn: sourceArn,
      },
    });
    await sendToTarget(call, await this.roleCredentials(), target, { body }).catch(
      (error: unknown) => {
        log?.(
          `${configuration.FunctionName} could not tell ${target} of changes: ${String(error)}`,
        );
      },
    );
  }

  private tellAge(records: readonly StreamRecord[]): void {
    const { region, functionArn } = this.mapping;
    const name = functionArn.split(":").at(-1) ?? "";
    this.props.onIteratorAge(region, name, Math.max(0, this.ageOf(records)));
  }

  /** Of the last of them, in milliseconds. */
  private ageOf(records: readonly StreamRecord[]): number {
    const written = Number(records.at(-1)?.dynamodb["ApproximateCreationDateTime"] ?? 0) * 1000;
    return this.props.now() - written;
  }

  private async ask(operation: string, members: object) {
    const { region } = this.mapping;
    const credentials = await this.roleCredentials();
    return streams({ call: this.props.call, region, credentials }, operation, { ...members });
  }
}

function isoTime(seconds: unknown): string {
  return new Date(Number(seconds) * 1000).toISOString();
}
