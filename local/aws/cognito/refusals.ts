import { CognitoError } from "./cognito-error";

/** What a client learns who gave a wrong password, or may not learn more. */
export function wrongPassword(): CognitoError {
  return new CognitoError("NotAuthorizedException", "Incorrect username or password.");
}

/** For clients that may learn who exists. */
export function unknownUser(): CognitoError {
  return new CognitoError("UserNotFoundException", "User does not exist.");
}

export function userDisabled(): CognitoError {
  return new CognitoError("NotAuthorizedException", "User is disabled.");
}

export function notConfirmed(): CognitoError {
  return new CognitoError("UserNotConfirmedException", "User is not confirmed.");
}

export function resetRequired(): CognitoError {
  return new CognitoError("PasswordResetRequiredException", "Password reset required for the user");
}

export function invalidSession(): CognitoError {
  return new CognitoError("NotAuthorizedException", "Invalid session for the user.");
}

export function codeMismatch(): CognitoError {
  return new CognitoError("CodeMismatchException", "Invalid code received for user");
}

export function invalidParameter(message: string): CognitoError {
  return new CognitoError("InvalidParameterException", message);
}

/** A member of `AuthParameters` or `ChallengeResponses` that the flow cannot do without. */
export function required(parameters: Readonly<Record<string, string>>, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === "") {
    throw invalidParameter(`Missing required parameter ${name}`);
  }
  return value;
}
