import type { Clock } from "../../clock";
import type { CognitoError } from "../cognito-error";
import { notAuthorized } from "../refusals";

const longestSeconds = 15 * 60;

interface Failures {
  readonly count: number;
  readonly lockedUntil: number;
}

/**
 * Who has given so many wrong passwords that they must wait: a second after the fifth, twice as long
 * after each further one, 15 minutes at most. Fifteen minutes without an attempt make it all good.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow-things-to-know.html
 */
export class Lockouts {
  private readonly failures = new Map<string, Failures>();

  constructor(private readonly clock: Clock) {}

  /** @throws {@link CognitoError} `NotAuthorizedException` while the user is locked out. */
  check(userPoolId: string, username: string): void {
    const failures = this.of(userPoolId, username);
    if (failures.lockedUntil > this.clock.now()) throw attemptsExceeded();
  }

  /** Notes a wrong password. */
  fail(userPoolId: string, username: string): void {
    const count = this.of(userPoolId, username).count + 1;
    const seconds = count < 5 ? 0 : Math.min(2 ** (count - 5), longestSeconds);
    const lockedUntil = this.clock.now() + seconds * 1000;
    this.failures.set(`${userPoolId}/${username}`, { count, lockedUntil });
  }

  /** Notes a right password; also to be called when the user is deleted. */
  clear(userPoolId: string, username: string): void {
    this.failures.delete(`${userPoolId}/${username}`);
  }

  private of(userPoolId: string, username: string): Failures {
    const failures = this.failures.get(`${userPoolId}/${username}`);
    const isOver =
      failures === undefined || failures.lockedUntil + longestSeconds * 1000 <= this.clock.now();
    return isOver ? { count: 0, lockedUntil: 0 } : failures;
  }
}

function attemptsExceeded(): CognitoError {
  return notAuthorized("Password attempts exceeded");
}
