/* eslint-disable @typescript-eslint/no-deprecated -- its successor wants a browser, and no endpoint of one's own. */
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from "amazon-cognito-identity-js";
import type { LocalCognito, TestPool } from "./local-cognito";

/** What Cognito's own browser client came to. */
export type Outcome =
  | { readonly kind: "signed-in"; readonly session: CognitoUserSession }
  | { readonly kind: "new-password-required"; readonly attributes: unknown }
  | { readonly kind: "custom-challenge"; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: "token-wanted" };

/** A user of Cognito's own browser client, which proves passwords by SRP. */
export function identityUser(
  cognito: LocalCognito,
  pool: TestPool,
  username: string,
  /** Where the client keeps its devices; default: its own. */
  kept?: Map<string, string>,
) {
  const Storage = kept && {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
    clear: () => {
      kept.clear();
    },
  };
  const Pool = new CognitoUserPool({
    UserPoolId: pool.userPoolId,
    ClientId: pool.clientId,
    endpoint: cognito.endpoint,
    ...(Storage && { Storage }),
  });
  return new CognitoUser({
    Username: username,
    Pool,
    ...(Storage && { Storage }),
  });
}

/** Signs in by SRP, or by what `setAuthenticationFlowType` says. */
export function authenticate(
  user: CognitoUser,
  Password: string,
  details: { readonly ValidationData?: Record<string, string> } = {},
): Promise<Outcome> {
  const authentication = new AuthenticationDetails({
    Username: user.getUsername(),
    Password,
    ...details,
  });
  return outcomeOf((callbacks) => {
    user.authenticateUser(authentication, callbacks);
  });
}

/** Signs in by the pool's own challenges, with no password. */
export function initiate(user: CognitoUser): Promise<Outcome> {
  user.setAuthenticationFlowType("CUSTOM_AUTH");
  const authentication = new AuthenticationDetails({ Username: user.getUsername() });
  return outcomeOf((callbacks) => {
    user.initiateAuth(authentication, callbacks);
  });
}

/** Answers one of the pool's own challenges. */
export function answer(user: CognitoUser, text: string): Promise<Outcome> {
  return outcomeOf((callbacks) => {
    user.sendCustomChallengeAnswer(text, callbacks);
  });
}

/** Sets the password that an administrator's user has to choose. */
export function choosePassword(user: CognitoUser, password: string): Promise<Outcome> {
  return outcomeOf((callbacks) => {
    user.completeNewPasswordChallenge(password, {}, callbacks);
  });
}

/** Answers with a code of the user's token. */
export function sendToken(user: CognitoUser, code: string): Promise<Outcome> {
  return outcomeOf((callbacks) => {
    user.sendMFACode(code, callbacks, "SOFTWARE_TOKEN_MFA");
  });
}

function outcomeOf(
  start: (callbacks: Parameters<CognitoUser["authenticateUser"]>[1]) => void,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    start({
      onSuccess: (session: CognitoUserSession) => {
        resolve({ kind: "signed-in", session });
      },
      onFailure: reject,
      newPasswordRequired: (attributes: unknown) => {
        resolve({ kind: "new-password-required", attributes });
      },
      customChallenge: (parameters: Readonly<Record<string, string>>) => {
        resolve({ kind: "custom-challenge", parameters });
      },
      totpRequired: () => {
        resolve({ kind: "token-wanted" });
      },
    });
  });
}
