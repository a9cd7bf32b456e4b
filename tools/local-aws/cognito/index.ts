import type { Clock } from "../clock";
import type { Interceptor } from "../interceptor";
import type { Outbox } from "../outbox";
import { adminCreateUser } from "./users/admin-create-user";
import {
  adminSetUserPassword,
  adminUpdateUserAttributes,
  adminUserGlobalSignOut,
  operationsOnNamedThings,
  operationsOnUser,
} from "./users/admin-users";
import { CognitoMemory } from "./cognito-memory";
import {
  adminConfirmSignUp,
  confirmSignUp,
  resendConfirmationCode,
} from "./sign-up/confirm-sign-up";
import { federatedSignIn } from "./federation/federated-sign-in";
import {
  adminResetUserPassword,
  confirmForgotPassword,
  forgotPassword,
} from "./passwords/forgot-password";
import {
  adminDisableProviderForUser,
  adminLinkProviderForUser,
} from "./federation/linked-providers";
import { Messages } from "./messages/messages";
import type { Cognito, Operation } from "./operation";
import { changePassword, deleteUser, getUser, globalSignOut } from "./users/own-account";
import {
  deleteUserAttributes,
  getUserAttributeVerificationCode,
  updateUserAttributes,
  verifyUserAttribute,
} from "./users/own-attributes";
import { Passwords } from "./passwords/passwords";
import { getTokensFromRefreshToken, revokeToken } from "./tokens/refresh-tokens";
import {
  adminRespondToAuthChallenge,
  respondToAuthChallenge,
} from "./sign-in/respond-to-auth-challenge";
import { adminInitiateAuth, initiateAuth } from "./sign-in/initiate-auth";
import { signUp } from "./sign-up/sign-up";
import {
  adminSetUserMfaPreference,
  associateSoftwareToken,
  setUserMfaPreference,
  verifySoftwareToken,
} from "./sign-in/software-tokens";
import { identityPoolLogins } from "./tokens/identity-pool-logins";
import { publishedKeys } from "./tokens/published-keys";
import { tokenEndpoint } from "./tokens/token-endpoint";
import { Tokens } from "./tokens/tokens";
import { Triggers, type TriggersProps } from "./triggers";
import { createUserPool, createUserPoolClient, updateUserPool } from "./pools/user-pool-settings";
import { knowingUsers } from "./moto/users-at-moto";

export type { TriggerEvent, TriggerRecord } from "./triggers";

/** What the user pools need of the local AWS. */
export interface CognitoProps extends TriggersProps {
  /** Gets the messages to users. */
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Whether every code counts as the right one; default: only the one that was sent. */
  readonly anyCode?: boolean | undefined;
}

/**
 * Makes moto's user pools behave as Cognito's: their triggers fire, and their operations check and
 * refuse what Cognito would. One set serves one moto, since it remembers what moto does not.
 */
export function cognitoInterceptors(props: CognitoProps): readonly Interceptor[] {
  const { clock } = props;
  const triggers = new Triggers(props);
  const cognito: Cognito = {
    memory: new CognitoMemory(clock, props.anyCode === true),
    triggers,
    tokens: new Tokens(triggers, clock),
    passwords: new Passwords(),
    messages: new Messages(triggers, props.outbox),
  };
  const operations = new Map(corrected(cognito).map((operation) => [operation.name, operation]));
  // One interceptor: what an operation itself asks of moto must not meet the others on its way.
  const interceptor: Interceptor = async (request, forward) => {
    if (request.service !== "cognito-idp" || request.operation === undefined) return undefined;
    const known = knowingUsers(cognito, forward);
    return operations.get(request.operation)?.answer(request, known) ?? known(request);
  };
  return [
    interceptor,
    federatedSignIn(cognito),
    publishedKeys(cognito),
    tokenEndpoint(cognito),
    identityPoolLogins(cognito),
  ];
}

function corrected(cognito: Cognito): readonly Operation[] {
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
    ...operationsOnUser(cognito),
    ...operationsOnNamedThings(cognito),
    createUserPool(cognito),
    createUserPoolClient(cognito),
    updateUserPool(cognito),
  ];
}
