import type { EventPerSource, WithValidationData } from "./base-event";
import type { NewUserAttributes } from "./user-attributes";

/** What the pool shall make of the user. All `null` when the event comes; left so, nobody is made. */
export interface UserMigrationResponse {
  /** Verified addresses need `email_verified` or `phone_number_verified`: `"true"`. */
  userAttributes?: NewUserAttributes | null;
  /** `RESET_REQUIRED` unless said otherwise: the user must choose a new password at once. */
  finalUserStatus?: "CONFIRMED" | "RESET_REQUIRED" | null;
  /** `SUPPRESS` sends no welcome message. */
  messageAction?: "SUPPRESS" | "RESEND" | null;
  desiredDeliveryMediums?: readonly ("EMAIL" | "SMS")[] | null;
  /** Whether to take an address that is another user's alias away from them. */
  forceAliasCreation?: boolean | null;
  enableSMSMFA?: boolean | null;
}

/**
 * Somebody whom the pool does not know signs in with a password, or resets one. The `userName` is what
 * they typed. A reset carries no password, which `@types/aws-lambda` does not say.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 */
export type UserMigrationEvent =
  | EventPerSource<
      "UserMigration_Authentication",
      WithValidationData & { readonly password: string },
      UserMigrationResponse
    >
  | EventPerSource<
      "UserMigration_ForgotPassword",
      WithValidationData & { readonly password?: null },
      UserMigrationResponse
    >;
