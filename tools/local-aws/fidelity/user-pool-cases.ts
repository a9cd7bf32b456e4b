import { createPool } from "./case-calls";
import { documented, model, referenced, reported } from "./case-sources";
import type { FidelityCase } from "./fidelity-case";

/** Settings of user pools, their domains and pages. */
export const userPoolCases: readonly FidelityCase[] = [
  {
    name: "A protected pool is not deleted",
    source: documented("user-pool-settings-deletion-protection.html"),
    pool: { DeletionProtection: "ACTIVE" },
    call: ({ userPoolId }) => ({ operation: "DeleteUserPool", input: { UserPoolId: userPoolId } }),
    answer: { error: "InvalidParameterException" },
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
    name: "A domain's prefix holds no word of AWS's",
    source: documented("cognito-user-pools-assign-domain-prefix.html"),
    call: ({ userPoolId }) => ({
      operation: "CreateUserPoolDomain",
      input: { UserPoolId: userPoolId, Domain: "my-aws-sign-in" },
    }),
    answer: { error: "InvalidParameterException" },
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
    name: "A pool that is made with a second factor has a sender of text messages",
    source: reported("hashicorp/terraform-provider-aws/issues/7261"),
    call: () => createPool({ MfaConfiguration: "ON" }),
    answer: {
      error: "InvalidParameterException",
      message:
        "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    },
  },
  {
    name: "Codes by e-mail as a second factor need a sender of the team's own",
    source: documented("user-pool-settings-mfa-sms-email-message.html"),
    call: ({ userPoolId }) => ({
      operation: "SetUserPoolMfaConfig",
      input: {
        UserPoolId: userPoolId,
        MfaConfiguration: "ON",
        EmailMfaConfiguration: { Message: "Your code is {####}", Subject: "Your code" },
      },
    }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "Threat protection needs the highest tier",
    source: reported("hashicorp/terraform-provider-aws/pull/40734"),
    call: () =>
      createPool({
        UserPoolTier: "ESSENTIALS",
        UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" },
      }),
    answer: {
      error: "FeatureUnavailableInTierException",
      message:
        "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection",
    },
  },
  {
    name: "The lowest tier has no sign-in without a password",
    source: documented("cognito-sign-in-feature-plans.html"),
    call: () =>
      createPool({
        UserPoolTier: "LITE",
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
      }),
    answer: { error: "FeatureUnavailableInTierException" },
  },
  {
    name: "Passwords are always among the first factors",
    source: {
      kind: "documentation",
      url: "https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cognito.AllowedFirstAuthFactors.html",
    },
    call: () =>
      createPool({ Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["EMAIL_OTP"] } } }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "An address that is verified before it counts is one that the pool verifies",
    source: referenced("API_UserAttributeUpdateSettingsType.html"),
    call: () =>
      createPool({
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
      }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "Where only administrators reset passwords, there is no other way",
    source: referenced("API_AccountRecoverySettingType.html"),
    call: () =>
      createPool({
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: "admin_only", Priority: 1 },
            { Name: "verified_email", Priority: 2 },
          ],
        },
      }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A sender of the team's own is named",
    source: referenced("API_EmailConfigurationType.html"),
    call: () => createPool({ EmailConfiguration: { EmailSendingAccount: "DEVELOPER" } }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "An invitation has the name and the password",
    source: documented("cognito-user-pool-settings-message-customizations.html"),
    call: () =>
      createPool({
        AdminCreateUserConfig: { InviteMessageTemplate: { EmailMessage: "Hello {username}" } },
      }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A domain that is not there is described as nothing",
    source: reported("hashicorp/terraform-provider-aws/issues/9330"),
    call: () => ({ operation: "DescribeUserPoolDomain", input: { Domain: "nobody-has-this" } }),
    answer: { output: { DomainDescription: {} } },
  },
  {
    name: "A domain that is not there is not deleted",
    source: reported("hashicorp/terraform-provider-aws/issues/9330"),
    call: ({ userPoolId }) => ({
      operation: "DeleteUserPoolDomain",
      input: { UserPoolId: userPoolId, Domain: "nobody-has-this" },
    }),
    answer: {
      error: "InvalidParameterException",
      message: "No such domain or user pool exists.",
    },
  },
];
