import { randomBytes } from "node:crypto";
import { capturedMail } from "./captured-mail";
import { cognitoInterceptors } from "./cognito";
import type { TriggerRecord } from "./cognito";
import { Clock, turnedClock } from "./clock";
import { LocalCloudWatch } from "./cloudwatch/local-cloudwatch";
import { callFaults, type ChooseCallFault } from "./faults/call-faults";
import { invocationFaults, type ChooseInvocationFault } from "./faults/invocation-faults";
import { motoGaps } from "./gaps/moto-gaps";
import { AccessKeys, issuedKeys, type Credentials } from "./door/access-keys";
import { door, mayConnect, objectionToSignature } from "./door/door";
import { loginDoor } from "./door/login-door";
import { NamedOrigins, namedOrigins } from "./door/named-origins";
import { startGateway, throughInterceptors } from "./gateway";
import { appSync } from "./appsync";
import { functionTargets } from "./event-bridge/function-targets";
import { LocalEventBridge } from "./event-bridge/local-event-bridge";
import { eventSourceMappings, EventSources } from "./event-sources";
import { httpApis } from "./http-api";
import { iamCallers } from "./appsync/iam-callers";
import { Authorization } from "./iam/authorization";
import { identityCredentials } from "./iam/identity-credentials";
import { RoleSessions } from "./iam/role-sessions";
import type { Interceptor } from "./interceptor";
import { FunctionCode, functionUploads } from "./lambda/function-code";
import type { Functions } from "./lambda/functions";
import { functionInvocations } from "./lambda/invoke";
import { LocalFunctions } from "./lambda/local-functions";
import { legacyDirectory } from "./legacy-directory";
import { startManagedLoginGateway } from "./managed-login-gateway";
import { MOTO_ACCOUNT_ID, startMoto } from "./moto";
import type { MotoOptions } from "./moto";
import { keptMessages, Outbox } from "./outbox";
import type { SentMessage } from "./outbox";
import { readableBody } from "./readable-body";
import { s3Notifications } from "./s3-notifications";
import { waf } from "./waf/waf";
import { Upstream } from "./upstream";

const DEFAULT_REGION = "us-east-1";

/** How to start a {@link LocalAws}. All is optional. */
export interface LocalAwsOptions {
  /** The gateway's port, and the next one is that of the sign-in pages; default 0: any that are free. */
  readonly port?: number;
  /** The Region of calls that are not signed, as users' calls of Cognito are; default us-east-1. */
  readonly region?: string;
  /**
   * Whether Cognito takes every code for the right one, for scripts that read no messages; default:
   * only the code that was sent.
   */
  readonly anyCode?: boolean;
  /** The administrator's key pair, which signs all but users' calls; default: a new one. */
  readonly credentials?: Credentials;
  /** Asked before all others. */
  readonly interceptors?: readonly Interceptor[];
  /** What goes wrong, to see what a backend bears; default: nothing. */
  readonly faults?: {
    readonly calls?: ChooseCallFault;
    readonly invocations?: ChooseInvocationFault;
  };
  /** Told what takes long while it starts, and what goes wrong inside the local AWS later. */
  readonly log?: (message: string) => void;
  /** Told each line that a function writes. */
  readonly onFunctionOutput?: (functionName: string, message: string) => void;
  /** Told of each attempt to call a trigger. */
  readonly onTrigger?: (record: TriggerRecord) => void;
  /** Told of each message that AWS would have sent to a person. */
  readonly onMessage?: (message: SentMessage) => void;
  /** Told when moto has ended by itself: whatever was deployed is gone. */
  readonly onEnd?: () => void;
  /** Ends the start. What has started is stopped again. */
  readonly signal?: AbortSignal;
  /** Where and how moto is found. */
  readonly moto?: Pick<MotoOptions, "environment" | "virtualEnvironments">;
}

/** A running local AWS. */
export interface LocalAws {
  /** For `AWS_ENDPOINT_URL`: one endpoint for every service. */
  readonly endpoint: string;
  /**
   * `http://127.0.0.1:<port>`: a user pool's domain is the path `/<domain>` of it, for example
   * `/<domain>/oauth2/authorize`.
   */
  readonly managedLoginEndpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** The administrator's. They open this local AWS, and nothing else anywhere. */
  readonly credentials: Credentials;
  readonly functions: Functions;
  /**
   * Kills the processes of all functions, as a crash of their runtime does: events under way fail
   * with `Runtime.ExitError`. Returns how many there were.
   */
  killFunctions(): Promise<number>;
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
  const { faults, log, signal } = options;
  const region = options.region ?? DEFAULT_REGION;
  const moto = await startMoto({
    ...options.moto,
    ...(log && { progress: log }),
    ...(signal && { signal }),
  });
  const upstream = new Upstream(moto.socket);
  const stopping = new AbortController();

