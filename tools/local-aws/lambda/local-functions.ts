import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Forward } from "../interceptor";
import { ownRequest } from "../own-request";
import { AsynchronousInvocations } from "./asynchronous-invocations";
import { EnvironmentPool } from "./environment-pool";
import type { PooledEnvironment } from "./environment-pool";
import { environmentVariables } from "./environment-variables";
import { ExecutionEnvironment } from "./execution-environment";
import type { OutputLine } from "./execution-environment";
import type { FunctionCode } from "./function-code";
import { readFunctionConfiguration } from "./function-configuration";
import type { FunctionConfiguration } from "./function-configuration";
import type { AsynchronousAttempt, Caller, Functions, InvocationResult } from "./functions";
import { invokedArn, limitResponse, refuseRuntime, textOf } from "./invocation";
import type { AroundRun, Invocation, InvocationInput, QueuedEvent, Runnable } from "./invocation";
import { invocationLog } from "./invocation-log";
import { readFunctionReference } from "./lambda-request";
import type { FunctionReference } from "./lambda-request";
import { LogDelivery } from "./log-delivery";
import { type NodeProgram, NODE_VARIABLE, nodeProgramFor } from "./node-programs";
import { policyAllows } from "./resource-policy";
import { assumeExecutionRole } from "./role-credentials";
import { UnpackedCode } from "./unpacked-code";

/** How to make {@link LocalFunctions}. */
export interface LocalFunctionsProps {
  readonly code: FunctionCode;
  /** Sends a request through the gateway's interceptors to moto. */
  readonly call: Forward;
  /** The gateway's endpoint, known once it listens. */
  readonly endpoint: () => string;
  /** The Region of functions that are named without an ARN. */
  readonly region: string;
  /** Stands around each run of a function, to make it go wrong. */
  readonly aroundRun?: AroundRun | undefined;
  /** Told every line that a function writes, as it writes it. */
  readonly onLine?: ((functionName: string, message: string) => void) | undefined;
  /** Told of each run, as its caller sees it. */
  readonly onInvocation?: ((region: string, invocation: Invocation) => void) | undefined;
  /** Told what goes into the log of a function. */
  readonly onLog?: ((region: string, lines: readonly OutputLine[]) => void) | undefined;
  readonly log?: ((message: string) => void) | undefined;
}

/** Runs the functions that were uploaded to the local AWS. */
export class LocalFunctions implements Functions {
  private readonly pool = new EnvironmentPool();
  private readonly unpacked = new UnpackedCode();
  private readonly logs: LogDelivery;
  private readonly asynchronous: AsynchronousInvocations;
  private readonly programs = new Map<string, NodeProgram>();

  constructor(private readonly props: LocalFunctionsProps) {
    const { call, log } = props;
    this.asynchronous = new AsynchronousInvocations({ run: (event) => this.run(event), call, log });
    this.logs = new LogDelivery(props.call, (message) => props.log?.(message));
  }

  async invoke(
    functionNameOrArn: string,
    payload: unknown,
    deadlineMilliseconds?: number,
  ): Promise<InvocationResult> {
    const reference = readFunctionReference(functionNameOrArn);
    const invocation = await this.run({
      region: reference.region ?? this.props.region,
      reference,
      event: payload === undefined ? "null" : JSON.stringify(payload),
      deadlineMilliseconds,
    });
    return invocation === undefined ? { outcome: "not-found" } : resultOf(invocation);
  }

  async enqueue(
    functionNameOrArn: string,
    payload: unknown,
    onAttempt?: (attempt: AsynchronousAttempt) => void,
  ): Promise<boolean> {
    const reference = readFunctionReference(functionNameOrArn);
    const region = reference.region ?? this.props.region;
    if ((await this.find(region, reference)) === undefined) return false;
    const event = payload === undefined ? "null" : JSON.stringify(payload);
    this.asynchronous.enqueue(
      { region, reference, event, requestId: randomUUID() },
      ({ invocation, ...attempt }) => onAttempt?.({ ...attempt, result: resultOf(invocation) }),
    );
    return true;
  }

