/** A user as a Cognito trigger's event describes them. */
export interface SignedUpUser {
  readonly sub: string;
  readonly username: string;
  /** The user's attributes by their full names (`email`, `custom:plan`). */
  readonly attributes: Readonly<Record<string, string>>;
}
