import { randomUUID } from "node:crypto";
import { realpathSync } from "node:fs";
import path from "node:path";
import type { Duplex } from "node:stream";
import { z } from "zod";
import { BoundProcess } from "../../process/bound-process";
import { onLine } from "../lines";
import type { NodeProgram } from "./node-programs";
import { permissionFlags } from "./permission-flags";

// As the process sees it: its permissions are by real paths.
const bootstrap = path.join(realpathSync(__dirname), "runtime", "bootstrap.cjs");

/**
 * Lambda gives a function's top-level code 10 s. Then it starts it anew, within the function's own
 * timeout (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib).
 */
const INIT_TIMEOUT_MILLISECONDS = 10_000;

const errorSchema = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});

const messageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("died"), error: errorSchema }),
  z.object({
    type: z.literal("done"),
    requestId: z.string(),
    memoryBytes: z.number(),
    payload: z.string().optional(),
    error: errorSchema.optional(),
  }),
]);

/** An error as a function's caller sees it. */
export type FunctionError = z.output<typeof errorSchema>;

/** One event for a function. */
export interface FunctionEvent {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly functionArn: string;
  readonly clientContext: unknown;
  /** How long the handler may take. */
  readonly timeoutMilliseconds: number;
}

/** How a handler ended. */
export type HandlerResult =
  | { readonly outcome: "succeeded"; readonly payload: string }
  | { readonly outcome: "failed"; readonly error: FunctionError }
  /** Whose patience ended: the function's own timeout, or its caller's. */
  | { readonly outcome: "timed-out"; readonly by: TimedOutBy };

/** Whose time ran out. */
export type TimedOutBy = "function" | "caller";

/** A process that runs the function, and when its top-level code is through. */
interface Runtime {
  readonly process: BoundProcess;
  readonly ready: Promise<void>;
}

/** A line of a function's output, and when it came. */
export interface OutputLine {
  /** In milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}

/** How to start an {@link ExecutionEnvironment}. */
export interface ExecutionEnvironmentOptions {
  /** The folder with the function's code. */
  readonly taskRoot: string;
  /** A folder of the environment's own, to write into. */
  readonly temporaryFolder: string;
  /** The whole environment of the process. */
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  readonly node: NodeProgram;
  readonly onLine?: ((message: string) => void) | undefined;
}

/**
 * One execution environment of a function: a process that has the handler loaded and takes one
 * event at a time
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html).
 */
export class ExecutionEnvironment {
  /** How long start and top-level code took; unknown for code that is not through, or failed. */
  initMilliseconds: number | undefined;
  /** The most memory the process has had so far. */
  maxMemoryBytes = 0;
  /** When the handler was last given an event, in milliseconds since 1970. */
  handlerStarted = 0;
  /** How long it took then, or took until it was stopped. */
  handlerMilliseconds = 0;
  /** Whether it has been given an event yet. */
  hasRun = false;
  /**
   * Resolves when the top-level code is through, or has failed, or has taken all of its time: the
   * next event makes of it what Lambda does. Nobody's patience ends it.
   */
  readonly initialized: Promise<void>;

  private runtime: Runtime;
  private readonly marker = `end-of-invocation-${randomUUID()}`;
  private lines: OutputLine[] = [];
  private fatalError: FunctionError | undefined;
  private isAlive = true;
  private isKilled = false;
  private exitCode: number | null = null;
  private clock = 0;
  // Of the event under way. A promise that lives as long as the process would keep every event.
  private onEnd: () => void = () => undefined;
  private onMarker: () => void = () => undefined;
  private onDone: (result: HandlerResult) => void = () => undefined;

  constructor(private readonly options: ExecutionEnvironmentOptions) {
    this.runtime = this.start();
    const over = new AbortController();
    this.initialized = Promise.race([
      this.runtime.ready,
      this.runtime.process.ended,
      after(INIT_TIMEOUT_MILLISECONDS, over.signal),
    ]).then(() => {
      over.abort();
    });
  }

  private start(): Runtime {
    const started = performance.now();
    const { memoryMegabytes, node, taskRoot, temporaryFolder, variables } = this.options;
    const args = [
      `--max-old-space-size=${memoryMegabytes}`,
      ...permissionFlags(
        { read: [path.dirname(bootstrap), taskRoot], write: [temporaryFolder] },
        node.version,
      ),
      bootstrap,
    ];
    const program = new BoundProcess(node.file, args, {
      env: variables,
      cwd: taskRoot,
      mergesOutput: true,
      channel: true,
    });
    onLine(program.output, (line) => {
      this.readLine(line);
    });
    const ready = new Promise<void>((resolve) => {
      onLine(channelOf(program), (line) => {
        const message = messageOf(line);
        // Whatever a function may write into the channel, it must not end the local AWS.
        if (message === undefined) return;
        if (message.type === "ready") {
          this.initMilliseconds = performance.now() - started;
          resolve();
        } else if (message.type === "died") {
          this.fatalError = message.error;
        } else {
          this.maxMemoryBytes = message.memoryBytes;
          this.onDone(
            message.error
              ? { outcome: "failed", error: message.error }
              : { outcome: "succeeded", payload: message.payload ?? "null" },
          );
        }
      });
    });
    void program.ended.then(({ code }) => {
      // One that was replaced.
      if (this.runtime.process !== program) return;
      this.isAlive = false;
      this.exitCode = code;
      this.onEnd();
    });
    return { process: program, ready };
  }

