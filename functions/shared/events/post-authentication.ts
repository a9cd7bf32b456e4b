import type { SourceOf } from "../../../configuration/trigger-catalogue";
import type { EventPerSource, NoResponse, WithClientMetadata } from "./base-event";
import type { UserAttributes } from "./user-attributes";

/**
 * A user has proven who they are. Refreshing tokens does not raise it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
 */
export type PostAuthenticationEvent = EventPerSource<
  SourceOf<"post-authentication">,
  WithClientMetadata & {
    readonly userAttributes: UserAttributes;
    /** Whether the sign-in came from a device that the pool has not seen, where it remembers devices. */
    readonly newDeviceUsed?: boolean;
  },
  NoResponse
>;
