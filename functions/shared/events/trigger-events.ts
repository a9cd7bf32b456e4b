import type { TriggerName, TriggerSource } from "../../../configuration/trigger-catalogue";
import type {
  CreateAuthChallengeEvent,
  DefineAuthChallengeEvent,
  VerifyAuthChallengeResponseEvent,
} from "./auth-challenges";
import type { CustomMessageEvent } from "./custom-message";
import type { CustomEmailSenderEvent, CustomSmsSenderEvent } from "./custom-senders";
import type { PostAuthenticationEvent } from "./post-authentication";
import type { PostConfirmationEvent } from "./post-confirmation";
import type { PreAuthenticationEvent } from "./pre-authentication";
import type { PreSignUpEvent } from "./pre-sign-up";
import type { PreTokenGenerationEvent } from "./pre-token-generation";
import type { UserMigrationEvent } from "./user-migration";

/** The event of each trigger: a union, where `triggerSource` or `version` tells the members apart. */
export interface TriggerEvents {
  readonly "pre-sign-up": PreSignUpEvent;
  readonly "post-confirmation": PostConfirmationEvent;
  readonly "user-migration": UserMigrationEvent;
  readonly "pre-authentication": PreAuthenticationEvent;
  readonly "post-authentication": PostAuthenticationEvent;
  readonly "pre-token-generation": PreTokenGenerationEvent;
  readonly "custom-message": CustomMessageEvent;
  readonly "define-auth-challenge": DefineAuthChallengeEvent;
  readonly "create-auth-challenge": CreateAuthChallengeEvent;
  readonly "verify-auth-challenge-response": VerifyAuthChallengeResponseEvent;
  readonly "custom-email-sender": CustomEmailSenderEvent;
  readonly "custom-sms-sender": CustomSmsSenderEvent;
}

/** The event of one trigger: `EventOf<"pre-sign-up">`. */
export type EventOf<Name extends TriggerName> = TriggerEvents[Name];

/** The event of one source: `EventOfSource<"PreSignUp_SignUp">`. */
export type EventOfSource<Source extends TriggerSource> = Extract<
  TriggerEvents[TriggerName],
  { readonly triggerSource: Source }
>;

/** What one trigger's function fills in. */
export type ResponseOf<Name extends TriggerName> = EventOf<Name>["response"];
