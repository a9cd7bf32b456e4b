import { model, documented, referenced, reported } from "./case-sources";
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
];
