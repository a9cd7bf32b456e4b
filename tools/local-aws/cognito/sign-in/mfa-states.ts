import { Secret, TOTP } from "otpauth";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { PoolUser } from "../pools/pool-user";

/** A second factor, in the words of `UserMFASettingList`. */
export type Factor = "SOFTWARE_TOKEN_MFA" | "SMS_MFA" | "EMAIL_OTP";

/** What a user has set up. */
export interface MfaState {
  /** Of a software token that was verified, in Base32. */
  readonly secret?: string | undefined;
  /** One that the user has not shown to know yet. */
  readonly pendingSecret?: string | undefined;
  /** What the user calls their software token. */
  readonly deviceName?: string | undefined;
  /** The step of the last code that was accepted: a code is good once. */
  readonly lastStep?: number;
  readonly enabled: readonly Factor[];
  readonly preferred?: Factor | undefined;
}

const none: MfaState = { enabled: [] };
const stepSeconds = 30;

/** What a code turned out to be. */
export type Verdict = "right" | "wrong" | "used";

/** The second factors of all users, in memory only. moto gives everybody the same secret. */
export class MfaStates {
  private readonly states = new Map<string, MfaState>();

  of(pool: UserPoolType, { username }: Pick<PoolUser, "username">): MfaState {
    return this.states.get(keyOf(pool, username)) ?? none;
  }

  change(pool: UserPoolType, user: Pick<PoolUser, "username">, changes: Partial<MfaState>): void {
    const state = { ...this.of(pool, user), ...changes };
    this.states.set(keyOf(pool, user.username), state);
  }

  forget(userPoolId: string, username: string): void {
    this.states.delete(keyOf({ Id: userPoolId }, username));
  }

  /** Checks a code of the user's token, and spends it. */
  spend(pool: UserPoolType, user: Pick<PoolUser, "username">, code: string): Verdict {
    const { secret, lastStep = 0 } = this.of(pool, user);
    const step = secret === undefined ? undefined : stepOf(secret, code);
    if (step === undefined) return "wrong";
    if (step <= lastStep) return "used";
    this.change(pool, user, { lastStep: step });
    return "right";
  }
}

/** A new secret for an authenticator app: 32 bytes, in Base32. */
export function newSecret(): string {
  return new Secret({ size: 32 }).base32;
}

/**
 * The time step that `code` belongs to, which may be the one before or after the present one:
 * clocks differ. `undefined` for a code that is wrong.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc6238
 */
export function stepOf(secret: string, code: string): number | undefined {
  const now = Date.now();
  const token = new TOTP({ secret: Secret.fromBase32(secret), period: stepSeconds });
  const delta = token.validate({ token: code, window: 1, timestamp: now });
  return delta === null ? undefined : Math.floor(now / 1000 / stepSeconds) + delta;
}

function keyOf(pool: UserPoolType, username: string): string {
  return `${pool.Id ?? ""}/${username}`;
}
