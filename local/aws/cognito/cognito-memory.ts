import { KeyedLock } from "./keyed-lock";
import { LoginNames } from "./login-names";

/** What Cognito remembers and moto does not. It lives as long as moto's own state does: in memory. */
export class CognitoMemory {
  /** The pool of each app client seen: calls of users name only the client. */
  readonly poolOfClient = new Map<string, string>();

  /** Who is called what. */
  readonly logins = new LoginNames();

  /** Who was sent a code to set a new password. */
  readonly resetCodes = new Set<string>();

  /** New e-mail addresses and phone numbers that take effect once they are verified. */
  readonly unverifiedChanges = new Map<string, string>();

  /** Sign-ins whose refresh token was revoked, by the `origin_jti` that their tokens share. */
  readonly revokedSignIns = new Set<string>();

  /** Makes the second of two sign-ups, or confirmations, of one user wait for the first. */
  readonly locks = new KeyedLock();
}
