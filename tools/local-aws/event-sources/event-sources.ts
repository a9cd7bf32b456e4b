import type { AwsRequest, Interceptor } from "../interceptor";
import { isJsonObject, readJson } from "../json-protocol";
import { serviceOf, type Mapping } from "./mapping";
import type { Poller, PollerProps } from "./poller";
import { QueuePoller } from "./queue-poller";
import { StreamPoller } from "./stream-poller";

/** moto puts some messages into queues by itself. */
const tickMilliseconds = 1000;

/** Everything that reads streams and queues for functions. */
export class EventSources {
  private readonly pollers = new Map<string, Poller>();
  private tick: NodeJS.Timeout | undefined;

  constructor(readonly props: PollerProps) {}

  get mappings(): readonly Mapping[] {
    return [...this.pollers.values()].map(({ mapping }) => mapping);
  }

  find(uuid: string): Mapping | undefined {
    return this.pollers.get(uuid)?.mapping;
  }

  /** Begins to read. */
  async add(mapping: Mapping): Promise<void> {
    const isStream = serviceOf(mapping) === "dynamodb";
    const poller = isStream
      ? new StreamPoller(mapping, this.props)
      : new QueuePoller(mapping, this.props);
    if (poller instanceof StreamPoller) await poller.begin();
    this.pollers.set(mapping.uuid, poller);
    if (!isStream) this.tick ??= setInterval(this.wakeQueues, tickMilliseconds).unref();
    poller.wake();
  }

  /** Something about it has changed. */
  wake(uuid: string): void {
    this.pollers.get(uuid)?.wake();
  }

  remove(uuid: string): void {
    this.pollers.get(uuid)?.stop();
    this.pollers.delete(uuid);
  }

  stop(): void {
    clearInterval(this.tick);
    for (const poller of this.pollers.values()) poller.stop();
  }

  private readonly wakeQueues = (): void => {
    for (const poller of this.pollers.values()) if (poller instanceof QueuePoller) poller.wake();
  };

  /** Wakes whoever reads what a call writes. */
  readonly watched: Interceptor = async (request, forward) => {
    const written = this.pollers.size === 0 ? [] : writtenBy(request);
    if (written.length === 0) return undefined;
    const response = await forward(request);
    for (const { mapping } of this.pollers.values()) {
      const { sourceArn, uuid } = mapping;
      if (written.some((name) => name === any || nameOf(sourceArn) === name)) this.wake(uuid);
    }
    return response;
  };
}

/** A statement of PartiQL tells only by its text which table it writes. */
const any = "*";
const statements = new Set(["BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction"]);

const queueWrites = new Set(["SendMessage", "SendMessageBatch"]);
const rowWrites = new Set(["DeleteItem", "PutItem", "UpdateItem"]);

/** The name of the table or the queue behind an ARN. */
function nameOf(arn: string): string {
  return /:table\/([^/]+)/.exec(arn)?.[1] ?? arn.split(":").at(-1) ?? "";
}

/** The tables and queues that a call may write to. */
function writtenBy(request: AwsRequest): readonly string[] {
  const { service, operation = "" } = request;
  if (service === "sqs") {
    if (!queueWrites.has(operation)) return [];
    return [String(readJson(request)["QueueUrl"]).split("/").at(-1) ?? ""];
  }
  if (service !== "dynamodb") return [];
  const { TableName, RequestItems, TransactItems } = readJson(request);
  if (statements.has(operation)) return [any];
  if (rowWrites.has(operation)) return [nameOf(String(TableName))];
  if (operation === "BatchWriteItem" && isJsonObject(RequestItems)) {
    return Object.keys(RequestItems).map(nameOf);
  }
  if (operation !== "TransactWriteItems" || !Array.isArray(TransactItems)) return [];
  return TransactItems.filter(isJsonObject).flatMap((item) =>
    Object.values(item)
      .filter(isJsonObject)
      .map((part) => nameOf(String(part["TableName"]))),
  );
}
