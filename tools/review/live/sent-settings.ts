/**
 * Settings as an AWS answer names them: `"sent"`, with all that is within; `"not a setting"`, where an update
 * takes none of it away; a list of what within it is sent; or the value that stands for none.
 */
export type Known =
  | "sent"
  | "not a setting"
  | { readonly within: Readonly<Record<string, Known>> }
  | { readonly none: readonly unknown[] };

const within = (...names: readonly string[]): Known => ({
  within: Object.fromEntries(names.map((name) => [name, "sent"])),
});

const smsConfiguration = within("SnsCallerArn", "ExternalId", "SnsRegion");

/**
 * What AWS provider 5.100.0 sends when it updates a pool or a client: all else is reset. By its schema, which
 * names what it knows, and as its source sends it (`internal/service/cognitoidp/user_pool.go`,
 * `user_pool_client.go`).
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/49707
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 */
export const sentSettings = {
  /** `UserPool` of DescribeUserPool. */
  pool: {
    AccountRecoverySetting: "sent",
    AdminCreateUserConfig: {
      within: {
        AllowAdminCreateUserOnly: "sent",
        InviteMessageTemplate: within("EmailMessage", "EmailSubject", "SMSMessage"),
        // TemporaryPasswordValidityDays has taken its place, and AWS shows it in both.
        UnusedAccountValidityDays: "not a setting",
      },
    },
    AliasAttributes: "not a setting",
    Arn: "not a setting",
    AutoVerifiedAttributes: "sent",
    CreationDate: "not a setting",
    CustomDomain: "not a setting",
    DeletionProtection: "sent",
    DeviceConfiguration: within("ChallengeRequiredOnNewDevice", "DeviceOnlyRememberedOnUserPrompt"),
    Domain: "not a setting",
    EmailConfiguration: within(
      "ConfigurationSet",
      "EmailSendingAccount",
      "From",
      "ReplyToEmailAddress",
      "SourceArn",
    ),
    EmailConfigurationFailure: "not a setting",
    EmailVerificationMessage: "sent",
    EmailVerificationSubject: "sent",
    EstimatedNumberOfUsers: "not a setting",
    Id: "not a setting",
    IssuerConfiguration: { within: { Type: { none: ["ORIGINAL"] } } },
    KeyConfiguration: { within: { KeyType: { none: ["AWS_OWNED_KEY"] } } },
    LambdaConfig: within(
      "CreateAuthChallenge",
      "CustomEmailSender",
      "CustomMessage",
      "CustomSMSSender",
      "DefineAuthChallenge",
      "KMSKeyID",
      "PostAuthentication",
      "PostConfirmation",
      "PreAuthentication",
      "PreSignUp",
      "PreTokenGeneration",
      "PreTokenGenerationConfig",
      "UserMigration",
      "VerifyAuthChallengeResponse",
    ),
    LastModifiedDate: "not a setting",
    MfaConfiguration: "sent",
    Name: "not a setting",
    Policies: {
      within: {
        PasswordPolicy: within(
          "MinimumLength",
          "PasswordHistorySize",
          "RequireLowercase",
          "RequireNumbers",
          "RequireSymbols",
          "RequireUppercase",
          "TemporaryPasswordValidityDays",
        ),
        SignInPolicy: within("AllowedFirstAuthFactors"),
      },
    },
    SchemaAttributes: "not a setting",
    SmsAuthenticationMessage: "sent",
    SmsConfiguration: smsConfiguration,
    SmsConfigurationFailure: "not a setting",
    SmsVerificationMessage: "sent",
    Status: "not a setting",
    UserAttributeUpdateSettings: within("AttributesRequireVerificationBeforeUpdate"),
    UserPoolAddOns: {
      within: {
        AdvancedSecurityMode: "sent",
        AdvancedSecurityAdditionalFlows: within("CustomAuthMode"),
      },
    },
    UserPoolTags: "sent",
    UserPoolTier: "sent",
    UsernameAttributes: "not a setting",
    UsernameConfiguration: "not a setting",
    VerificationMessageTemplate: within(
      "DefaultEmailOption",
      "EmailMessage",
      "EmailMessageByLink",
      "EmailSubject",
      "EmailSubjectByLink",
      "SmsMessage",
    ),
  },
  /** The answer of GetUserPoolMfaConfig. */
  mfa: {
    EmailMfaConfiguration: within("Message", "Subject"),
    MfaConfiguration: "sent",
    SmsMfaConfiguration: {
      within: { SmsAuthenticationMessage: "sent", SmsConfiguration: smsConfiguration },
    },
    SoftwareTokenMfaConfiguration: within("Enabled"),
    WebAuthnConfiguration: {
      within: {
        FactorConfiguration: { none: ["SINGLE_FACTOR"] },
        RelyingPartyId: "sent",
        UserVerification: "sent",
      },
    },
  },
  /** `UserPoolClient` of DescribeUserPoolClient. */
  client: {
    AccessTokenValidity: "sent",
    AllowedOAuthFlows: "sent",
    AllowedOAuthFlowsUserPoolClient: "sent",
    AllowedOAuthScopes: "sent",
    AnalyticsConfiguration: within(
      "ApplicationArn",
      "ApplicationId",
      "ExternalId",
      "RoleArn",
      "UserDataShared",
    ),
    AuthSessionValidity: "sent",
    CallbackURLs: "sent",
    ClientId: "not a setting",
    ClientName: "sent",
    ClientSecret: "not a setting",
    CreationDate: "not a setting",
    DefaultRedirectURI: "sent",
    EnablePropagateAdditionalUserContextData: "sent",
    EnableTokenRevocation: "sent",
    ExplicitAuthFlows: "sent",
    IdTokenValidity: "sent",
    LastModifiedDate: "not a setting",
    LogoutURLs: "sent",
    PreventUserExistenceErrors: "sent",
    ReadAttributes: "sent",
    RefreshTokenRotation: within("Feature", "RetryGracePeriodSeconds"),
    RefreshTokenValidity: "sent",
    SupportedIdentityProviders: "sent",
    TokenValidityUnits: within("AccessToken", "IdToken", "RefreshToken"),
    UserPoolId: "not a setting",
    WriteAttributes: "sent",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Known>>>>;

/** Which answer of AWS it is. */
export type Answer = keyof typeof sentSettings;
