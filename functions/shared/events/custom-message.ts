import type { CustomMessageTriggerEvent } from "aws-lambda";
import type { SourceOf } from "../../../configuration/trigger-catalogue";
import type { EventPerSource, WithClientMetadata } from "./base-event";
import type { UserAttributes } from "./user-attributes";

/** Texts in place of the pool's own; what stays `null` is sent as the pool has it. */
export type CustomMessageResponse = CustomMessageTriggerEvent["response"];

type MessageRequest = WithClientMetadata & {
  readonly userAttributes: UserAttributes;
  /** Must stand in the text where the code or the temporary password shall: `{####}`. */
  readonly codeParameter: string;
  /** Must stand in the text where the link shall, in pools that verify by link. */
  readonly linkParameter: string;
};

type Invitation = "CustomMessage_AdminCreateUser";

/**
 * Cognito is about to write to a user. Only an invitation has a placeholder for the username.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 */
export type CustomMessageEvent =
  | EventPerSource<
      Exclude<SourceOf<"custom-message">, Invitation>,
      MessageRequest & { readonly usernameParameter?: null },
      CustomMessageResponse
    >
  | EventPerSource<
      Invitation,
      MessageRequest & { readonly usernameParameter: string },
      CustomMessageResponse
    >;
