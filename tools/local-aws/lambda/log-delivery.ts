import type { Forward } from "../interceptor";
import { readJson } from "../json-protocol";
import { ownRequest } from "../own-request";
import type { OutputLine } from "./execution-environment";

/** A stream in a log group. */
export interface LogStream {
  readonly region: string;
  readonly group: string;
  readonly name: string;
}

/**
 * Writes functions' logs to CloudWatch Logs behind the callers' backs, in order; a log group that
 * is missing is created, as Lambda does.
 */
export class LogDelivery {
  private queue: Promise<void> = Promise.resolve();

  /** @param onFailure is told why logs were lost. */
  constructor(
    private readonly call: Forward,
    private readonly onFailure: (message: string) => void,
  ) {}

  /** Returns at once; see {@link LogDelivery.flush}. */
  write(stream: LogStream, lines: readonly OutputLine[]): void {
    this.queue = this.queue
      .then(() => this.put(stream, lines))
      .catch((error: unknown) => {
        this.onFailure(`The log of ${stream.group} could not be written: ${String(error)}`);
      });
  }

  /** Returns once everything so far is written. */
  flush(): Promise<void> {
    return this.queue;
  }

  private async put(stream: LogStream, lines: readonly OutputLine[]): Promise<void> {
    const target = { logGroupName: stream.group, logStreamName: stream.name };
    // PutLogEvents refuses empty messages, and wants the rest in the order of time.
    const logEvents = lines
      .filter(({ message }) => message !== "")
      .sort((one, other) => one.timestamp - other.timestamp);
    const put = { ...target, logEvents };
    if ((await this.logs(stream, "PutLogEvents", put)) !== "ResourceNotFoundException") return;
    await this.logs(stream, "CreateLogGroup", { logGroupName: stream.group });
    await this.logs(stream, "CreateLogStream", target);
    await this.logs(stream, "PutLogEvents", put);
  }

  /** @returns the name of the error, for the errors that have a remedy. */
  private async logs(
    { region }: LogStream,
    operation: string,
    members: object,
  ): Promise<string | undefined> {
    const response = await this.call(
      ownRequest({
        service: "logs",
        region,
        target: `Logs_20140328.${operation}`,
        body: JSON.stringify(members),
      }),
    );
    if (response.status === 200) return undefined;
    const type = String(readJson(response)["__type"]);
    const remedied = ["ResourceNotFoundException", "ResourceAlreadyExistsException"];
    const name = remedied.find((known) => type.endsWith(known));
    if (name === undefined) throw new Error(`${operation}: ${response.body.toString("utf8")}`);
    return name;
  }
}
