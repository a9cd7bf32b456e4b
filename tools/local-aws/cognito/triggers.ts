import type { LambdaConfigType, UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { isJsonObject, type JsonObject } from "../json-protocol";
import type { Functions, InvocationResult } from "../lambda/functions";
import { CognitoError } from "./cognito-error";

/**
 * How Cognito delivers an event to a function. The developer guide gives the limits: five seconds,
 * not configurable, and three attempts "if the call can be retried". It does not say which failures
 * those are, so a function must expect its event again after any.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export const delivery = {
  attempts: 3,
  deadlineMilliseconds: 5000,
  retriedOutcomes: ["failed", "timed-out"],
} as const;

/** Operations signed with AWS credentials name no app client; Cognito's event says so in these words. */
export const noClient = "CLIENT_ID_NOT_APPLICABLE";

/**
 * The settings of a pool's `LambdaConfig` that name one function each. `InboundFederation` has no
 * flow here; of the two settings of pre token generation the older one gives the trigger its name.
 */
export type TriggerName = Exclude<
  keyof LambdaConfigType,
  "KMSKeyID" | "PreTokenGenerationConfig" | "InboundFederation"
>;

/** The function that a pool calls, and which form of the event it is written for. */
export interface TriggerFunction {
  readonly arn: string;
  /** E.g. `V2_0`; settings that hold no more than an ARN mean `V1_0`. */
  readonly lambdaVersion: string;
}

/**
 * The pool's function for a trigger, if it has one.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html
 */
export function functionOf(pool: UserPoolType, trigger: TriggerName): TriggerFunction | undefined {
  const config = pool.LambdaConfig ?? {};
  // The older setting of pre token generation always means V1_0, so the newer one goes first.
  const newer = trigger === "PreTokenGeneration" ? config.PreTokenGenerationConfig : undefined;
  const setting = newer ?? config[trigger];
  const { LambdaArn: arn, LambdaVersion: lambdaVersion = "V1_0" } =
    typeof setting === "object" ? setting : { LambdaArn: setting };
  return arn === undefined || arn === "" ? undefined : { arn, lambdaVersion };
}

/** What happens in a pool that a function is to be told about. */
export interface Occasion {
  readonly pool: UserPoolType;
  readonly trigger: TriggerName;
  /** E.g. `PostConfirmation_ConfirmSignUp`. */
  readonly source: string;
  readonly userName: string;
  readonly clientId: string;
  readonly request: object;
  /** The response as the function receives it, to be filled in. */
  readonly response: object;
  /** The event's form; default: `1`. */
  readonly version?: TriggerEvent["version"];
}

/** The event that a trigger function receives and has to return. */
export interface TriggerEvent {
  readonly version: "1" | "2" | "3";
  readonly triggerSource: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: object;
  /** Senders get none: nobody waits for what they say. */
  readonly response?: object;
}

/** One delivery of an event to a function, for a log of triggers. */
export interface TriggerRecord {
  /** When the delivery began, in ISO 8601. */
  readonly at: string;
  /** The function's ARN. */
  readonly function: string;
  /** With the trigger's source, the pool and the user's name. */
  readonly event: TriggerEvent;
  /** Counted from 1. */
  readonly attempt: number;
  readonly durationMilliseconds: number;
  readonly outcome: InvocationResult["outcome"] | "not-permitted" | "bad-response";
  /** What the function answered, if it did. */
  readonly response?: unknown;
  /** What the client is told, unless a later attempt succeeds; of a sender, how it failed. */
  readonly error?: string;
}

/** What firing triggers needs of the local AWS. */
export interface TriggersProps {
  readonly functions: Functions;
  /** The account that the pools live in: permissions name it as their source account. */
  readonly accountId: string;
  /** Told of every attempt. */
  readonly onTrigger?: ((record: TriggerRecord) => void) | undefined;
}

/** Calls the functions of user pools as Cognito does. */
export class Triggers {
  constructor(private readonly props: TriggersProps) {}

  /**
   * Tells the pool's function, if it has one for this trigger, and waits for its answer.
   *
   * @returns the event's `response` as the function filled it in, `undefined` without a function.
   * @throws {@link CognitoError} `UnexpectedLambdaException` when the function cannot be called or
   *   does not answer in time, `UserLambdaValidationException` when it throws, and
   *   `InvalidLambdaResponseException` when it does not return the event.
   */
  async fire(occasion: Occasion): Promise<JsonObject | undefined> {
    const functionArn = functionOf(occasion.pool, occasion.trigger)?.arn;
    if (functionArn === undefined) return undefined;
    const event = eventOf(occasion);
    for (let attempt = 1; ; attempt += 1) {
      const began = performance.now();
      const ending = await this.deliver(functionArn, occasion, event);
      this.record(functionArn, event, {
        attempt,
        began,
        outcome: ending.outcome,
        ...("payload" in ending && { response: ending.payload }),
        ...("error" in ending && { error: ending.error.message }),
      });
      if (ending.outcome === "succeeded") return ending.payload.response;
      if (attempt === delivery.attempts || !isRetried(ending)) throw ending.error;
    }
  }

  /**
   * Tells the pool's function, if it has one for this trigger, as an asynchronous invocation: nobody
   * waits for it or hears that it failed, and Lambda tries it again on its own terms.
   *
   * @throws {@link CognitoError} `UnexpectedLambdaException` when Lambda does not take the event.
   */
  async notify(occasion: Omit<Occasion, "response">): Promise<void> {
    const { pool, trigger } = occasion;
    const functionArn = functionOf(pool, trigger)?.arn;
    if (functionArn === undefined) return;
    const event = eventOf(occasion);
    const began = performance.now();
    const refuse = (outcome: "not-permitted" | "not-found", cause: string): never => {
      const error = notInvoked(trigger, cause);
      this.record(functionArn, event, { attempt: 1, began, outcome, error: error.message });
      throw error;
    };
    if (!(await this.isPermitted(functionArn, pool))) {
      refuse("not-permitted", "AccessDeniedException");
    }
    const isTaken = await this.props.functions.enqueue(functionArn, event, (attempt) => {
      const { result } = attempt;
      this.record(functionArn, event, {
        attempt: attempt.number,
        began: attempt.began,
        outcome: result.outcome,
        ...(result.outcome === "succeeded" && { response: result.payload }),
        ...(result.outcome === "failed" && { error: result.errorMessage }),
      });
    });
    if (!isTaken) refuse("not-found", "ResourceNotFoundException");
  }

  private async deliver(
    functionArn: string,
    { pool, trigger }: Occasion,
    event: TriggerEvent,
  ): Promise<Ending> {
    if (!(await this.isPermitted(functionArn, pool))) {
      return { outcome: "not-permitted", error: notInvoked(trigger, "AccessDeniedException") };
    }
    const { deadlineMilliseconds } = delivery;
    const result = await this.props.functions.invoke(functionArn, event, deadlineMilliseconds);
    return endingOf(trigger, event, result);
  }

  private isPermitted(functionArn: string, pool: UserPoolType): Promise<boolean> {
    return this.props.functions.allows(functionArn, {
      service: "cognito-idp.amazonaws.com",
      sourceArn: pool.Arn ?? "",
      sourceAccount: this.props.accountId,
    });
  }

  private record(
    functionArn: string,
    event: TriggerEvent,
    {
      began,
      ...of
    }: Pick<TriggerRecord, "attempt" | "outcome" | "response" | "error"> & {
      /** By the clock of `performance`. */
      readonly began: number;
    },
  ): void {
    this.props.onTrigger?.({
      at: new Date(performance.timeOrigin + began).toISOString(),
      function: functionArn,
      event,
      durationMilliseconds: performance.now() - began,
      ...of,
    });
  }
}

/** How one delivery ended, and what the client is told if it is the last. */
type Ending =
  | { readonly outcome: "succeeded"; readonly payload: Answer }
  | { readonly outcome: "bad-response"; readonly payload: unknown; readonly error: CognitoError }
  | {
      readonly outcome: "not-permitted" | "not-found" | "failed" | "timed-out";
      readonly error: CognitoError;
    };

/** A function answers with the event it was given, its `response` filled in. */
interface Answer {
  readonly response: JsonObject;
}

function eventOf({
  pool,
  userName,
  clientId,
  request,
  ...of
}: Omit<Occasion, "response"> & Partial<Occasion>): TriggerEvent {
  const userPoolId = pool.Id ?? "";
  return {
    version: of.version ?? "1",
    triggerSource: of.source,
    region: userPoolId.split("_")[0] ?? "",
    userPoolId,
    userName,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
    request,
    ...(of.response && { response: of.response }),
  };
}

function endingOf(trigger: TriggerName, event: TriggerEvent, result: InvocationResult): Ending {
  const { outcome } = result;
  switch (outcome) {
    case "succeeded": {
      const { payload } = result;
      if (isAnswer(payload, event)) return { outcome, payload };
      const code = "InvalidLambdaResponseException";
      const error = new CognitoError(code, "Unrecognizable lambda output");
      return { outcome: "bad-response", payload, error };
    }
    case "failed":
      return { outcome, error: threw(trigger, result.errorMessage) };
    case "timed-out":
      return { outcome, error: ranOutOfTime(trigger, result) };
    case "not-found":
      return { outcome, error: notInvoked(trigger, "ResourceNotFoundException") };
  }
}

/** A function that hits its own, shorter limit has failed like any other as far as Cognito sees. */
function ranOutOfTime(
  trigger: TriggerName,
  { by, afterMilliseconds }: Extract<InvocationResult, { outcome: "timed-out" }>,
): CognitoError {
  return by === "function"
    ? threw(trigger, `Task timed out after ${(afterMilliseconds / 1000).toFixed(2)} seconds`)
    : notInvoked(trigger, "Socket timeout while invoking Lambda function");
}

function threw(trigger: TriggerName, message: string): CognitoError {
  return new CognitoError(
    "UserLambdaValidationException",
    `${trigger} failed with error ${message}.`,
  );
}

function notInvoked(trigger: TriggerName, cause: string): CognitoError {
  return new CognitoError(
    "UnexpectedLambdaException",
    `${trigger} invocation failed due to error ${cause}.`,
  );
}

function isRetried({ outcome }: Ending): boolean {
  return (delivery.retriedOutcomes as readonly string[]).includes(outcome);
}

function isAnswer(payload: unknown, event: TriggerEvent): payload is Answer {
  return (
    isJsonObject(payload) &&
    payload["triggerSource"] === event.triggerSource &&
    isJsonObject(payload["response"])
  );
}
