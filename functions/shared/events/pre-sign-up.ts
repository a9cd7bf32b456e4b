import type { PreSignUpTriggerEvent } from "aws-lambda";
import type { SourceOf } from "../../../configuration/trigger-catalogue";
import type { EventPerSource, WithValidationData } from "./base-event";
import type { NewUserAttributes } from "./user-attributes";

/** `autoConfirmUser`, `autoVerifyEmail` and `autoVerifyPhone`: all `false` when the event comes. */
export type PreSignUpResponse = PreSignUpTriggerEvent["response"];

/**
 * A user is about to be made. With `PreSignUp_ExternalProvider` the `userName` is
 * `<provider>_<the user's id there>`, and the attributes are those that the provider's mapping gives.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export type PreSignUpEvent = EventPerSource<
  SourceOf<"pre-sign-up">,
  WithValidationData & { readonly userAttributes: NewUserAttributes },
  PreSignUpResponse
>;
