import type { Interceptor } from "../interceptor";
import { adminCreateUser } from "./admin-create-user";
import {
  adminSetUserPassword,
  adminUpdateUserAttributes,
  adminUserGlobalSignOut,
  operationsOnNamedThings,
  operationsOnUser,
} from "./admin-users";
import { CognitoMemory } from "./cognito-memory";
import { adminConfirmSignUp, confirmSignUp, resendConfirmationCode } from "./confirm-sign-up";
import { adminResetUserPassword, confirmForgotPassword, forgotPassword } from "./forgot-password";
import type { Cognito, Operation } from "./operation";
import { changePassword, deleteUser, getUser, globalSignOut } from "./own-account";
import {
  deleteUserAttributes,
  getUserAttributeVerificationCode,
  updateUserAttributes,
  verifyUserAttribute,
} from "./own-attributes";
import { getTokensFromRefreshToken, revokeToken } from "./refresh-tokens";
import { respondToAuthChallenge } from "./respond-to-auth-challenge";
import { adminInitiateAuth, initiateAuth } from "./sign-in";
import { signUp } from "./sign-up";
import { Triggers, type TriggersProps } from "./triggers";
import { createUserPool, createUserPoolClient, updateUserPool } from "./user-pool-settings";

export type { TriggerEvent, TriggerRecord } from "./triggers";

/**
 * Makes moto's user pools behave as Cognito's: their triggers fire, and their operations check and
 * refuse what Cognito would. One set serves one moto, since it remembers what moto does not.
 */
export function cognitoInterceptors(props: TriggersProps): readonly Interceptor[] {
  const cognito: Cognito = { memory: new CognitoMemory(), triggers: new Triggers(props) };
  const operations = new Map(corrected(cognito).map((operation) => [operation.name, operation]));
  // One interceptor: what an operation itself asks of moto must not meet the others on its way.
  const interceptor: Interceptor = async (request, forward) => {
    if (request.service !== "cognito-idp" || request.operation === undefined) return undefined;
    return operations.get(request.operation)?.answer(request, forward);
  };
  return [interceptor];
}

function corrected(cognito: Cognito): readonly Operation[] {
  return [
    signUp(cognito),
    confirmSignUp(cognito),
    adminConfirmSignUp(cognito),
    resendConfirmationCode(cognito),
    initiateAuth(cognito),
    adminInitiateAuth(cognito),
    ...respondToAuthChallenge(cognito),
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
    ...operationsOnUser(cognito),
    ...operationsOnNamedThings(cognito),
    createUserPool(cognito),
    createUserPoolClient(cognito),
    updateUserPool(cognito),
  ];
}
