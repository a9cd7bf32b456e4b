/**
 * A step says no: the user may not sign up or sign in. Nothing is wrong, so nothing is logged as an
 * error, and the steps after it do not run.
 *
 * The message is what the client is told, after Cognito's "… failed with error ". Users of the hosted
 * UI see it in the URL: it must say nothing about them, about others, or about the backend.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";

  /** @param reason for the log, the same for every user that it is true of: no personal data. */
  constructor(
    message: string,
    readonly reason: string,
  ) {
    super(message);
  }
}