  /** Runs the handler later, as often as it takes; what becomes of it nobody is told. */
  runLater(event: QueuedEvent): void {
    this.asynchronous.enqueue(event);
  }

  async allows(functionNameOrArn: string, caller: Caller): Promise<boolean> {
    const reference = readFunctionReference(functionNameOrArn);
    const query =
      reference.qualifier === undefined
        ? ""
        : `?Qualifier=${encodeURIComponent(reference.qualifier)}`;
    const response = await this.props.call(
      ownRequest({
        service: "lambda",
        region: reference.region ?? this.props.region,
        method: "GET",
        url: `/2015-03-31/functions/${encodeURIComponent(reference.name)}/policy${query}`,
      }),
    );
    // Neither a function without permissions nor a missing one lets anybody in.
    if (response.status !== 200) return false;
    const { Policy } = JSON.parse(response.body.toString("utf8")) as { Policy: string };
    return policyAllows(Policy, caller);
  }

  /** The configuration of a function that can be run here; `undefined` if there is none. */
  async find(region: string, reference: FunctionReference): Promise<Runnable | undefined> {
    const configuration = await readFunctionConfiguration(this.props.call, region, reference);
    if (configuration === undefined) return undefined;
    const { FunctionName, CodeSha256 } = configuration;
    const zip = this.props.code.find(region, FunctionName, CodeSha256);
    return zip && { configuration, zip };
  }

  /** Runs the handler once; `undefined` when there is no such function, or no code of it. */
  async run(input: InvocationInput): Promise<Invocation | undefined> {
    const { aroundRun, onInvocation } = this.props;
    const invocation = await (aroundRun === undefined
      ? this.runOnce(input)
      : aroundRun(
          input,
          (given) => this.runOnce(given),
          () => this.find(input.region, input.reference),
        ));
    if (invocation !== undefined) onInvocation?.(input.region, invocation);
    return invocation;
  }

  private async runOnce(input: InvocationInput): Promise<Invocation | undefined> {
    const asked = performance.now();
    const runnable = await this.find(input.region, input.reference);
    if (runnable === undefined) return undefined;
    const { configuration } = runnable;
    if (configuration.Runtime?.startsWith("nodejs") !== true) {
      return refuseRuntime(configuration, input.requestId ?? randomUUID());
    }
    const requestId = input.requestId ?? randomUUID();
    const patience = new AbortController();
    const running = this.pool.lend(
      poolKey(input.region, configuration.FunctionName, configuration.Version),
      JSON.stringify(configuration),
      () => this.startEnvironment(input.region, runnable),
      (pooled) => this.invokeIn(pooled, configuration, { ...input, requestId }),
      patience.signal,
    );
    if (input.deadlineMilliseconds === undefined) return running;
    // The caller goes; what it has begun goes on, as on AWS, and leaves a warm environment.
    const remaining = Math.max(0, input.deadlineMilliseconds - (performance.now() - asked));
    const left = sleep(remaining, undefined, { signal: patience.signal, ref: false }).then(
      (): Invocation => ({
        result: { outcome: "timed-out", by: "caller" },
        configuration,
        requestId,
        durationMilliseconds: performance.now() - asked,
        lines: [],
      }),
      () => running,
    );
    running.catch((error: unknown) => {
      if (!patience.signal.aborted) this.props.log?.(String(error));
    });
    try {
      return await Promise.race([running, left]);
    } finally {
      patience.abort(new Error("Nobody waits for the event any more."));
    }
  }

  /** Ends the warm environments of a function that is gone, with all its versions. */
  retire(region: string, functionName: string): void {
    const prefix = poolKey(region, functionName, "");
    this.pool.retire((key) => key.startsWith(prefix));
  }

  /**
   * Ends the processes of all environments, busy ones too, as a crash of the runtime does: an event
   * under way fails with `Runtime.ExitError`, the next one starts an environment anew.
   *
   * @returns how many there were.
   */
  killAll(): Promise<number> {
    return this.pool.killAll();
  }

