import type { Clock } from "../clock";
import { CognitoError } from "./cognito-error";

const hour = 3_600_000;

/** What one user may do only so often in an hour. */
type Limited = "ask for a reset" | "give a wrong code" | "give a wrong old password";

/**
 * Five times in an hour, and then no more until an hour has passed. AWS says "between 5 and 20
 * attempts", depending on the risk; users report the sixth to be refused.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 * @see https://github.com/aws-amplify/amplify-ui-android/issues/180
 */
export class AttemptLimits {
  private readonly attempts = new Map<string, number[]>();

  constructor(private readonly clock: Clock) {}

  /** @throws {@link CognitoError} `LimitExceededException` when there were five in the last hour. */
  check(action: Limited, userPoolId: string, username: string): void {
    if (this.recent(keyOf(action, userPoolId, username)).length < 5) return;
    throw new CognitoError(
      "LimitExceededException",
      "Attempt limit exceeded, please try after some time.",
    );
  }

  count(action: Limited, userPoolId: string, username: string): void {
    const key = keyOf(action, userPoolId, username);
    this.attempts.set(key, [...this.recent(key), this.clock.now()]);
  }

  private recent(key: string): number[] {
    const since = this.clock.now() - hour;
    return (this.attempts.get(key) ?? []).filter((at) => at > since);
  }
}

function keyOf(action: Limited, userPoolId: string, username: string): string {
  return `${userPoolId}/${username}/${action}`;
}
