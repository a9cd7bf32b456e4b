/** A user of the old directory. */
export interface SourceUser {
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * Whether the password alone would have signed the user in there. Where the old directory asked for
   * more (a second factor, a new password), so must the new one.
   */
  readonly signedIn: boolean;
}

/** Where users come from. */
export interface UserSource {
  /**
   * Checks a password, in one attempt: a wrong one that is sent twice counts twice, and locks accounts.
   *
   * @returns nothing when there is no such user, or when they may not sign in with this password.
   * @throws Error when the source cannot tell. Its message may quote what was sent.
   */
  authenticate(
    username: string,
    password: string,
    signal: AbortSignal,
  ): Promise<SourceUser | undefined>;

  /**
   * Looks up somebody who has forgotten their password.
   *
   * @returns nothing when there is no such user, or when they may not reset their password.
   * @throws Error when the source cannot tell. Its message may quote what was sent.
   */
  find(username: string, signal: AbortSignal): Promise<SourceUser | undefined>;
}
