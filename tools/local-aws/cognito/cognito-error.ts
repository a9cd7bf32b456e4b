/** An error that a client of Cognito receives: an exception of the user pools API and its message. */
export class CognitoError extends Error {
  constructor(
    /** The exception's name as clients switch on it, e.g. `NotAuthorizedException`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
