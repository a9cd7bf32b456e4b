import type { Call, Cognito } from "../operation";
import type { SignInSource } from "../tokens/tokens";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";
import { firePostAuthentication, type Metadata } from "./authentication-events";
import type { Challenge } from "./challenge-sessions";

/** A sign-in under way, in one call of the client. */
export interface Attempt {
  readonly cognito: Cognito;
  readonly call: Pick<Call<unknown>, "moto" | "pools">;
  readonly at: ClientOfPool;
  readonly user: PoolUser;
  /**
   * `ClientMetadata` of a call that answers a challenge. That of the first call does not get here:
   * it is for the triggers before the sign-in alone.
   */
  readonly clientMetadata?: Metadata;
  /** `DEVICE_KEY` of the call: what the client says that it is. */
  readonly deviceKey?: string | undefined;
  /** What a user who has met every challenge is given; default: tokens. */
  readonly give?: ((user: PoolUser) => Promise<object>) | undefined;
}

/** Puts a challenge to the client. */
export function challenged(
  { cognito, at, user }: Attempt,
  challenge: Challenge,
  parameters: Readonly<Record<string, string>>,
): object {
  const { AuthSessionValidity, ClientId = "" } = at.client;
  const { username } = user;
  const owner = { clientId: ClientId, username, login: username, userNotFound: false };
  return {
    ChallengeName: challenge.name,
    Session: cognito.memory.challenges.start(owner, challenge, AuthSessionValidity),
    ChallengeParameters: parameters,
  };
}

/**
 * Ends a sign-in whose user has met every challenge: tells the pool's trigger, then gives tokens, or
 * what stands in their place.
 *
 * @throws {@link CognitoError} as a trigger has it: the user gets no tokens then.
 */
export async function signedIn(attempt: Attempt, source: SignInSource): Promise<object> {
  const { cognito, call, at, user, clientMetadata } = attempt;
  // The pages of a pool remember browsers in their own way.
  const tracks = at.pool.DeviceConfiguration !== undefined && attempt.give === undefined;
  const isNew = tracks && attempt.deviceKey === undefined;
  await firePostAuthentication(cognito.triggers, {
    pool: at.pool,
    clientId: at.client.ClientId ?? "",
    user,
    newDeviceUsed: isNew,
    clientMetadata,
  });
  cognito.memory.authEvents.note(at.pool, user, { type: "SignIn", response: "Pass" });
  if (attempt.give !== undefined) return attempt.give(user);
  const device = isNew ? cognito.memory.devices.begin(at.pool, user) : undefined;
  const deviceKey = device?.key ?? attempt.deviceKey;
  const issued = await cognito.tokens.issue(call, { at, user, source, clientMetadata, deviceKey });
  return {
    ChallengeParameters: {},
    AuthenticationResult: {
      ...issued,
      ...(device && {
        NewDeviceMetadata: { DeviceKey: device.key, DeviceGroupKey: device.groupKey },
      }),
    },
  };
}
