import { randomUUID } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { BoundProcess } from "../../process/bound-process";
import { onLine } from "../lines";

const bootstrap = path.join(__dirname, "runtime", "bootstrap.cjs");

/** Longer than any start takes; Lambda gives a function's top-level code 10 s. */
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
  /** How long the caller still waits, start and all; may be `Infinity`. */
  readonly callerMilliseconds: number;
}

/** How a handler ended. */
export type HandlerResult =
  | { readonly outcome: "succeeded"; readonly payload: string }
  | { readonly outcome: "failed"; readonly error: FunctionError }
  /** Whose patience ended: the function's own timeout, or its caller's. */
  | { readonly outcome: "timed-out"; readonly by: TimedOutBy };

/** Whose time ran out. */
export type TimedOutBy = "function" | "caller";

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
  /** The whole environment of the process. */
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  readonly onLine?: ((message: string) => void) | undefined;
}

/**
 * One execution environment of a function: a process that has the handler loaded and takes one
 * event at a time
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). It runs on the
 * Node.js that runs us, whatever the function's runtime says.
 */
export class ExecutionEnvironment {
  /** How long start and top-level code took; not known before the first event. */
  initMilliseconds: number | undefined;
  /** The most memory the process has had so far. */
  maxMemoryBytes = 0;
  /** When the handler was last given an event, in milliseconds since 1970. */
  handlerStarted = 0;
  /** How long it took then, or took until it was stopped. */
  handlerMilliseconds = 0;

  private readonly process: BoundProcess;
  private readonly marker = `end-of-invocation-${randomUUID()}`;
  private readonly ready: Promise<void>;
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
    const started = performance.now();
    const heap = `--max-old-space-size=${options.memoryMegabytes}`;
    this.process = new BoundProcess(process.execPath, [heap, bootstrap], {
      env: options.variables,
      cwd: options.taskRoot,
      mergesOutput: true,
      ipc: true,
    });
    onLine(this.process.output, (line) => {
      this.readLine(line);
    });
    this.ready = new Promise((resolve) => {
      this.process.child.on("message", (message) => {
        const { data: parsed } = messageSchema.safeParse(message);
        // Whatever a function may get hold of the channel for, it must not end the local AWS.
        if (parsed === undefined) return;
        if (parsed.type === "ready") {
          this.initMilliseconds = performance.now() - started;
          resolve();
        } else if (parsed.type === "died") {
          this.fatalError = parsed.error;
        } else {
          this.maxMemoryBytes = parsed.memoryBytes;
          this.onDone(
            parsed.error
              ? { outcome: "failed", error: parsed.error }
              : { outcome: "succeeded", payload: parsed.payload ?? "null" },
          );
        }
      });
    });
    void this.process.ended.then(({ code }) => {
      this.isAlive = false;
      this.exitCode = code;
      this.onEnd();
    });
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
   * Runs the handler. A process that takes too long is killed; one that has died, in its top-level
   * code or in the handler, is reported in Lambda's terms. The function's timeout begins when its
   * top-level code is through.
   */
  async invoke(event: FunctionEvent): Promise<HandlerResult> {
    const over = new AbortController();
    try {
      const ending = await this.run(event, over.signal);
      if (typeof ending !== "string") return ending;
      await this.kill();
      return { outcome: "timed-out", by: ending };
    } finally {
      over.abort();
    }
  }

  /** Ends the process, whatever it does; returns when it is gone. */
  async kill(): Promise<void> {
    this.isKilled = true;
    this.process.kill();
    await this.process.ended;
  }

  /** @param over when nobody waits any more. */
  private async run(event: FunctionEvent, over: AbortSignal): Promise<HandlerResult | TimedOutBy> {
    const callerLeaves = after(event.callerMilliseconds, "caller", over);
    const ended = this.endOf(event);
    this.startClock();
    if (this.initMilliseconds === undefined) {
      const initialized = await Promise.race([
        this.ready.then(() => "ready" as const),
        ended,
        after(INIT_TIMEOUT_MILLISECONDS, "function", over),
        callerLeaves,
      ]);
      if (initialized !== "ready") return initialized;
      this.startClock();
    }
    const timesOut = after(event.timeoutMilliseconds, "function", over);
    const ending = await Promise.race([this.answer(event), ended, timesOut, callerLeaves]);
    this.handlerMilliseconds = performance.now() - this.clock;
    return ending;
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
    // An error means that the process has just ended, which is seen anyway.
    this.process.child.send(
      { requestId, functionArn, clientContext, deadline, event: event.event, marker: this.marker },
      () => undefined,
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

/** Resolves after a time, or never; waiting keeps no process alive, and ends when it is `over`. */
async function after(milliseconds: number, by: TimedOutBy, over: AbortSignal): Promise<TimedOutBy> {
  return new Promise((resolve) => {
    if (milliseconds === Infinity) return;
    const timer = setTimeout(resolve, milliseconds, by).unref();
    over.addEventListener("abort", () => {
      clearTimeout(timer);
    });
  });
}
