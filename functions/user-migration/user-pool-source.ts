import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  NotAuthorizedException,
  PasswordResetRequiredException,
  UserNotConfirmedException,
  UserNotFoundException,
  type AdminGetUserCommandOutput,
  type CognitoIdentityProviderClientConfig,
} from "@aws-sdk/client-cognito-identity-provider";
import { deadline } from "../shared/aws/deadline";
import type { SourceUser, UserSource } from "./user-source";

/** Another user pool, and a client of it that has `ADMIN_USER_PASSWORD_AUTH` and no secret. */
export interface UserPoolSourceProps {
  readonly userPoolArn: string;
  readonly clientId: string;
  /** For lookups, which may be repeated. */
  readonly lookup: CognitoIdentityProviderClientConfig;
  /** For password checks: one attempt. */
  readonly passwordCheck: CognitoIdentityProviderClientConfig;
}

/**
 * Challenges that stand for a right password that is not enough: a second factor, a factor still to
 * be set up, or a temporary password to be changed
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html).
 */
const MORE_IS_ASKED: readonly string[] = [
  "SMS_MFA",
  "SOFTWARE_TOKEN_MFA",
  "EMAIL_OTP",
  "SELECT_MFA_TYPE",
  "MFA_SETUP",
  "NEW_PASSWORD_REQUIRED",
];

/** Users with a password that they may reset. Those of an identity provider have none. */
const WITH_PASSWORD: readonly string[] = ["CONFIRMED", "RESET_REQUIRED", "FORCE_CHANGE_PASSWORD"];

/**
 * Users of another pool of the account. Needs `cognito-idp:AdminInitiateAuth` and
 * `cognito-idp:AdminGetUser` on it.
 */
export class UserPoolSource implements UserSource {
  private readonly userPoolId: string;
  private readonly clientId: string;
  private readonly lookup: CognitoIdentityProviderClient;
  private readonly passwordCheck: CognitoIdentityProviderClient;

  constructor({ userPoolArn, clientId, lookup, passwordCheck }: UserPoolSourceProps) {
    const [, , , region = "", , resource = ""] = userPoolArn.split(":");
    this.userPoolId = resource.replace(/^userpool\//, "");
    this.clientId = clientId;
    this.lookup = new CognitoIdentityProviderClient({ ...lookup, region });
    this.passwordCheck = new CognitoIdentityProviderClient({ ...passwordCheck, region });
    for (const client of [this.lookup, this.passwordCheck]) client.middlewareStack.use(deadline());
  }

  async authenticate(
    username: string,
    password: string,
    signal: AbortSignal,
  ): Promise<SourceUser | undefined> {
    const check = new AdminInitiateAuthCommand({
      UserPoolId: this.userPoolId,
      ClientId: this.clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: password },
    });
    let signedIn: boolean;
    try {
      const answer = await this.passwordCheck.send(check, { abortSignal: signal });
      signedIn = answer.AuthenticationResult !== undefined;
      const { ChallengeName = "" } = answer;
      if (!signedIn && !MORE_IS_ASKED.includes(ChallengeName)) {
        throw new Error("The old pool asked for a challenge that says nothing of the password");
      }
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
    const user = await this.get(username, signal);
    return user && { attributes: attributesOf(user), signedIn };
  }

  async find(username: string, signal: AbortSignal): Promise<SourceUser | undefined> {
    const user = await this.get(username, signal);
    // Who was locked out of the old pool must not come into this one by way of a reset.
    if (user?.Enabled !== true || !WITH_PASSWORD.includes(user.UserStatus ?? "")) return undefined;
    return { attributes: attributesOf(user), signedIn: false };
  }

  private async get(
    username: string,
    signal: AbortSignal,
  ): Promise<AdminGetUserCommandOutput | undefined> {
    const get = new AdminGetUserCommand({ UserPoolId: this.userPoolId, Username: username });
    try {
      return await this.lookup.send(get, { abortSignal: signal });
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined;
      throw error;
    }
  }
}

/**
 * Answers about the user, not about the pool's health. Of those who must confirm themselves or reset
 * their password first, the old pool does not say whether the password is right.
 *
 * A client that has a secret refuses everybody by the exception of a wrong password; only its message,
 * "… is configured with secret but SECRET_HASH was not received", tells that the client is the fault.
 */
function isRefusal(error: unknown): boolean {
  return (
    (error instanceof NotAuthorizedException && !error.message.includes("SECRET_HASH")) ||
    error instanceof UserNotFoundException ||
    error instanceof UserNotConfirmedException ||
    error instanceof PasswordResetRequiredException
  );
}

function attributesOf({ UserAttributes = [] }: AdminGetUserCommandOutput): Record<string, string> {
  return Object.fromEntries(
    UserAttributes.flatMap(({ Name, Value }) =>
      Name === undefined || Value === undefined ? [] : [[Name, Value] as const],
    ),
  );
}
