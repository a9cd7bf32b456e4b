import type { SourceOf } from "../../../configuration/trigger-catalogue";
import type { EventPerSource, KnownOrUnknown, NoResponse, WithValidationData } from "./base-event";
import type { NoAttributes, UserAttributes } from "./user-attributes";

/**
 * A sign-in begins; nobody has proven anything yet. What the app calls `ClientMetadata` comes as
 * `validationData`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
 */
export type PreAuthenticationEvent = EventPerSource<
  SourceOf<"pre-authentication">,
  WithValidationData & KnownOrUnknown<UserAttributes, NoAttributes>,
  NoResponse
>;
