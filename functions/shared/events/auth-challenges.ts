import type { EventPerSource, KnownOrUnknown, StringMap, WithClientMetadata } from "./base-event";
import type { NoAttributes, UserAttributes } from "./user-attributes";

/** Challenges that Cognito puts itself; `@types/aws-lambda` lacks the last two. */
export type OwnChallengeName =
  | "SRP_A"
  | "PASSWORD_VERIFIER"
  | "ADMIN_NO_SRP_AUTH"
  | "SMS_MFA"
  | "DEVICE_SRP_AUTH"
  | "DEVICE_PASSWORD_VERIFIER"
  | "SOFTWARE_TOKEN_MFA"
  | "EMAIL_OTP";

/** One challenge of this sign-in that was answered, the oldest first. */
export interface ChallengeResult {
  readonly challengeName: OwnChallengeName | "CUSTOM_CHALLENGE";
  readonly challengeResult: boolean;
  /** What `create-auth-challenge` called it; Cognito's own challenges have none. */
  readonly challengeMetadata?: string | null;
}

type User = KnownOrUnknown<UserAttributes, NoAttributes>;

/** All `null` when the event comes. */
export interface DefineAuthChallengeResponse {
  /** Left out, and neither token nor failure: Cognito asks for nothing and the sign-in fails. */
  challengeName?: OwnChallengeName | "CUSTOM_CHALLENGE" | null;
  issueTokens: boolean | null;
  failAuthentication: boolean | null;
}

/**
 * A custom sign-in has begun, with an empty session, or a challenge was answered.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 */
export type DefineAuthChallengeEvent = EventPerSource<
  "DefineAuthChallenge_Authentication",
  WithClientMetadata & User & { readonly session: readonly ChallengeResult[] },
  DefineAuthChallengeResponse
>;

/** All `null` when the event comes. */
export interface CreateAuthChallengeResponse {
  /** The app sees these. */
  publicChallengeParameters: StringMap | null;
  /** `verify-auth-challenge-response` alone sees these. */
  privateChallengeParameters: StringMap | null;
  /** Stands in the session of later events. */
  challengeMetadata: string | null;
}

/**
 * A custom challenge is to be put to the user.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 */
export type CreateAuthChallengeEvent = EventPerSource<
  "CreateAuthChallenge_Authentication",
  WithClientMetadata &
    User & {
      readonly challengeName: "CUSTOM_CHALLENGE";
      readonly session: readonly ChallengeResult[];
    },
  CreateAuthChallengeResponse
>;

/** `null` when the event comes, which counts as wrong. */
export interface VerifyAuthChallengeResponse {
  answerCorrect: boolean | null;
}

/**
 * The user has answered a custom challenge.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 */
export type VerifyAuthChallengeResponseEvent = EventPerSource<
  "VerifyAuthChallengeResponse_Authentication",
  WithClientMetadata &
    User & {
      /** As `create-auth-challenge` gave them. */
      readonly privateChallengeParameters: StringMap | null;
      readonly challengeAnswer: string;
    },
  VerifyAuthChallengeResponse
>;
