import type { CustomEmailSender_AccountTakeOverNotification_UserAttributes } from "aws-lambda";
import type { SourceOf } from "../../../configuration/trigger-catalogue";
import type { EventPerSource, NoResponse, WithClientMetadata } from "./base-event";
import type { UserAttributes } from "./user-attributes";

/** Threat protection's warning: it carries no code, and what happened in place of the user. */
type Notification = "CustomEmailSender_AccountTakeOverNotification";

/** What the warning tells: when, where, from which device, and what Cognito did about it. */
export type AccountTakeOverDetails =
  Readonly<CustomEmailSender_AccountTakeOverNotification_UserAttributes>;

type EmailRequest = WithClientMetadata & { readonly type: "customEmailSenderRequestV1" };
type SmsRequest = WithClientMetadata & { readonly type: "customSMSSenderRequestV1" };

interface Secret {
  /** Base64: the code or the temporary password, encrypted with the pool's KMS key. */
  readonly code: string;
  readonly userAttributes: UserAttributes;
}

/**
 * An e-mail is to be sent. Nobody waits for the answer.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
 */
export type CustomEmailSenderEvent =
  | EventPerSource<
      Exclude<SourceOf<"custom-email-sender">, Notification>,
      EmailRequest & Secret,
      NoResponse
    >
  | EventPerSource<
      Notification,
      EmailRequest & { readonly code: null; readonly userAttributes: AccountTakeOverDetails },
      NoResponse
    >;

/**
 * A text message is to be sent. Nobody waits for the answer.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html
 */
export type CustomSmsSenderEvent = EventPerSource<
  SourceOf<"custom-sms-sender">,
  SmsRequest & Secret,
  NoResponse
>;
