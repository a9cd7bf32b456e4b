import { cognitoInterceptors } from "./cognito";
import type { TriggerRecord } from "./cognito";
import { motoGaps } from "./gaps/moto-gaps";
import { startGateway, throughInterceptors } from "./gateway";
import type { Interceptor } from "./interceptor";
import { FunctionCode, functionUploads } from "./lambda/function-code";
import type { Functions } from "./lambda/functions";
import { functionInvocations } from "./lambda/invoke";
import { LocalFunctions } from "./lambda/local-functions";
import { MOTO_ACCOUNT_ID, startMoto } from "./moto";
import type { MotoOptions } from "./moto";
import { Upstream } from "./upstream";

const DEFAULT_REGION = "us-east-1";

/** How to start a {@link LocalAws}. All is optional. */
export interface LocalAwsOptions {
  /** The gateway's port; default 0: any that is free. */
  readonly port?: number;
  /** The Region of calls that are not signed, as users' calls of Cognito are; default us-east-1. */
  readonly region?: string;
  /** Asked before all others. */
  readonly interceptors?: readonly Interceptor[];
  /** Told what takes long while it starts, and what goes wrong inside the local AWS later. */
  readonly log?: (message: string) => void;
  /** Told each line that a function writes. */
  readonly onFunctionOutput?: (functionName: string, message: string) => void;
  /** Told of each attempt to call a trigger. */
  readonly onTrigger?: (record: TriggerRecord) => void;
  /** Ends the start. What has started is stopped again. */
  readonly signal?: AbortSignal;
  /** Where and how moto is found. */
  readonly moto?: Pick<MotoOptions, "environment" | "virtualEnvironments">;
}

/** A running local AWS. */
export interface LocalAws {
  /** For `AWS_ENDPOINT_URL`: one endpoint for every service. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly functions: Functions;
  /**
   * Stops the functions, the gateway and moto; returns when no process and no connection is left.
   * May be called again.
   */
  stop(): Promise<void>;
}

/**
 * Starts moto, the gateway in front of it, and the runtime of functions. All of it is in memory:
 * it starts empty, and ends with {@link LocalAws.stop} or with this process.
 *
 * @throws Error when moto cannot be had or does not start, or when the port is in use.
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { log, signal } = options;
  const region = options.region ?? DEFAULT_REGION;
  const moto = await startMoto({
    ...options.moto,
    ...(log && { progress: log }),
    ...(signal && { signal }),
  });
  const upstream = new Upstream(moto.endpoint);
  const stopping = new AbortController();

  const interceptors: Interceptor[] = [];
  const call = throughInterceptors(interceptors, (request) => upstream.forward(request));
  const code = new FunctionCode();
  const functions = new LocalFunctions({
    code,
    call,
    region,
    endpoint: () => gateway.endpoint,
    onLine: options.onFunctionOutput,
    log,
  });
  interceptors.push(
    ...(options.interceptors ?? []),
    functionUploads(code),
    functionInvocations(functions, stopping.signal, log),
    ...cognitoInterceptors({
      functions,
      accountId: MOTO_ACCOUNT_ID,
      onTrigger: options.onTrigger,
    }),
    ...motoGaps(),
  );
  const gateway = await startGateway({
    forward: call,
    region,
    port: options.port ?? 0,
    ...(log && { log }),
  }).catch(async (error: unknown) => {
    upstream.close();
    await moto.stop();
    throw error;
  });
  void moto.ended.then((output) => {
    if (!stopping.signal.aborted) log?.(`moto has ended by itself. Its last output:\n${output}`);
  });

  const stop = async (): Promise<void> => {
    stopping.abort();
    // At once: the gateway waits for answers under way, those of busy functions among them.
    await Promise.all([functions.stop(), gateway.close()]);
    upstream.close();
    await moto.stop();
  };
  let stopped: Promise<void> | undefined;
  const stopOnce = (): Promise<void> => (stopped ??= stop());
  if (signal?.aborted === true) {
    await stopOnce();
    signal.throwIfAborted();
  }
  return {
    endpoint: gateway.endpoint,
    region,
    accountId: MOTO_ACCOUNT_ID,
    functions,
    stop: stopOnce,
  };
}
