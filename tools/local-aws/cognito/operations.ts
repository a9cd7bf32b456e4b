import { adminCreateUser } from "./users/admin-create-user";
import {
  adminDeleteUserAttributes,
  adminDisableUser,
  adminSetUserPassword,
  adminUpdateUserAttributes,
  adminUserGlobalSignOut,
  operationsOnUser,
} from "./users/admin-users";
import {
  adminConfirmSignUp,
  confirmSignUp,
  resendConfirmationCode,
} from "./sign-up/confirm-sign-up";
import {
  adminResetUserPassword,
  confirmForgotPassword,
  forgotPassword,
} from "./passwords/forgot-password";
import {
  adminDisableProviderForUser,
  adminLinkProviderForUser,
} from "./federation/linked-providers";
import { listUsers } from "./users/list-users";
import { changePassword, deleteUser, getUser, globalSignOut } from "./users/own-account";
import {
  deleteUserAttributes,
  getUserAttributeVerificationCode,
  updateUserAttributes,
  verifyUserAttribute,
} from "./users/own-attributes";
import { getTokensFromRefreshToken, revokeToken } from "./tokens/refresh-tokens";
import {
  adminRespondToAuthChallenge,
  respondToAuthChallenge,
} from "./sign-in/respond-to-auth-challenge";
import { adminInitiateAuth, initiateAuth } from "./sign-in/initiate-auth";
import { adminGetUserAuthFactors, getUserAuthFactors } from "./sign-in/auth-factors";
import { deleteWebAuthnCredential, listWebAuthnCredentials } from "./passkeys/own-passkeys";
import { completeWebAuthnRegistration, startWebAuthnRegistration } from "./passkeys/registration";
import { signUp } from "./sign-up/sign-up";
import {
  adminDeleteSoftwareToken,
  adminSetUserMfaPreference,
  associateSoftwareToken,
  setUserMfaPreference,
  verifySoftwareToken,
} from "./sign-in/software-tokens";
import {
  adminForgetDevice,
  adminGetDevice,
  adminListDevices,
  adminUpdateDeviceStatus,
} from "./devices/admin-devices";
import { confirmDevice } from "./devices/confirm-device";
import { forgetDevice, getDevice, listDevices, updateDeviceStatus } from "./devices/own-devices";
import { getIdentityProviderByIdentifier } from "./federation/provider-by-identifier";
import {
  createManagedLoginBranding,
  deleteManagedLoginBranding,
  describeManagedLoginBranding,
  describeManagedLoginBrandingByClient,
  updateManagedLoginBranding,
} from "./managed-login/branding";
import { getLogDeliveryConfiguration, setLogDeliveryConfiguration } from "./pools/log-delivery";
import { passedOnOperations } from "./moto/passed-on";
import { deleteUserPool } from "./pools/delete-user-pool";
import {
  createUserPoolClient,
  describeUserPoolClient,
  updateUserPoolClient,
} from "./pools/app-client-settings";
import { describeRiskConfiguration, setRiskConfiguration } from "./pools/risk-configuration";
import { getUICustomization, setUICustomization } from "./pools/classic-pages";
import {
  createIdentityProvider,
  describeIdentityProvider,
  updateIdentityProvider,
} from "./pools/identity-providers";
import {
  createResourceServer,
  deleteResourceServer,
  describeResourceServer,
  listResourceServers,
  updateResourceServer,
} from "./pools/resource-server-operations";
import { createUserPool, describeUserPool, updateUserPool } from "./pools/user-pool-settings";
import { setUserPoolMfaConfig } from "./pools/mfa-config";
import {
  createUserPoolDomain,
  deleteUserPoolDomain,
  describeUserPoolDomain,
} from "./pools/user-pool-domains";
import {
  addUserPoolClientSecret,
  listUserPoolClientSecrets,
  deleteUserPoolClientSecret,
} from "./pools/client-secret-operations";
import {
  createTerms,
  updateTerms,
  describeTerms,
  describeTermsByClient,
  listTerms,
  deleteTerms,
} from "./pools/terms";
import { getCsvHeader } from "./user-import/csv-header";
import {
  createUserImportJob,
  describeUserImportJob,
  listUserImportJobs,
  startUserImportJob,
  stopUserImportJob,
} from "./user-import/user-import-jobs";
import {
  adminListUserAuthEvents,
  adminUpdateAuthEventFeedback,
  updateAuthEventFeedback,
} from "./sign-in/auth-event-operations";
import { setUserSettings, adminSetUserSettings } from "./users/user-settings";
import type { Cognito, Operation } from "./operation";

/** Operations that keep what they are given, for others to show: nothing here acts on it. */
export const storedOnly: readonly string[] = [
  "CreateManagedLoginBranding",
  "CreateTerms",
  "DeleteManagedLoginBranding",
  "DeleteTerms",
  "DescribeManagedLoginBranding",
  "DescribeManagedLoginBrandingByClient",
  "DescribeRiskConfiguration",
  "DescribeTerms",
  "DescribeTermsByClient",
  "GetLogDeliveryConfiguration",
  "GetUICustomization",
  "ListTerms",
  "SetLogDeliveryConfiguration",
  "SetRiskConfiguration",
  "SetUICustomization",
  "UpdateManagedLoginBranding",
  "UpdateTerms",
  "UpdateUserPoolDomain",
];

