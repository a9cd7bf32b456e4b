import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { Clock } from "../../clock";
import { CognitoError } from "../cognito-error";

/** A pool cannot ask for more. */
const longestHistory = 24;

/** What is kept of a password. It cannot be turned back into one. */
export interface StoredPassword {
  /** 16 bytes, chosen anew each time a password is set. */
  readonly salt: Buffer;
  /** The private key that SRP makes of salt, name and password: `x` of RFC 5054. */
  readonly key: Buffer;
}

/**
 * The passwords of all users, in memory only. moto keeps them too, but takes them in plain text
 * alone; a client that signs in by SRP never sends its password.
 */
export class Passwords {
  private readonly stored = new Map<
    string,
    readonly (StoredPassword & { readonly setAt: number })[]
  >();

  constructor(private readonly clock: Clock) {}

  /**
   * Notes a user's password. To be called once moto has accepted it.
   *
   * @param username the name that Cognito itself uses, {@link PoolUser.username}.
   */
  set(pool: UserPoolType, username: string, password: string): void {
    const salt = randomBytes(16);
    // SRP hashes the salt as a number that is never negative: of whole bytes, the first below 128.
    salt.writeUInt8((salt.readUInt8(0) & 0x7f) | 0x01, 0);
    const key = privateKey(salt, nameInProofs(pool) + username, password);
    const before = this.stored.get(keyOf(pool, username)) ?? [];
    this.stored.set(
      keyOf(pool, username),
      [{ salt, key, setAt: this.clock.now() }, ...before].slice(0, longestHistory),
    );
  }

  /** Whether this is the user's password. */
  check(pool: UserPoolType, username: string, password: string): boolean {
    const stored = this.of(pool, username);
    return stored !== undefined && isPassword(pool, username, password, stored);
  }

  /**
   * Checks that a new password is none of the last ones, if the pool's policy asks for that.
   *
   * @throws {@link CognitoError} `PasswordHistoryPolicyViolationException`
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html#user-pool-settings-password-history
   */
  checkHistory(pool: UserPoolType, username: string, password: string): void {
    const size = pool.Policies?.PasswordPolicy?.PasswordHistorySize ?? 0;
    const last = (this.stored.get(keyOf(pool, username)) ?? []).slice(0, size);
    if (!last.some((stored) => isPassword(pool, username, password, stored))) return;
    throw new CognitoError(
      "PasswordHistoryPolicyViolationException",
      "Password has previously been used.",
    );
  }

  /** How long a user's password has been theirs, in milliseconds. */
  ageOf(pool: UserPoolType, username: string): number {
    const [last] = this.stored.get(keyOf(pool, username)) ?? [];
    return last === undefined ? 0 : this.clock.now() - last.setAt;
  }

  /** To be called when the user is deleted: the name may be another's later. */
  forget(pool: UserPoolType, username: string): void {
    this.stored.delete(keyOf(pool, username));
  }

  /** What SRP needs to check a proof; `undefined` for a user who has no password. */
  of(pool: UserPoolType, username: string): StoredPassword | undefined {
    return this.stored.get(keyOf(pool, username))?.[0];
  }
}

function isPassword(
  pool: UserPoolType,
  username: string,
  password: string,
  { salt, key }: StoredPassword,
): boolean {
  return timingSafeEqual(key, privateKey(salt, nameInProofs(pool) + username, password));
}

/** How a pool is named in what is hashed: its id without the Region. */
export function nameInProofs(pool: UserPoolType): string {
  return pool.Id?.split("_")[1] ?? "";
}

function privateKey(salt: Buffer, identity: string, password: string): Buffer {
  const inner = createHash("sha256").update(`${identity}:${password}`).digest();
  return createHash("sha256").update(salt).update(inner).digest();
}

function keyOf(pool: UserPoolType, username: string): string {
  return `${pool.Id ?? ""}/${username}`;
}
