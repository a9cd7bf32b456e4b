import { ExternalUsers } from "./federation/external-users";
import { KeyedLock } from "../keyed-lock";
import { LoginNames } from "./users/login-names";
import { ChallengeSessions } from "./sign-in/challenge-sessions";
import { MfaStates } from "./sign-in/mfa-states";

/** What Cognito remembers and moto does not. It lives as long as moto's own state does: in memory. */
export class CognitoMemory {
  /** The pool of each app client seen: calls of users name only the client. */
  readonly poolOfClient = new Map<string, string>();

  /** Who is called what. */
  readonly logins = new LoginNames();

  /** Who was sent a code to set a new password. */
  readonly resetCodes = new Set<string>();

  /** Sign-ins that wait for an answer. */
  readonly challenges = new ChallengeSessions();

  /** Who signs in by an account elsewhere. */
  readonly externalUsers = new ExternalUsers();

  /** Everybody's second factors. */
  readonly mfa = new MfaStates();

  /** New e-mail addresses and phone numbers that take effect once they are verified. */
  readonly unverifiedChanges = new Map<string, string>();

  /** Makes the second of two sign-ups, or confirmations, of one user wait for the first. */
  readonly locks = new KeyedLock();

  /** To be called when a user is deleted: the name may be another's later. */
  forgetUser(userPoolId: string, username: string): void {
    const key = `${userPoolId}/${username}`;
    this.externalUsers.forget(userPoolId, username);
    this.mfa.forget(userPoolId, username);
    this.resetCodes.delete(key);
    for (const change of this.unverifiedChanges.keys()) {
      if (change.startsWith(`${key}/`)) this.unverifiedChanges.delete(change);
    }
  }
}
