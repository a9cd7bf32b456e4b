import { adminCreateUser } from "./users/admin-create-user";
import {
  adminDisableUser,
  adminSetUserPassword,
  adminUpdateUserAttributes,
  adminUserGlobalSignOut,
  operationsOnNamedThings,
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
import { deleteUserPool } from "./pools/delete-user-pool";
import { createUserPoolClient, updateUserPoolClient } from "./pools/app-client-settings";
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
import { createUserPoolDomain, deleteUserPoolDomain } from "./pools/user-pool-domains";
import type { Cognito, Operation } from "./operation";

/** Operations that keep what they are given, for others to show: nothing here acts on it. */
export const storedOnly: readonly string[] = [
  "CreateManagedLoginBranding",
  "DeleteManagedLoginBranding",
  "DescribeManagedLoginBranding",
  "DescribeManagedLoginBrandingByClient",
  "DescribeRiskConfiguration",
  "GetLogDeliveryConfiguration",
  "GetUICustomization",
  "SetLogDeliveryConfiguration",
  "SetRiskConfiguration",
  "SetUICustomization",
  "UpdateManagedLoginBranding",
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
  "GetOpenIdTokenForDeveloperIdentity",
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

/** Operations that moto does as Cognito does, once their input is right. */
export const passedOn: readonly string[] = [
  "AddCustomAttributes",
  "CreateGroup",
  "DeleteIdentityProvider",
  "DescribeUserPoolDomain",
  "GetUserPoolMfaConfig",
  "ListGroups",
  "ListIdentityProviders",
  "ListTagsForResource",
  "SetUserPoolMfaConfig",
  "TagResource",
  "UntagResource",
];

/** Operations of user pools that the gateway answers itself, or corrects. */
export function ownOperations(cognito: Cognito): readonly Operation[] {
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
    deleteUserPool(cognito),
    ...operationsOnUser(cognito),
    ...operationsOnNamedThings(cognito),
    createUserPool(cognito),
    describeUserPool(cognito),
    createUserPoolClient(cognito),
    updateUserPoolClient(cognito),
    updateUserPool(cognito),
    setRiskConfiguration(cognito),
    describeRiskConfiguration(cognito),
    createUserPoolDomain(cognito),
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
  ];
}

/** The names of all operations that the gateway answers itself and acts on. To make one touches nothing. */
export function ownOperationNames(): readonly string[] {
  return ownOperations({} as Cognito)
    .map(({ name }) => name)
    .filter((name) => !storedOnly.includes(name));
}
