import type { WebAuthnCredential } from "@simplewebauthn/server";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { PoolUser } from "../pools/pool-user";

/** A passkey as the API names it. */
export interface Passkey {
  readonly credential: WebAuthnCredential;
  readonly relyingPartyId: string;
  readonly name: string;
  readonly attachment: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

type Owner = Pick<PoolUser, "username">;

/** The passkeys of all users, in memory: what proves them, never what makes the proof. */
export class Passkeys {
  private readonly byUser = new Map<string, readonly Passkey[]>();
  /** What a user's next registration has to answer to. */
  readonly registrations = new Map<string, string>();

  of(pool: UserPoolType, user: Owner): readonly Passkey[] {
    return this.byUser.get(ownerKey(pool, user)) ?? [];
  }

  set(pool: UserPoolType, user: Owner, passkeys: readonly Passkey[]): void {
    this.byUser.set(ownerKey(pool, user), passkeys);
  }

  /** To be called when the user is deleted: the name may be another's later. */
  forgetUser(userPoolId: string, username: string): void {
    this.byUser.delete(ownerKey({ Id: userPoolId }, { username }));
    this.registrations.delete(ownerKey({ Id: userPoolId }, { username }));
  }
}

/** A user's name among all pools. */
export function ownerKey({ Id = "" }: UserPoolType, { username }: Owner): string {
  return `${Id}/${username}`;
}