  /** Ends all functions' processes, and writes what is left of their logs. */
  async stop(): Promise<void> {
    this.asynchronous.stop();
    await this.pool.stop();
    await this.logs.flush();
    await this.unpacked.remove();
  }

  private async startEnvironment(
    region: string,
    { configuration, zip }: Runnable,
  ): Promise<PooledEnvironment> {
    const { FunctionName, Version, Role, CodeSha256, MemorySize } = configuration;
    const [taskRoot, temporaryFolder, credentials] = await Promise.all([
      this.unpacked.folderOf(CodeSha256, zip),
      this.unpacked.temporaryFolder(),
      assumeExecutionRole(this.props.call, region, Role, FunctionName),
    ]);
    const today = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    const logStreamName = `${today}/[${Version}]${randomBytes(16).toString("hex")}`;
    const environment = new ExecutionEnvironment({
      taskRoot,
      temporaryFolder,
      memoryMegabytes: MemorySize,
      node: this.programOf(configuration.Runtime ?? ""),
      variables: environmentVariables({
        configuration,
        region,
        credentials,
        taskRoot,
        temporaryFolder,
        logStreamName,
        endpoint: this.props.endpoint(),
      }),
      onLine: (message) => this.props.onLine?.(FunctionName, message.replaceAll("\r", "\n")),
    });
    return { environment, logStreamName };
  }

  /** The Node.js of a runtime. Says once where it is another one than on AWS. */
  private programOf(runtime: string): NodeProgram {
    const known = this.programs.get(runtime);
    if (known !== undefined) return known;
    const program = nodeProgramFor(runtime);
    this.programs.set(runtime, program);
    if (!runtime.startsWith(`nodejs${program.version.split(".")[0] ?? ""}.`)) {
      this.props.log?.(
        `Functions run on Node.js ${program.version} here, and on ${runtime} on AWS. Install that version with a version manager, or name it in ${NODE_VARIABLE}.`,
      );
    }
    return program;
  }

  private async invokeIn(
    { environment, logStreamName }: PooledEnvironment,
    configuration: FunctionConfiguration,
    input: InvocationInput & { readonly requestId: string },
  ): Promise<Invocation> {
    const isColdStart = !environment.hasRun;
    const { requestId } = input;
    const result = limitResponse(
      await environment.invoke({
        requestId,
        event: input.event,
        functionArn: invokedArn(configuration, input.reference.qualifier),
        clientContext: input.clientContext,
        timeoutMilliseconds: configuration.Timeout * 1000,
      }),
    );
    const durationMilliseconds = environment.handlerMilliseconds;
    const lines = invocationLog({
      configuration,
      requestId,
      started: environment.handlerStarted,
      durationMilliseconds,
      initMilliseconds: isColdStart ? environment.initMilliseconds : undefined,
      maxMemoryBytes: environment.maxMemoryBytes,
      status: statuses[result.outcome],
      lines: environment.takeLines(),
    });
    const group = configuration.LoggingConfig.LogGroup;
    this.props.onLog?.(input.region, lines);
    this.logs.write({ region: input.region, group, name: logStreamName }, lines);
    return { result, configuration, requestId, durationMilliseconds, lines };
  }
}

function resultOf({ result, lines, durationMilliseconds }: Invocation): InvocationResult {
  const log = textOf(lines);
  switch (result.outcome) {
    case "succeeded":
      return { outcome: "succeeded", payload: JSON.parse(result.payload), log };
    case "failed":
      return { outcome: "failed", ...result.error, trace: result.error.trace ?? [], log };
    case "timed-out":
      return { ...result, afterMilliseconds: Math.round(durationMilliseconds), log };
  }
}

const statuses = { succeeded: "success", failed: "error", "timed-out": "timeout" } as const;

function poolKey(region: string, functionName: string, version: string): string {
  return `${region} ${functionName} ${version}`;
}
