import type { UpdateUserPoolClientCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { absentCases } from "./absent-cases";
import type { CognitoCall, FidelityCase, Source, Subject } from "./fidelity-case";

const apiReference = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/";
const guide = "https://docs.aws.amazon.com/cognito/latest/developerguide/";
const captures =
  "https://github.com/floci-io/floci/tree/main/src/test/resources/fixtures/aws-cognito";

const captured: Source = { kind: "captured on AWS", url: captures };
const verified: Source = {
  kind: "test verified on AWS",
  url: "https://github.com/getmoto/moto/blob/master/tests/test_cognitoidp/test_cognitoidp.py",
};
const model: Source = {
  kind: "API model",
  url: "https://github.com/boto/botocore/tree/develop/botocore/data/cognito-idp",
};
const documented = (page: string): Source => ({ kind: "documentation", url: guide + page });
const referenced = (page: string): Source => ({ kind: "documentation", url: apiReference + page });
const reported = (issue: string): Source => ({
  kind: "report",
  url: `https://github.com/${issue}`,
});

const hiding = { PreventUserExistenceErrors: "ENABLED" } as const;

const ofUser = ({ clientId, username }: Subject) => ({ ClientId: clientId, Username: username });
const ofAdmin = ({ userPoolId, username }: Subject) => ({
  UserPoolId: userPoolId,
  Username: username,
});

const signIn =
  (password?: string) =>
  ({ clientId, username, password: right }: Subject): CognitoCall => ({
    operation: "InitiateAuth",
    input: {
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: password ?? right },
    },
  });
const srp = ({ clientId, username }: Subject): CognitoCall => ({
  operation: "InitiateAuth",
  input: {
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: "a".repeat(512) },
  },
});
const confirm = (subject: Subject): CognitoCall => ({
  operation: "ConfirmSignUp",
  input: { ...ofUser(subject), ConfirmationCode: "000000" },
});
const forgot = (subject: Subject): CognitoCall => ({
  operation: "ForgotPassword",
  input: ofUser(subject),
});
const updateClient =
  (settings: Partial<UpdateUserPoolClientCommandInput>) =>
  ({ userPoolId, clientId }: Subject): CognitoCall => ({
    operation: "UpdateUserPoolClient",
    input: { UserPoolId: userPoolId, ClientId: clientId, ...settings },
  });
const setPassword =
  (Password: string) =>
  (subject: Subject): CognitoCall => ({
    operation: "AdminSetUserPassword",
    input: { ...ofAdmin(subject), Password, Permanent: true },
  });

const wrongPassword = {
  error: "NotAuthorizedException",
  message: "Incorrect username or password.",
};
const unconfirmed = { error: "UserNotConfirmedException", message: "User is not confirmed." };
const disabled = { error: "NotAuthorizedException", message: "User is disabled." };