/** Operations of identity pools that moto or the gateway does. The others are unknown here. */
export const identityPoolOperations: readonly string[] = [
  "CreateIdentityPool",
  "DeleteIdentities",
  "DeleteIdentityPool",
  "DescribeIdentity",
  "DescribeIdentityPool",
  "GetCredentialsForIdentity",
  "GetId",
  "GetIdentityPoolRoles",
  "GetOpenIdToken",
  "GetPrincipalTagAttributeMap",
  "ListIdentities",
  "ListIdentityPools",
  "ListTagsForResource",
  "SetIdentityPoolRoles",
  "SetPrincipalTagAttributeMap",
  "TagResource",
  "UnlinkIdentity",
  "UntagResource",
  "UpdateIdentityPool",
];

/**
 * Every operation of user pools that is answered.
 *
 * @param managedLoginEndpoint where the domains of pools are, known once it listens.
 */
export function ownOperations(
  cognito: Cognito,
  managedLoginEndpoint: () => string,
): readonly Operation[] {
  return [
    signUp(cognito),
    confirmSignUp(cognito),
    adminConfirmSignUp(cognito),
    resendConfirmationCode(cognito),
    initiateAuth(cognito),
    adminInitiateAuth(cognito),
    respondToAuthChallenge(cognito),
    adminRespondToAuthChallenge(cognito),
    adminLinkProviderForUser(cognito),
    adminDisableProviderForUser(cognito),
    associateSoftwareToken(cognito),
    verifySoftwareToken(cognito),
    setUserMfaPreference(cognito),
    adminSetUserMfaPreference(cognito),
    revokeToken(cognito),
    getTokensFromRefreshToken(cognito),
    forgotPassword(cognito),
    confirmForgotPassword(cognito),
    adminResetUserPassword(cognito),
    getUser(cognito),
    changePassword(cognito),
    globalSignOut(cognito),
    deleteUser(cognito),
    updateUserAttributes(cognito),
    deleteUserAttributes(cognito),
    getUserAttributeVerificationCode(cognito),
    verifyUserAttribute(cognito),
    adminCreateUser(cognito),
    adminSetUserPassword(cognito),
    adminUpdateUserAttributes(cognito),
    adminUserGlobalSignOut(cognito),
    adminDisableUser(cognito),
    adminDeleteUserAttributes(cognito),
    listUsers(cognito),
    deleteUserPool(cognito),
    ...operationsOnUser(cognito),
    ...passedOnOperations(cognito),
    createUserPool(cognito),
    describeUserPool(cognito),
    createUserPoolClient(cognito),
    updateUserPoolClient(cognito),
    updateUserPool(cognito),
    setRiskConfiguration(cognito),
    describeRiskConfiguration(cognito),
    createUserPoolDomain(cognito),
    describeUserPoolDomain(cognito, managedLoginEndpoint),
    deleteUserPoolDomain(cognito),
    setUICustomization(cognito),
    getUICustomization(cognito),
    createIdentityProvider(cognito),
    updateIdentityProvider(cognito),
    describeIdentityProvider(cognito),
    getUserAuthFactors(cognito),
    adminGetUserAuthFactors(cognito),
    startWebAuthnRegistration(cognito),
    completeWebAuthnRegistration(cognito),
    listWebAuthnCredentials(cognito),
    deleteWebAuthnCredential(cognito),
    setLogDeliveryConfiguration(cognito),
    getLogDeliveryConfiguration(cognito),
    createManagedLoginBranding(cognito),
    updateManagedLoginBranding(cognito),
    describeManagedLoginBranding(cognito),
    describeManagedLoginBrandingByClient(cognito),
    deleteManagedLoginBranding(cognito),
    getIdentityProviderByIdentifier(cognito),
    confirmDevice(cognito),
    getDevice(cognito),
    listDevices(cognito),
    updateDeviceStatus(cognito),
    forgetDevice(cognito),
    adminGetDevice(cognito),
    adminListDevices(cognito),
    adminUpdateDeviceStatus(cognito),
    adminForgetDevice(cognito),
    createResourceServer(cognito),
    updateResourceServer(cognito),
    describeResourceServer(cognito),
    deleteResourceServer(cognito),
    listResourceServers(cognito),
    describeUserPoolClient(cognito),
    setUserPoolMfaConfig(cognito),
    adminDeleteSoftwareToken(cognito),
    addUserPoolClientSecret(cognito),
    listUserPoolClientSecrets(cognito),
    deleteUserPoolClientSecret(cognito),
    createTerms(cognito),
    updateTerms(cognito),
    describeTerms(cognito),
    describeTermsByClient(cognito),
    listTerms(cognito),
    deleteTerms(cognito),
    getCsvHeader(cognito),
    createUserImportJob(cognito),
    describeUserImportJob(cognito),
    listUserImportJobs(cognito),
    startUserImportJob(cognito),
    stopUserImportJob(cognito),
    adminListUserAuthEvents(cognito),
    adminUpdateAuthEventFeedback(cognito),
    updateAuthEventFeedback(cognito),
    setUserSettings(cognito),
    adminSetUserSettings(cognito),
  ];
}

/** The names of all operations that are acted on. To make one touches nothing. */
export function ownOperationNames(): readonly string[] {
  return ownOperations({} as Cognito, () => "")
    .map(({ name }) => name)
    .filter((name) => !storedOnly.includes(name));
}
