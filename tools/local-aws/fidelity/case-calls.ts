import type {
  CreateUserPoolCommandInput,
  UpdateUserPoolClientCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { CognitoCall, Subject } from "./fidelity-case";

/*
 * What the cases ask, and what several of them are answered.
 */

export const hiding = { PreventUserExistenceErrors: "ENABLED" } as const;

export const ofUser = ({ clientId, username }: Subject) => ({
  ClientId: clientId,
  Username: username,
});
export const ofAdmin = ({ userPoolId, username }: Subject) => ({
  UserPoolId: userPoolId,
  Username: username,
});

export const signIn =
  (password?: string) =>
  ({ clientId, username, password: right }: Subject): CognitoCall => ({
    operation: "InitiateAuth",
    input: {
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: password ?? right },
    },
  });
export const srp = ({ clientId, username }: Subject): CognitoCall => ({
  operation: "InitiateAuth",
  input: {
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: "a".repeat(512) },
  },
});
export const confirm = (subject: Subject): CognitoCall => ({
  operation: "ConfirmSignUp",
  input: { ...ofUser(subject), ConfirmationCode: "000000" },
});
export const forgot = (subject: Subject): CognitoCall => ({
  operation: "ForgotPassword",
  input: ofUser(subject),
});
export const updateClient =
  (settings: Partial<UpdateUserPoolClientCommandInput>) =>
  ({ userPoolId, clientId }: Subject): CognitoCall => ({
    operation: "UpdateUserPoolClient",
    input: { UserPoolId: userPoolId, ClientId: clientId, ...settings },
  });
export const setPassword =
  (Password: string) =>
  (subject: Subject): CognitoCall => ({
    operation: "AdminSetUserPassword",
    input: { ...ofAdmin(subject), Password, Permanent: true },
  });

export const wrongPassword = {
  error: "NotAuthorizedException",
  message: "Incorrect username or password.",
};
export const unconfirmed = {
  error: "UserNotConfirmedException",
  message: "User is not confirmed.",
};
export const disabled = { error: "NotAuthorizedException", message: "User is disabled." };

/** Of a pool that is refused: nothing is left to delete. */
export const createPool = (settings: Partial<CreateUserPoolCommandInput>): CognitoCall => ({
  operation: "CreateUserPool",
  input: { PoolName: "fidelity-refused", ...settings },
});