/** What the local AWS promises to answer as AWS does. */
export const fidelityCases: readonly FidelityCase[] = [
  {
    name: "SignUp masks the address that it sends the code to",
    source: captured,
    call: (subject) => ({
      operation: "SignUp",
      input: { ...ofUser(subject), Username: "fidelity@example.com", Password: subject.password },
    }),
    answer: {
      output: {
        UserConfirmed: false,
        CodeDeliveryDetails: {
          AttributeName: "email",
          DeliveryMedium: "EMAIL",
          Destination: "f***@e***",
        },
      },
    },
  },
  {
    name: "SignUp refuses a name that is taken",
    source: captured,
    pool: { UsernameAttributes: [] },
    user: "unconfirmed",
    call: (subject) => ({
      operation: "SignUp",
      input: { ...ofUser(subject), Password: subject.password },
    }),
    answer: { error: "UsernameExistsException", message: "User already exists" },
  },
  {
    name: "ConfirmSignUp refuses a wrong code",
    source: captured,
    user: "unconfirmed",
    call: confirm,
    answer: {
      error: "CodeMismatchException",
      message: "Invalid verification code provided, please try again.",
    },
  },
  {
    name: "ConfirmSignUp takes no code any more after five wrong ones",
    source: reported("aws-amplify/amplify-ui-android/issues/180"),
    disputed:
      "The developer guide says 5 to 20 attempts in an hour, by risk; the reference lists TooManyFailedAttemptsException too, without a word on when.",
    user: "unconfirmed",
    before: (subject) => Array.from({ length: 5 }, () => confirm(subject)),
    call: confirm,
    answer: {
      error: "LimitExceededException",
      message: "Attempt limit exceeded, please try after some time.",
    },
  },
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
    name: "A protected pool is not deleted",
    source: documented("user-pool-settings-deletion-protection.html"),
    pool: { DeletionProtection: "ACTIVE" },
    call: ({ userPoolId }) => ({ operation: "DeleteUserPool", input: { UserPoolId: userPoolId } }),
    answer: { error: "InvalidParameterException" },
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
    name: "A user is found by their sub, also in a pool of names",
    source: referenced("API_AdminGetUser.html"),
    pool: { UsernameAttributes: [] },
    user: "confirmed",
    call: ({ userPoolId }) => ({
      operation: "AdminGetUser",
      input: { UserPoolId: userPoolId, Username: "00000000-0000-4000-a000-000000000000" },
    }),
    answer: { error: "UserNotFoundException", message: "User does not exist." },
  },
  {
    name: "A page of more than 60 users is refused",
    source: model,
    call: ({ userPoolId }) => ({
      operation: "ListUsers",
      input: { UserPoolId: userPoolId, Limit: 61 },
    }),
    answer: {
      error: "InvalidParameterException",
      message:
        "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
    },
  },
  {
    name: "A pool id that is none is refused by its pattern",
    source: model,
    call: () => ({ operation: "DescribeUserPool", input: { UserPoolId: "no pool" } }),
    answer: {
      error: "InvalidParameterException",
      message:
        "1 validation error detected: Value 'no pool' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    },
  },
  {
    name: "A no-break space in an e-mail's text is refused",
    source: model,
    call: ({ userPoolId }) => ({
      operation: "UpdateUserPool",
      input: { UserPoolId: userPoolId, EmailVerificationMessage: "Code\u00a0{####}" },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A callback URL with a space in it is refused",
    source: model,
    call: updateClient({ CallbackURLs: ["https://a b.example"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A page's token that is none is refused",
    source: referenced("API_ListUsers.html"),
    call: ({ userPoolId }) => ({
      operation: "ListUsers",
      input: { UserPoolId: userPoolId, PaginationToken: "none" },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "An administrator's call without a signature is refused",
    source: referenced("CommonErrors.html"),
    unsigned: true,
    user: "confirmed",
    call: (subject) => ({ operation: "AdminGetUser", input: ofAdmin(subject) }),
    answer: {
      error: "MissingAuthenticationTokenException",
      message: "Missing Authentication Token",
    },
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
    name: "SignUp with a preferred username that people sign in with is refused",
    source: reported("aws-amplify/amplify-js/issues/1669"),
    pool: { UsernameAttributes: undefined, AliasAttributes: ["preferred_username"] },
    call: (subject) => ({
      operation: "SignUp",
      input: {
        ...ofUser(subject),
        Password: subject.password,
        UserAttributes: [{ Name: "preferred_username", Value: "somebody" }],
      },
    }),
    answer: {
      error: "InvalidParameterException",
      message:
        "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.",
    },
  },
  {
    name: "Refresh tokens that rotate exclude the older way to use them",
    source: documented(
      "amazon-cognito-user-pools-using-the-refresh-token.html#using-the-refresh-token-rotation",
    ),
    disputed: "What AWS says to a client that names no flows at all, is not documented.",
    call: updateClient({
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A client's flows are named in the older way or in the newer, not in both",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({ ExplicitAuthFlows: ["USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "The grant of machines needs a client with a secret",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({ AllowedOAuthFlows: ["client_credentials"] }),
    answer: { error: "InvalidOAuthFlowException" },
  },
  {
    name: "The grant of machines stands alone",
    source: referenced("API_CreateUserPoolClient.html"),
    client: { GenerateSecret: true },
    call: updateClient({ AllowedOAuthFlows: ["client_credentials", "code"] }),
    answer: { error: "InvalidOAuthFlowException" },
  },
  {
    name: "A callback URL over HTTP is refused",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({ CallbackURLs: ["http://app.example.com/"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A callback URL with a fragment is refused",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({ CallbackURLs: ["https://app.example.com/#here"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A default redirect that is no callback URL is refused",
    source: referenced("API_CreateUserPoolClient.html"),
    call: updateClient({
      CallbackURLs: ["https://app.example.com/"],
      DefaultRedirectURI: "https://other.example.com/",
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A domain's prefix holds no word of AWS's",
    source: documented("cognito-user-pools-assign-domain-prefix.html"),
    call: ({ userPoolId }) => ({
      operation: "CreateUserPoolDomain",
      input: { UserPoolId: userPoolId, Domain: "my-aws-sign-in" },
    }),
    answer: { error: "InvalidParameterException" },
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
    name: "A style of the pages that is not there is told so",
    source: referenced("API_DescribeManagedLoginBrandingByClient.html"),
    call: ({ userPoolId, clientId }) => ({
      operation: "DescribeManagedLoginBrandingByClient",
      input: { UserPoolId: userPoolId, ClientId: clientId },
    }),
    answer: { error: "ResourceNotFoundException" },
  },
  {
    name: "A second factor that is off is not configured",
    source: reported("go-to-k/cdkd/issues/1923"),
    call: ({ userPoolId }) => ({
      operation: "SetUserPoolMfaConfig",
      input: {
        UserPoolId: userPoolId,
        MfaConfiguration: "OFF",
        SoftwareTokenMfaConfiguration: { Enabled: true },
      },
    }),
    answer: {
      error: "InvalidParameterException",
      message: "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    },
  },
  {
    name: "A second factor that is asked for has to be there",
    source: reported("aws/aws-sdk-js/issues/4186"),
    call: ({ userPoolId }) => ({
      operation: "SetUserPoolMfaConfig",
      input: { UserPoolId: userPoolId, MfaConfiguration: "OPTIONAL" },
    }),
    answer: {
      error: "InvalidParameterException",
      message:
        "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.",
    },
  },
  {
    name: "A pool does not come to ask everybody for a second factor by UpdateUserPool",
    source: reported("aws-cloudformation/cloudformation-coverage-roadmap/issues/1176"),
    call: ({ userPoolId }) => ({
      operation: "UpdateUserPool",
      input: { UserPoolId: userPoolId, MfaConfiguration: "ON" },
    }),
    answer: {
      error: "InvalidParameterException",
      message: "Cannot turn MFA functionality ON, once the user pool has been created.",
    },
  },
  {
    name: "A filter that is none is refused",
    source: reported("aws/aws-sdk-php/issues/1088"),
    call: ({ userPoolId }) => ({
      operation: "ListUsers",
      input: { UserPoolId: userPoolId, Filter: "foo" },
    }),
    answer: { error: "InvalidParameterException", message: "Error while parsing filter." },
  },
  {
    name: "Two comparisons are no filter",
    source: referenced("API_ListUsers.html"),
    call: ({ userPoolId }) => ({
      operation: "ListUsers",
      input: { UserPoolId: userPoolId, Filter: 'email = "a" and name = "b"' },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A token that lives longer than a day is refused",
    source: reported("aws-samples/cloudfront-authorization-at-edge/issues/144"),
    call: updateClient({ AccessTokenValidity: 25 }),
    answer: { error: "InvalidParameterException", message: "Invalid range for token validity." },
  },
  {
    name: "A client writes no attribute that the pool has not",
    source: reported("jmaleonard/serverless-cognito-add-custom-attributes/issues/4"),
    call: updateClient({ WriteAttributes: ["custom:none"] }),
    answer: {
      error: "InvalidParameterException",
      message: "Invalid write attributes specified while updating a client",
    },
  },
  {
    name: "A client offers no provider that the pool has not",
    source: reported("aws-amplify/amplify-cli/issues/11986"),
    call: updateClient({ SupportedIdentityProviders: ["Google"] }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "The grant of machines has no scope of users",
    source: reported("hashicorp/terraform-provider-aws/issues/4984"),
    client: { GenerateSecret: true },
    call: updateClient({
      AllowedOAuthFlows: ["client_credentials"],
      AllowedOAuthScopes: ["openid"],
    }),
    answer: {
      error: "InvalidOAuthFlowException",
      message: "openid is not supported with client_credentials flow",
    },
  },
  {
    name: "A group's rank is not negative",
    source: model,
    call: ({ userPoolId }) => ({
      operation: "CreateGroup",
      input: { UserPoolId: userPoolId, GroupName: "admins", Precedence: -1 },
    }),
    answer: {
      error: "InvalidParameterException",
      message:
        "1 validation error detected: Value '-1' at 'precedence' failed to satisfy constraint: Member must have value greater than or equal to 0",
    },
  },
  {
    name: "Threat protection's events are there where it is on",
    source: referenced("API_AdminListUserAuthEvents.html"),
    user: "confirmed",
    call: (subject) => ({ operation: "AdminListUserAuthEvents", input: ofAdmin(subject) }),
    answer: { error: "UserPoolAddOnNotEnabledException" },
  },
  {
    name: "A public client gets no secret later",
    source: referenced("API_AddUserPoolClientSecret.html"),
    call: ({ userPoolId, clientId }) => ({
      operation: "AddUserPoolClientSecret",
      input: { UserPoolId: userPoolId, ClientId: clientId },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "SignUp without a password is refused where there is no other way to sign in",
    source: documented("signing-up-users-in-your-app.html"),
    call: (subject) => ({ operation: "SignUp", input: ofUser(subject) }),
    answer: { error: "InvalidParameterException" },
  },
  ...absentCases,
];
