import { randomUUID } from "node:crypto";
import type {
  AuthEventType,
  ChallengeResponseType,
  UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Clock } from "../../clock";
import { CognitoError } from "../cognito-error";
import type { PoolUser } from "../pools/pool-user";

/** As the API shows an event: dates are seconds. */
export interface AuthEvent extends Omit<
  AuthEventType,
  "EventId" | "CreationDate" | "EventFeedback"
> {
  readonly EventId: string;
  readonly CreationDate: number;
  readonly EventFeedback?: object;
}

/** What happened. */
export interface Happening {
  readonly type: NonNullable<AuthEventType["EventType"]>;
  readonly response: NonNullable<AuthEventType["EventResponse"]>;
  readonly challenges?: readonly ChallengeResponseType[];
}

/**
 * What users did in pools with threat protection. Nothing here measures a risk: there is none.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-adaptive-authentication.html
 */
export class AuthEvents {
  private readonly byUser = new Map<string, readonly AuthEvent[]>();

  constructor(private readonly clock: Clock) {}

  /** Notes what a user did, where the pool's threat protection watches. */
  note(pool: UserPoolType, user: Pick<PoolUser, "username">, happening: Happening): void {
    if (!isWatched(pool)) return;
    const { type, response, challenges = [] } = happening;
    const event = {
      EventId: randomUUID(),
      EventType: type,
      CreationDate: this.clock.now() / 1000,
      EventResponse: response,
      EventRisk: { RiskDecision: "NoRisk" as const, CompromisedCredentialsDetected: false },
      ChallengeResponses: [...challenges],
      EventContextData: { IpAddress: "127.0.0.1" },
    };
    this.byUser.set(keyOf(pool, user), [event, ...this.of(pool, user)]);
  }

  /** The newest first. */
  of(pool: UserPoolType, user: Pick<PoolUser, "username">): readonly AuthEvent[] {
    return this.byUser.get(keyOf(pool, user)) ?? [];
  }

  /** @throws {@link CognitoError} `ResourceNotFoundException` for an event that is not the user's. */
  judge(
    pool: UserPoolType,
    user: Pick<PoolUser, "username">,
    eventId: string,
    feedback: { readonly FeedbackValue: string; readonly Provider: string },
  ): void {
    const events = this.of(pool, user);
    if (!events.some(({ EventId }) => EventId === eventId)) {
      throw new CognitoError("ResourceNotFoundException", "Event does not exist.");
    }
    const EventFeedback = { ...feedback, FeedbackDate: this.clock.now() / 1000 };
    this.byUser.set(
      keyOf(pool, user),
      events.map((event) => (event.EventId === eventId ? { ...event, EventFeedback } : event)),
    );
  }

  /** To be called when the user is deleted: the name may be another's later. */
  forgetUser(userPoolId: string, username: string): void {
    this.byUser.delete(keyOf({ Id: userPoolId }, { username }));
  }
}

/** @throws {@link CognitoError} `UserPoolAddOnNotEnabledException` in a pool without threat protection. */
export function expectThreatProtection(pool: UserPoolType): void {
  if (isWatched(pool)) return;
  throw new CognitoError(
    "UserPoolAddOnNotEnabledException",
    "User pool add-ons are not enabled for the user pool.",
  );
}

function isWatched({ UserPoolAddOns }: UserPoolType): boolean {
  return (UserPoolAddOns?.AdvancedSecurityMode ?? "OFF") !== "OFF";
}

function keyOf({ Id = "" }: UserPoolType, { username }: Pick<PoolUser, "username">): string {
  return `${Id}/${username}`;
}
