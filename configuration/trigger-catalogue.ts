/** What is known of one trigger of a user pool. */
interface CatalogueEntry {
  /** Cognito's name: the first part of its trigger sources, and the setting of `LambdaConfig`. */
  readonly event: string;
  /** The argument of Terraform's `lambda_config`, as cdktf spells it. */
  readonly lambdaConfig: string;
  /** Every `triggerSource` that the function may be called with. */
  readonly sources: readonly [string, ...(readonly string[])];
  /** When Cognito calls the function. */
  readonly fires: string;
  /**
   * Whether the user waits: Cognito gives a synchronous function 5 seconds, three times, and fails
   * the user's call when it fails. Senders are called behind the user's back.
   */
  readonly invocation: "synchronous" | "asynchronous";
  /** Cognito's own documentation of the trigger. */
  readonly documentation: string;
}

const guide = "https://docs.aws.amazon.com/cognito/latest/developerguide";

/**
 * Every trigger of a user pool, by the name of its folder under `functions/`. Types, configuration,
 * wiring, permissions, the local AWS, tests and `docs/triggers.md` follow from this list.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export const triggerCatalogue = {
  "pre-sign-up": {
    event: "PreSignUp",
    lambdaConfig: "preSignUp",
    sources: ["PreSignUp_SignUp", "PreSignUp_AdminCreateUser", "PreSignUp_ExternalProvider"],
    fires:
      "before a user is made: by sign-up, by an administrator, or by a first federated sign-in",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-pre-sign-up.html`,
  },
  "post-confirmation": {
    event: "PostConfirmation",
    lambdaConfig: "postConfirmation",
    sources: ["PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword"],
    fires: "after a user was confirmed, or has reset their password",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-post-confirmation.html`,
  },
  "user-migration": {
    event: "UserMigration",
    lambdaConfig: "userMigration",
    sources: ["UserMigration_Authentication", "UserMigration_ForgotPassword"],
    fires: "when somebody signs in with a password, or resets one, whom the pool does not know",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-migrate-user.html`,
  },
  "pre-authentication": {
    event: "PreAuthentication",
    lambdaConfig: "preAuthentication",
    sources: ["PreAuthentication_Authentication"],
    fires: "when a sign-in begins",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-pre-authentication.html`,
  },
  "post-authentication": {
    event: "PostAuthentication",
    lambdaConfig: "postAuthentication",
    sources: ["PostAuthentication_Authentication"],
    fires: "after a user has proven who they are, before they get tokens",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-post-authentication.html`,
  },
  "pre-token-generation": {
    event: "PreTokenGeneration",
    lambdaConfig: "preTokenGenerationConfig",
    sources: [
      "TokenGeneration_HostedAuth",
      "TokenGeneration_Authentication",
      "TokenGeneration_NewPasswordChallenge",
      "TokenGeneration_AuthenticateDevice",
      "TokenGeneration_RefreshTokens",
      "TokenGeneration_ClientCredentials",
    ],
    fires: "before tokens are made, at a sign-in and at each refresh",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-pre-token-generation.html`,
  },
  "custom-message": {
    event: "CustomMessage",
    lambdaConfig: "customMessage",
    sources: [
      "CustomMessage_SignUp",
      "CustomMessage_AdminCreateUser",
      "CustomMessage_ResendCode",
      "CustomMessage_ForgotPassword",
      "CustomMessage_UpdateUserAttribute",
      "CustomMessage_VerifyUserAttribute",
      "CustomMessage_Authentication",
    ],
    fires: "before Cognito sends an e-mail or a text message of its own",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-custom-message.html`,
  },
  "define-auth-challenge": {
    event: "DefineAuthChallenge",
    lambdaConfig: "defineAuthChallenge",
    sources: ["DefineAuthChallenge_Authentication"],
    fires: "at the start of a custom sign-in and after each answer, to say what comes next",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-define-auth-challenge.html`,
  },
  "create-auth-challenge": {
    event: "CreateAuthChallenge",
    lambdaConfig: "createAuthChallenge",
    sources: ["CreateAuthChallenge_Authentication"],
    fires: "when a custom challenge is to be put to the user",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-create-auth-challenge.html`,
  },
  "verify-auth-challenge-response": {
    event: "VerifyAuthChallengeResponse",
    lambdaConfig: "verifyAuthChallengeResponse",
    sources: ["VerifyAuthChallengeResponse_Authentication"],
    fires: "when the user has answered a custom challenge",
    invocation: "synchronous",
    documentation: `${guide}/user-pool-lambda-verify-auth-challenge-response.html`,
  },
  "custom-email-sender": {
    event: "CustomEmailSender",
    lambdaConfig: "customEmailSender",
    sources: [
      "CustomEmailSender_SignUp",
      "CustomEmailSender_AdminCreateUser",
      "CustomEmailSender_ResendCode",
      "CustomEmailSender_ForgotPassword",
      "CustomEmailSender_UpdateUserAttribute",
      "CustomEmailSender_VerifyUserAttribute",
      "CustomEmailSender_Authentication",
      "CustomEmailSender_AccountTakeOverNotification",
    ],
    fires: "in place of each e-mail that Cognito would send",
    invocation: "asynchronous",
    documentation: `${guide}/user-pool-lambda-custom-email-sender.html`,
  },
  "custom-sms-sender": {
    event: "CustomSMSSender",
    lambdaConfig: "customSmsSender",
    sources: [
      "CustomSMSSender_SignUp",
      "CustomSMSSender_AdminCreateUser",
      "CustomSMSSender_ResendCode",
      "CustomSMSSender_ForgotPassword",
      "CustomSMSSender_UpdateUserAttribute",
      "CustomSMSSender_VerifyUserAttribute",
      "CustomSMSSender_Authentication",
    ],
    fires: "in place of each text message that Cognito would send",
    invocation: "asynchronous",
    documentation: `${guide}/user-pool-lambda-custom-sms-sender.html`,
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

/** The name of a trigger and of its folder under `functions/`. */
export type TriggerName = keyof typeof triggerCatalogue;

/** Every trigger's name. */
export const triggerNames = Object.keys(triggerCatalogue) as readonly TriggerName[];

/** What Cognito may say in an event's `triggerSource`. */
export type TriggerSource = (typeof triggerCatalogue)[TriggerName]["sources"][number];

/** The sources of one trigger. */
export type SourceOf<Name extends TriggerName> = (typeof triggerCatalogue)[Name]["sources"][number];