  /** Whether it can take another event. */
  get isUsable(): boolean {
    return this.isAlive && this.fatalError === undefined;
  }

  /** What has been written since the last call. */
  takeLines(): readonly OutputLine[] {
    const taken = this.lines;
    this.lines = [];
    return taken;
  }

  /**
   * Runs the handler. A process that takes longer than the function's timeout is killed; one that has
   * died, in its top-level code or in the handler, is reported in Lambda's terms. The timeout begins
   * when the top-level code is through.
   */
  async invoke(event: FunctionEvent): Promise<HandlerResult> {
    this.hasRun = true;
    const over = new AbortController();
    try {
      const ending = await this.run(event, over.signal);
      if (ending !== "time-is-up") return ending;
      await this.kill();
      return { outcome: "timed-out", by: "function" };
    } finally {
      over.abort();
    }
  }

  /** Ends the process, whatever it does; returns when it is gone. */
  async kill(): Promise<void> {
    this.isKilled = true;
    this.runtime.process.kill();
    await this.runtime.process.ended;
  }

  /** @param over when nobody waits any more. */
  private async run(
    event: FunctionEvent,
    over: AbortSignal,
  ): Promise<HandlerResult | "time-is-up"> {
    await this.initialized;
    if (this.initMilliseconds === undefined && this.isAlive && !this.isKilled) await this.restart();
    const ended = this.endOf(event);
    this.startClock();
    const timesOut = after(event.timeoutMilliseconds, over).then(() => "time-is-up" as const);
    const answer = this.runtime.ready.then(() => this.answer(event));
    const ending = await Promise.race([answer, ended, timesOut]);
    this.handlerMilliseconds = performance.now() - this.clock;
    return ending;
  }

  private async restart(): Promise<void> {
    const { process: slow } = this.runtime;
    this.runtime = this.start();
    slow.kill();
    await slow.ended;
  }

  /** Resolves if the process ends before the event does. */
  private endOf({ requestId }: FunctionEvent): Promise<HandlerResult> {
    return new Promise((resolve) => {
      this.onEnd = () => {
        // The shell that was told to kill the process reports its own signal, or the process's.
        const code = this.isKilled ? null : this.exitCode;
        resolve({ outcome: "failed", error: this.fatalError ?? exitError(requestId, code) });
      };
      if (!this.isAlive) this.onEnd();
    });
  }

  private startClock(): void {
    this.handlerStarted = Date.now();
    this.clock = performance.now();
  }

  /** Gives the handler an event; resolves when its answer and all of its output are here. */
  private async answer(event: FunctionEvent): Promise<HandlerResult> {
    const { requestId, functionArn, clientContext, timeoutMilliseconds } = event;
    const deadline = this.handlerStarted + timeoutMilliseconds;
    const marked = new Promise<void>((resolve) => {
      this.onMarker = resolve;
    });
    const done = new Promise<HandlerResult>((resolve) => {
      this.onDone = resolve;
    });
    const message = { requestId, functionArn, clientContext, deadline, marker: this.marker };
    // Where the process has just ended, that is seen anyway.
    channelOf(this.runtime.process).write(
      `${JSON.stringify({ ...message, event: event.event })}\n`,
    );
    const [result] = await Promise.all([done, marked]);
    return result;
  }

  private readLine(line: string): void {
    const isMarked = line.endsWith(this.marker);
    // Output without a line break at its end stands in front of the marker.
    const message = isMarked ? line.slice(0, -this.marker.length) : line;
    if (!isMarked || message !== "") {
      this.lines.push({ timestamp: Date.now(), message });
      this.options.onLine?.(message);
    }
    if (isMarked) this.onMarker();
  }
}

function channelOf({ channel }: BoundProcess): Duplex {
  if (channel === undefined) throw new Error("The process was started without a channel.");
  return channel;
}

function messageOf(line: string): z.output<typeof messageSchema> | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Lambda's report of a process that ended instead of answering. */
function exitError(requestId: string, code: number | null): FunctionError {
  const reason =
    code === 0
      ? "Runtime exited without providing a reason"
      : `Runtime exited with error: ${statusOf(code)}`;
  return {
    errorType: "Runtime.ExitError",
    errorMessage: `RequestId: ${requestId} Error: ${reason}`,
  };
}

/** A shell reports a signal as 128 and its number. */
function statusOf(code: number | null): string {
  if (code === null || code === 137) return "signal: killed";
  if (code === 134) return "signal: aborted";
  return `exit status ${code}`;
}

/** Resolves after a time; waiting keeps no process alive, and ends when it is `over`. */
async function after(milliseconds: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds).unref();
    over.addEventListener("abort", () => {
      clearTimeout(timer);
    });
  });
}
