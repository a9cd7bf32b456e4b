import {
  ofAdmin,
  hiding,
  signIn,
  srp,
  forgot,
  setPassword,
  wrongPassword,
  unconfirmed,
  disabled,
} from "./case-calls";
import { captured, verified, documented, referenced, reported } from "./case-sources";
import type { FidelityCase } from "./fidelity-case";

/** Signing in, and getting a new password. */
export const signInCases: readonly FidelityCase[] = [
  {
    name: "ForgotPassword of nobody says so",
    source: captured,
    call: forgot,
    answer: {
      error: "UserNotFoundException",
      message: "Username/client id combination not found.",
    },
  },
  {
    name: "ForgotPassword of nobody looks like any other to a client that hides users",
    source: documented("cognito-user-pool-managing-errors.html"),
    client: hiding,
    call: forgot,
    answer: {
      output: {
        CodeDeliveryDetails: {
          AttributeName: "email",
          DeliveryMedium: "EMAIL",
          Destination: "f***@e***",
        },
      },
    },
  },
  {
    name: "SRP of nobody says so",
    source: captured,
    call: srp,
    answer: { error: "UserNotFoundException", message: "User does not exist." },
  },
  {
    name: "A wrong password is not told from a wrong name",
    source: documented("cognito-user-pool-managing-errors.html"),
    user: "confirmed",
    call: signIn("Wrong-Horse-9"),
    answer: wrongPassword,
  },
  {
    name: "An unconfirmed user is told so",
    source: reported("aws-amplify/amplify-js/issues/11209"),
    user: "unconfirmed",
    call: signIn(),
    answer: unconfirmed,
  },
  {
    name: "An unconfirmed user is told so whatever the password",
    source: reported("aws-amplify/amplify-js/issues/11209"),
    user: "unconfirmed",
    call: signIn("Wrong-Horse-9"),
    answer: unconfirmed,
  },
  {
    name: "A disabled user is told so",
    source: referenced("API_AdminDisableUser.html"),
    user: "disabled",
    call: signIn(),
    answer: disabled,
  },
  {
    name: "A disabled user who gives a wrong password to a client that hides users is not told more",
    source: documented("cognito-user-pool-managing-errors.html"),
    disputed: "The guide names users who do not exist, and says nothing of those who are disabled.",
    client: hiding,
    user: "disabled",
    call: signIn("Wrong-Horse-9"),
    answer: wrongPassword,
  },
  {
    name: "Five wrong passwords lock a user out",
    source: documented("authentication-flow-things-to-know.html"),
    user: "confirmed",
    before: (subject) => Array.from({ length: 5 }, () => signIn("Wrong-Horse-9")(subject)),
    call: signIn(),
    answer: { error: "NotAuthorizedException", message: "Password attempts exceeded" },
  },
  {
    name: "The older flows of a client leave SRP allowed",
    source: verified,
    client: { ExplicitAuthFlows: ["USER_PASSWORD_AUTH"] },
    user: "confirmed",
    call: srp,
    answer: { output: { ChallengeName: "PASSWORD_VERIFIER" } },
  },
  {
    name: "A flow that the client does not list is refused",
    source: reported("aws-amplify/amplify-js/issues/2524"),
    client: { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
    user: "confirmed",
    call: signIn(),
    answer: {
      error: "InvalidParameterException",
      message: "USER_PASSWORD_AUTH flow not enabled for this client",
    },
  },
  {
    name: "A password of the pool's history is refused",
    source: documented("managing-users-passwords.html"),
    pool: { Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 2 } } },
    user: "confirmed",
    before: (subject) => [setPassword("Another-Horse-7")(subject)],
    call: (subject) => setPassword(subject.password)(subject),
    answer: { error: "PasswordHistoryPolicyViolationException" },
  },
  {
    name: "A user's call needs no signature",
    source: documented("authentication-flows-public-server-side.html"),
    unsigned: true,
    user: "confirmed",
    call: signIn("Wrong-Horse-9"),
    answer: wrongPassword,
  },
  {
    name: "Who may sign in by choice is asked how",
    source: documented("authentication-flows-selection-sdk.html"),
    client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] },
    user: "confirmed",
    call: ({ clientId, username }) => ({
      operation: "InitiateAuth",
      input: { ClientId: clientId, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME: username } },
    }),
    answer: { output: { ChallengeName: "SELECT_CHALLENGE" } },
  },
  {
    name: "A device that the user has not is told to the client that names it",
    source: referenced("API_AdminGetDevice.html"),
    pool: {
      DeviceConfiguration: {
        ChallengeRequiredOnNewDevice: false,
        DeviceOnlyRememberedOnUserPrompt: false,
      },
    },
    user: "confirmed",
    call: ({ userPoolId, username }) => ({
      operation: "AdminGetDevice",
      input: {
        UserPoolId: userPoolId,
        Username: username,
        DeviceKey: "eu-west-1_00000000-0000-4000-a000-000000000000",
      },
    }),
    answer: { error: "ResourceNotFoundException" },
  },
  {
    name: "An answer to a challenge names its session",
    source: reported("amazon-archives/amazon-cognito-identity-js/issues/627"),
    user: "confirmed",
    call: ({ clientId, username }) => ({
      operation: "RespondToAuthChallenge",
      input: {
        ClientId: clientId,
        ChallengeName: "SOFTWARE_TOKEN_MFA",
        ChallengeResponses: { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: "123456" },
      },
    }),
    answer: {
      error: "InvalidParameterException",
      message: "Missing required parameter Session",
    },
  },
  {
    name: "A client without a secret proves none",
    source: reported("pmill/aws-cognito/pull/23"),
    user: "confirmed",
    call: ({ clientId, username, password }) => ({
      operation: "InitiateAuth",
      input: {
        ClientId: clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: username, PASSWORD: password, SECRET_HASH: "bm9uZQ==" },
      },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A second factor that the user has not set up is not switched on",
    source: reported("aws/aws-sdk-js-v3/issues/4645"),
    user: "confirmed",
    call: (subject) => ({
      operation: "AdminSetUserMFAPreference",
      input: { ...ofAdmin(subject), SoftwareTokenMfaSettings: { Enabled: true } },
    }),
    answer: {
      error: "InvalidParameterException",
      message: "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
    },
  },
  {
    name: "A user without a second factor is shown without the list of them",
    source: {
      kind: "documentation",
      url: "https://docs.aws.amazon.com/cli/latest/reference/cognito-idp/admin-get-user.html#examples",
    },
    user: "confirmed",
    call: (subject) => ({ operation: "AdminGetUser", input: ofAdmin(subject) }),
    answer: { output: { UserMFASettingList: undefined, PreferredMfaSetting: undefined } },
  },
];
