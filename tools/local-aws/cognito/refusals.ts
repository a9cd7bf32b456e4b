import { CognitoError } from "./cognito-error";

/*
 * Errors that several operations answer with, in Cognito's words. What only one says stands there.
 */

/** What a client learns who gave a wrong password, or may not learn more. */
export function wrongPassword(): CognitoError {
  return notAuthorized("Incorrect username or password.");
}

/** For clients that may learn who exists. */
export function unknownUser(): CognitoError {
  return new CognitoError("UserNotFoundException", "User does not exist.");
}

/** The same, where sign-ups are confirmed and passwords reset. */
export function unknownUserOfClient(): CognitoError {
  return new CognitoError("UserNotFoundException", "Username/client id combination not found.");
}

/** An app client that is not there, or not in this pool. */
export function unknownClient(clientId: string): CognitoError {
  const message = `User pool client ${clientId} does not exist.`;
  return new CognitoError("ResourceNotFoundException", message);
}

export function userDisabled(): CognitoError {
  return notAuthorized("User is disabled.");
}

export function notConfirmed(): CognitoError {
  return new CognitoError("UserNotConfirmedException", "User is not confirmed.");
}

export function resetRequired(): CognitoError {
  return new CognitoError("PasswordResetRequiredException", "Password reset required for the user");
}

export function invalidSession(): CognitoError {
  return notAuthorized("Invalid session for the user.");
}

/** A second factor's code that is wrong. */
export function codeMismatch(): CognitoError {
  return new CognitoError("CodeMismatchException", "Invalid code received for user");
}

/** A code that confirms something, and is no longer good for it. */
export function codeExpired(): CognitoError {
  const message = "Invalid code provided, please request a code again.";
  return new CognitoError("ExpiredCodeException", message);
}

/** What a trigger's function answers is not what the event asks for. */
export function unrecognizableAnswer(): CognitoError {
  return new CognitoError("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

export function invalidParameter(message: string): CognitoError {
  return new CognitoError("InvalidParameterException", message);
}

export function notAuthorized(message: string): CognitoError {
  return new CognitoError("NotAuthorizedException", message);
}

/**
 * A member of `AuthParameters` or `ChallengeResponses` that the flow cannot do without.
 *
 * @throws {@link CognitoError} `InvalidParameterException` when it is missing or empty.
 */
export function required(parameters: Readonly<Record<string, string>>, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === "") {
    throw invalidParameter(`Missing required parameter ${name}`);
  }
  return value;
}
