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

/** The settings of a pool's `LambdaConfig` that hold one function's ARN. */
export type TriggerName = {
  [Key in keyof LambdaConfigType]-?: NonNullable<LambdaConfigType[Key]> extends string
    ? Key
    : never;
}[Exclude<keyof LambdaConfigType, "KMSKeyID">];

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
}

/** The event that a trigger function receives and has to return. */
export interface TriggerEvent {
  readonly version: "1";
  readonly triggerSource: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: object;
  readonly response: object;
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
  /** What the client is told, unless a later attempt succeeds. */
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
    const functionArn = occasion.pool.LambdaConfig?.[occasion.trigger];
    if (functionArn === undefined || functionArn === "") return undefined;
    const event = eventOf(occasion);
    for (let attempt = 1; ; attempt += 1) {
      const began = performance.now();
      const ending = await this.deliver(functionArn, occasion, event);
      this.props.onTrigger?.({
        at: new Date(performance.timeOrigin + began).toISOString(),
        function: functionArn,
        event,
        attempt,
        durationMilliseconds: performance.now() - began,
        outcome: ending.outcome,
        ...("payload" in ending && { response: ending.payload }),
        ...("error" in ending && { error: ending.error.message }),
      });
      if (ending.outcome === "succeeded") return ending.payload.response;
      if (attempt === delivery.attempts || !isRetried(ending)) throw ending.error;
    }
  }

  private async deliver(
    functionArn: string,
    { pool, trigger }: Occasion,
    event: TriggerEvent,
  ): Promise<Ending> {
    const isPermitted = await this.props.functions.allows(functionArn, {
      service: "cognito-idp.amazonaws.com",
      sourceArn: pool.Arn ?? "",
      sourceAccount: this.props.accountId,
    });
    if (!isPermitted) {
      return { outcome: "not-permitted", error: notInvoked(trigger, "AccessDeniedException") };
    }
    const { deadlineMilliseconds } = delivery;
    const result = await this.props.functions.invoke(functionArn, event, deadlineMilliseconds);
    return endingOf(trigger, event, result);
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

function eventOf({ pool, source, userName, clientId, request, response }: Occasion): TriggerEvent {
  const userPoolId = pool.Id ?? "";
  return {
    version: "1",
    triggerSource: source,
    region: userPoolId.split("_")[0] ?? "",
    userPoolId,
    userName,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
    request,
    response,
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
      return { outcome, error: ranOutOfTime(trigger, result.afterMilliseconds) };
    case "not-found":
      return { outcome, error: notInvoked(trigger, "ResourceNotFoundException") };
  }
}

/** A function that hits its own, shorter limit has failed like any other as far as Cognito sees. */
function ranOutOfTime(trigger: TriggerName, afterMilliseconds: number): CognitoError {
  return afterMilliseconds < delivery.deadlineMilliseconds
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
