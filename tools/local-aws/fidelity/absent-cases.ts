import { referenced } from "./case-sources";
import type { FidelityCase } from "./fidelity-case";

const absentPool = "eu-west-1_AAAAAAAAA";
const deviceKey = "eu-west-1_00000000-0000-4000-a000-000000000000";

/** What administrators do to a user, and what the call needs beside the pool and the name. */
const onUsers: Readonly<Record<string, object>> = {
  AdminConfirmSignUp: {},
  AdminDeleteSoftwareToken: {},
  AdminDeleteUser: {},
  AdminDeleteUserAttributes: { UserAttributeNames: ["name"] },
  AdminDisableUser: {},
  AdminEnableUser: {},
  AdminForgetDevice: { DeviceKey: deviceKey },
  AdminGetDevice: { DeviceKey: deviceKey },
  AdminGetUser: {},
  AdminGetUserAuthFactors: {},
  AdminListDevices: {},
  AdminListGroupsForUser: {},
  AdminResetUserPassword: {},
  AdminSetUserMFAPreference: {},
  AdminSetUserPassword: { Password: "Correct-Horse-9" },
  AdminSetUserSettings: { MFAOptions: [] },
  AdminUpdateDeviceStatus: { DeviceKey: deviceKey },
  AdminUpdateUserAttributes: { UserAttributes: [{ Name: "name", Value: "Ann" }] },
  AdminUserGlobalSignOut: {},
};

/** What administrators do to a pool. */
const onPools: Readonly<Record<string, object>> = {
  AddCustomAttributes: { CustomAttributes: [{ Name: "plan", AttributeDataType: "String" }] },
  CreateGroup: { GroupName: "admins" },
  CreateUserPoolClient: { ClientName: "web" },
  DescribeIdentityProvider: { ProviderName: "Okta" },
  DescribeRiskConfiguration: {},
  DescribeUserPool: {},
  DeleteIdentityProvider: { ProviderName: "Okta" },
  GetCSVHeader: {},
  GetIdentityProviderByIdentifier: { IdpIdentifier: "example.com" },
  GetLogDeliveryConfiguration: {},
  GetUICustomization: {},
  GetUserPoolMfaConfig: {},
  ListGroups: {},
  ListIdentityProviders: {},
  ListResourceServers: { MaxResults: 1 },
  ListTerms: {},
  ListUserImportJobs: { MaxResults: 1 },
  ListUserPoolClients: { MaxResults: 1 },
  ListUsers: {},
  SetLogDeliveryConfiguration: { LogConfigurations: [] },
  SetRiskConfiguration: { RiskExceptionConfiguration: { BlockedIPRangeList: ["192.0.2.0/24"] } },
  SetUICustomization: { CSS: "" },
  UpdateIdentityProvider: { ProviderName: "Okta" },
};

/** What users do with their access token. */
const byToken: Readonly<Record<string, object>> = {
  AssociateSoftwareToken: {},
  CompleteWebAuthnRegistration: { Credential: {} },
  ChangePassword: { PreviousPassword: "Correct-Horse-9", ProposedPassword: "Another-Horse-7" },
  ConfirmDevice: { DeviceKey: deviceKey },
  DeleteUser: {},
  DeleteUserAttributes: { UserAttributeNames: ["name"] },
  DeleteWebAuthnCredential: { CredentialId: "none" },
  ForgetDevice: { DeviceKey: deviceKey },
  GetDevice: { DeviceKey: deviceKey },
  GetUser: {},
  GetUserAttributeVerificationCode: { AttributeName: "email" },
  GetUserAuthFactors: {},
  GlobalSignOut: {},
  ListDevices: {},
  ListWebAuthnCredentials: {},
  SetUserMFAPreference: {},
  SetUserSettings: { MFAOptions: [] },
  StartWebAuthnRegistration: {},
  UpdateDeviceStatus: { DeviceKey: deviceKey },
  UpdateUserAttributes: { UserAttributes: [{ Name: "name", Value: "Ann" }] },
  VerifyUserAttribute: { AttributeName: "email", Code: "123456" },
};

/** What each operation says of a user, a pool or a token that is not there. */
export const absentCases: readonly FidelityCase[] = [
  ...Object.entries(onUsers).map(([operation, input]): FidelityCase => ({
    name: `${operation} of nobody says so`,
    source: referenced(`API_${operation}.html`),
    call: ({ userPoolId, username }) => ({
      operation,
      input: { UserPoolId: userPoolId, Username: username, ...input },
    }),
    answer: { error: "UserNotFoundException", message: "User does not exist." },
  })),
  ...Object.entries(onPools).map(([operation, input]): FidelityCase => ({
    name: `${operation} in a pool that is not there says so`,
    source: referenced(`API_${operation}.html`),
    call: () => ({ operation, input: { UserPoolId: absentPool, ...input } }),
    answer: { error: "ResourceNotFoundException" },
  })),
  ...Object.entries(byToken).map(([operation, input]): FidelityCase => ({
    name: `${operation} with a token that is none is refused`,
    source: referenced(`API_${operation}.html`),
    unsigned: true,
    call: () => ({ operation, input: { AccessToken: "none", ...input } }),
    answer: { error: "NotAuthorizedException" },
  })),
];
