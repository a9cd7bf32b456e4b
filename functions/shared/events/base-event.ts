import type { BaseTriggerEvent } from "aws-lambda/trigger/cognito-user-pool-trigger/_common";

/** Names and values that are strings. */
export type StringMap = Readonly<Record<string, string>>;

/**
 * What the app's call carried for the function. Whoever calls may write anything: never a source of
 * authority.
 */
export interface WithClientMetadata {
  readonly clientMetadata?: StringMap | null;
}

/** {@link WithClientMetadata}, where the call may carry a second map that Cognito does not keep. */
export interface WithValidationData extends WithClientMetadata {
  /** `null` where the call had none, which `@types/aws-lambda` does not say. */
  readonly validationData?: StringMap | null;
}

/**
 * What every event says: pool, Region, user, app client. Only the response is to be changed.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html#cognito-user-pools-lambda-trigger-event-parameter-shared
 */
export type TriggerEvent<Source extends string, Request, Response> = Readonly<
  Omit<BaseTriggerEvent<Source>, "request" | "response" | "version">
> & {
  readonly version: string;
  readonly request: Request;
  response: Response;
};

/** An event type for each member of the union `Source`, so that a `switch` tells them apart. */
export type EventPerSource<Source extends string, Request, Response> = Source extends unknown
  ? TriggerEvent<Source, Request, Response>
  : never;

/** The response of an event that takes no answer but that the function ended well. */
export type NoResponse = Record<string, never>;

/**
 * A user whom the pool knows or, where the app client hides who has an account
 * (`PreventUserExistenceErrors`), one that it does not.
 */
export type KnownOrUnknown<Attributes, Nothing> =
  | { readonly userAttributes: Attributes; readonly userNotFound?: false }
  | { readonly userAttributes: Nothing; readonly userNotFound: true };
