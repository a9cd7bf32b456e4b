import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { Triggers } from "../triggers";
import type { PoolUser } from "../pools/pool-user";

/** Data that a client hands to triggers. */
export type Metadata = Readonly<Record<string, string>> | undefined;

/** A sign-in that begins. */
export interface Beginning {
  readonly pool: UserPoolType;
  readonly clientId: string;
  /** Who signs in; `undefined` for nobody. */
  readonly user: PoolUser | undefined;
  /** The name that the client sent. */
  readonly login: string;
  /** `ClientMetadata` of the call, which this trigger knows under another name. */
  readonly validationData: Metadata;
}

/** A user who has proven who they are. */
export interface Ending {
  readonly pool: UserPoolType;
  readonly clientId: string;
  readonly user: PoolUser;
  /** Whether the pool tracks devices, and has not seen this one before. */
  readonly newDeviceUsed: boolean;
  readonly clientMetadata: Metadata;
}

/** A user's attributes in an event of a sign-in: with the status, and none for nobody. */
export function attributesInEvent(user: PoolUser | undefined): Record<string, string> {
  return user === undefined ? {} : { ...user.attributes, "cognito:user_status": user.status };
}

/**
 * Asks the pool's pre authentication trigger; a function that throws refuses the sign-in.
 *
 * @throws {@link CognitoError} as {@link Triggers.fire} does.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
 */
export async function askPreAuthentication(triggers: Triggers, beginning: Beginning) {
  const { pool, clientId, user, login, validationData } = beginning;
  await triggers.fire({
    pool,
    trigger: "PreAuthentication",
    source: "PreAuthentication_Authentication",
    userName: user?.username ?? login,
    clientId,
    request: {
      userAttributes: attributesInEvent(user),
      validationData: validationData ?? null,
      userNotFound: user === undefined,
    },
    response: {},
  });
}

/**
 * Tells the pool's post authentication trigger; a function that throws keeps the user out.
 *
 * @throws {@link CognitoError} as {@link Triggers.fire} does.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
 */
export async function firePostAuthentication(triggers: Triggers, ending: Ending): Promise<void> {
  const { pool, clientId, user, newDeviceUsed, clientMetadata } = ending;
  await triggers.fire({
    pool,
    trigger: "PostAuthentication",
    source: "PostAuthentication_Authentication",
    userName: user.username,
    clientId,
    request: {
      userAttributes: attributesInEvent(user),
      newDeviceUsed,
      ...(clientMetadata && { clientMetadata }),
    },
    response: {},
  });
}
