import type { SourceOf } from "../../../configuration/trigger-catalogue";
import type { EventPerSource, NoResponse, WithClientMetadata } from "./base-event";
import type { UserAttributes } from "./user-attributes";

/**
 * A user was confirmed, or has reset their password.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 */
export type PostConfirmationEvent = EventPerSource<
  SourceOf<"post-confirmation">,
  WithClientMetadata & { readonly userAttributes: UserAttributes },
  NoResponse
>;