  const interceptors: Interceptor[] = [];
  const call = throughInterceptors(interceptors, (request) => upstream.forward(request));
  const code = new FunctionCode();
  const sessions = new RoleSessions();
  const credentials = options.credentials ?? newCredentials();
  const keys = new AccessKeys(credentials);
  const origins = new NamedOrigins();
  const clock = new Clock();
  const cloudWatch = new LocalCloudWatch({ now: clock.now, call });
  const outbox = new Outbox((message) => {
    cloudWatch.onMessage(region, message);
    options.onMessage?.(message);
  });
  const functions = new LocalFunctions({
    code,
    call,
    region,
    endpoint: () => gateway.endpoint,
    aroundRun: faults?.invocations && invocationFaults(faults.invocations, stopping.signal),
    onLine: options.onFunctionOutput,
    onInvocation: cloudWatch.onInvocation,
    onLog: cloudWatch.onLines,
    log,
  });
  const authorization = new Authorization({ accountId: MOTO_ACCOUNT_ID, sessions });
  const graphql = appSync({
    call,
    iam: iamCallers({ sessions, authorization, accountId: MOTO_ACCOUNT_ID, call }),
    accountId: MOTO_ACCOUNT_ID,
    region,
    endpoint: () => gateway.endpoint,
    verify: (request) => objectionToSignature(request, keys),
    mayConnect: mayConnect(origins),
    log,
  });
  const apis = httpApis({
    functions,
    call,
    accountId: MOTO_ACCOUNT_ID,
    now: clock.now,
    endpoint: () => gateway.endpoint,
    log,
  });
  const sources = new EventSources({
    functions,
    call,
    now: clock.now,
    onIteratorAge: cloudWatch.onIteratorAge,
    log,
  });
  const eventBridge = new LocalEventBridge({
    functions,
    call,
    clock,
    accountId: MOTO_ACCOUNT_ID,
    log,
  });
  interceptors.push(
    ...(options.interceptors ?? []),
    readableBody(),
    issuedKeys(keys),
    authorization.interceptor,
    ...(faults?.calls ? [callFaults(sessions, faults.calls, stopping.signal)] : []),
    keptMessages(outbox),
    turnedClock(clock),
    // Before all that users ask of.
    waf(MOTO_ACCOUNT_ID, clock),
    legacyDirectory(),
    functionUploads(code),
    functionInvocations(functions),
    eventSourceMappings(sources, MOTO_ACCOUNT_ID),
    sources.watched,
    eventBridge.interceptor,
    functionTargets(),
    s3Notifications({ functions, call, now: clock.now, accountId: MOTO_ACCOUNT_ID, log }),
    cloudWatch.interceptor,
    cloudWatch.cognitoCalls,
    cloudWatch.apiCalls,
    ...cognitoInterceptors({
      functions,
      accountId: MOTO_ACCOUNT_ID,
      onTrigger: options.onTrigger,
      outbox,
      clock,
      anyCode: options.anyCode,
      endpoint: () => gateway.endpoint,
      managedLoginEndpoint: () => loginGateway.endpoint,
    }),
    // After the check of users' tokens: which role an identity gets is written in them.
    identityCredentials(sessions),
    capturedMail(outbox),
    graphql.interceptor,
    apis,
    // After the checks of what is asked: only what is deployed counts.
    namedOrigins(origins),
    ...motoGaps(),
  );
  const giveUp = async (error: unknown): Promise<never> => {
    upstream.close();
    await moto.stop();
    throw error;
  };
  const gateway = await startGateway({
    forward: call,
    door: door(keys, origins),
    upgrade: (request, socket, head) => graphql.realTime.accept(request, socket, head),
    region,
    port: options.port ?? 0,
    ...(log && { log }),
  }).catch(giveUp);
  const loginGateway = await startManagedLoginGateway({
    call,
    door: loginDoor(origins),
    region,
    port: options.port ? options.port + 1 : 0,
    log,
  }).catch(async (error: unknown) => {
    await gateway.close();
    return giveUp(error);
  });
  void moto.ended.then((output) => {
    if (stopping.signal.aborted) return;
    log?.(`moto has ended by itself. Its last output:\n${output}`);
    options.onEnd?.();
  });

  const stop = async (): Promise<void> => {
    stopping.abort();
    sources.stop();
    eventBridge.stop();
    graphql.realTime.close();
    // At once: the gateway waits for answers under way, those of busy functions among them.
    await Promise.all([functions.stop(), gateway.close(), loginGateway.close()]);
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
    managedLoginEndpoint: loginGateway.endpoint,
    region,
    accountId: MOTO_ACCOUNT_ID,
    // A new one for each: the SDK writes notes of its own into what it is given.
    get credentials() {
      return { ...credentials };
    },
    functions,
    killFunctions: () => functions.killAll(),
    stop: stopOnce,
  };
}

/** Looks like IAM's own, as some clients want it (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids). */
function newCredentials(): Credentials {
  // Base32: none of IAM's characters is likelier than another.
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const id = [...randomBytes(16)].map((byte) => letters[byte % letters.length]).join("");
  return { accessKeyId: `AKIA${id}`, secretAccessKey: randomBytes(30).toString("base64url") };
}
