import { isJsonObject, type JsonObject } from "../json-protocol";
import { outcomeOf } from "./batch-outcome";
import { passes } from "./filters";
import { Poller } from "./poller";
import { queues, queueUrl } from "./source-calls";

/** What one call of SQS gives at most. */
const mostAtOnce = 10;

/**
 * A message that a function has failed on comes again when its visibility time-out is over, which is minutes. Here it
 * is a moment.
 */
const retryMilliseconds = 100;

/**
 * Reads a queue for a function, with the rights of the function's role. Messages that are done are deleted; those that
 * are not come again, until SQS puts them into the queue's own dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export class QueuePoller extends Poller {
  protected async read(): Promise<void> {
    for (
      let messages = await this.receive();
      messages.length > 0;
      messages = await this.receive()
    ) {
      const records = messages.map((message) => this.recordOf(message));
      const wanted = records.filter((record) => passes(this.mapping.settings, record));
      await this.delete(records.filter((record) => !wanted.includes(record)));
      if (wanted.length > 0) await this.process(wanted);
    }
  }

  private async process(records: readonly JsonObject[]): Promise<void> {
    const { settings } = this.mapping;
    const invocation = await this.invoke({ Records: records });
    const ids = records.map(({ messageId }) => String(messageId));
    const outcome = outcomeOf(invocation, settings, ids);
    const hasFailed = ({ messageId }: JsonObject) =>
      outcome === "all" || outcome.has(String(messageId));
    await this.delete(records.filter((record) => !hasFailed(record)));
    const failed = records.filter(hasFailed);
    if (failed.length === 0) return;
    const { region, sourceArn } = this.mapping;
    setTimeout(() => {
      const visible = failed.map(({ receiptHandle }) =>
        queues({ call: this.props.call, region }, "ChangeMessageVisibility", {
          QueueUrl: queueUrl(sourceArn),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        }),
      );
      // A queue that is gone has no messages either.
      void Promise.allSettled(visible).then(() => {
        this.wake();
      });
    }, retryMilliseconds).unref();
  }

  private async receive(): Promise<readonly JsonObject[]> {
    const { BatchSize = mostAtOnce } = this.mapping.settings;
    const all: JsonObject[] = [];
    while (all.length < BatchSize) {
      const { Messages } = await this.ask("ReceiveMessage", {
        MaxNumberOfMessages: Math.min(mostAtOnce, BatchSize - all.length),
        AttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      });
      if (!Array.isArray(Messages) || Messages.length === 0) break;
      all.push(...Messages.filter(isJsonObject));
    }
    return all;
  }

  private async delete(records: readonly JsonObject[]): Promise<void> {
    for (const { receiptHandle } of records) {
      await this.ask("DeleteMessage", { ReceiptHandle: receiptHandle });
    }
  }

  private recordOf(message: JsonObject): JsonObject {
    const { region, sourceArn } = this.mapping;
    const attributes = isJsonObject(message["MessageAttributes"])
      ? message["MessageAttributes"]
      : {};
    return {
      messageId: message["MessageId"],
      receiptHandle: message["ReceiptHandle"],
      body: message["Body"],
      attributes: message["Attributes"],
      messageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)]),
      ),
      md5OfBody: message["MD5OfBody"],
      eventSource: "aws:sqs",
      eventSourceARN: sourceArn,
      awsRegion: region,
    };
  }

  private async ask(operation: string, members: object): Promise<JsonObject> {
    const { region, sourceArn } = this.mapping;
    const credentials = await this.roleCredentials();
    const reading = { call: this.props.call, region, credentials };
    return queues(reading, operation, { QueueUrl: queueUrl(sourceArn), ...members });
  }
}

function attributeOf(value: unknown): JsonObject {
  const { StringValue, BinaryValue, DataType } = isJsonObject(value) ? value : {};
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
