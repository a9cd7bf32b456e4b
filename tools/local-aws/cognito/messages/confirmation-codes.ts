import { randomInt } from "node:crypto";
import type { Clock } from "../../clock";
import type { AttemptLimits } from "../attempt-limits";
import { CognitoError } from "../cognito-error";
import { codeExpired } from "../refusals";
import type { Verifiable } from "./code-delivery";

/** What a code is good for: to confirm a sign-up, to set a new password, or to verify an address. */
export type CodePurpose = "SignUp" | "ForgotPassword" | Verifiable;

/** Whom a code was sent to. */
export interface CodeHolder {
  readonly userPoolId: string;
  readonly username: string;
}

/** How to make {@link ConfirmationCodes}. */
export interface ConfirmationCodesProps {
  readonly clock: Clock;
  readonly limits: AttemptLimits;
  /** Whether every code counts as the right one, for scripts that read no messages. */
  readonly anyCode: boolean;
}

const hours = 3_600_000;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const validity: Readonly<Record<CodePurpose, number>> = {
  SignUp: 24 * hours,
  ForgotPassword: hours,
  email: 24 * hours,
  phone_number: 24 * hours,
};

/** The codes that users were sent and have not given back yet. A new one makes the old one void. */
export class ConfirmationCodes {
  private readonly sent = new Map<string, { readonly code: string; readonly expiresAt: number }>();

  constructor(private readonly props: ConfirmationCodesProps) {}

  /** Makes the code to send. */
  issue(holder: CodeHolder, purpose: CodePurpose): string {
    const code = newCode();
    const expiresAt = this.props.clock.now() + validity[purpose];
    this.sent.set(keyOf(holder, purpose), { code, expiresAt });
    return code;
  }

  /**
   * Checks a code and leaves it good for another call.
   *
   * @throws {@link CognitoError} `CodeMismatchException` for a wrong code, `ExpiredCodeException`
   *   for one that is too old or that was never sent, and `LimitExceededException` after five wrong
   *   ones in an hour.
   */
  check(holder: CodeHolder, purpose: CodePurpose, given: string): void {
    const { clock, limits, anyCode } = this.props;
    const sent = this.sent.get(keyOf(holder, purpose));
    // A password is not reset twice by one request, whatever the code.
    if (anyCode && (sent !== undefined || purpose !== "ForgotPassword")) return;
    limits.check("give a wrong code", holder.userPoolId, holder.username);
    if (sent === undefined || sent.expiresAt <= clock.now()) throw codeExpired();
    if (sent.code === given) return;
    limits.count("give a wrong code", holder.userPoolId, holder.username);
    throw wrongCode();
  }

  /** The same, and the code is good no more. Of two calls at once only one gets through. */
  spend(holder: CodeHolder, purpose: CodePurpose, given: string): void {
    this.check(holder, purpose, given);
    this.sent.delete(keyOf(holder, purpose));
  }

  /** Takes a code back whose address is not the user's any more. */
  withdraw(holder: CodeHolder, purpose: CodePurpose): void {
    this.sent.delete(keyOf(holder, purpose));
  }

  /** To be called when the user is deleted: the name may be another's later. */
  forget(holder: CodeHolder): void {
    for (const purpose of Object.keys(validity) as CodePurpose[]) {
      this.withdraw(holder, purpose);
    }
  }
}

/** What a client is told whose code is not the one that was sent. */
export function wrongCode(): CognitoError {
  return new CognitoError(
    "CodeMismatchException",
    "Invalid verification code provided, please try again.",
  );
}

/** Six random digits. */
export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, "0");
}

function keyOf({ userPoolId, username }: CodeHolder, purpose: CodePurpose): string {
  return `${userPoolId}/${username}/${purpose}`;
}
