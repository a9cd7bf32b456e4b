import { randomBytes, randomUUID } from "node:crypto";

/** A sign-in, to which all its tokens go back, also those refreshed later. */
export interface Session {
  /** Cognito's event of this sign-in, in each token of it. */
  readonly eventId: string;
  readonly originJti: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly username: string;
  /** Whose name it was then: a deleted user's name may be another's later. */
  readonly sub: string;
  /** Seconds since 1970, as all times here. */
  readonly authTime: number;
  /** When the refresh token expires. */
  readonly expiresAt: number;
  readonly scopes: readonly string[];
  /** Whether it came about through a hosted page. */
  readonly hosted: boolean;
  /** What the user signed in with, where the pool tracks devices. */
  readonly deviceKey: string | undefined;
  /** Whether an ID token is among its tokens. */
  readonly withIdToken: boolean;
}

/** What a new sign-in is made of. */
export type NewSession = Omit<Session, "eventId" | "originJti">;

/** All sign-ins since the local AWS started. A refresh token stands for one and says nothing. */
export class Sessions {
  private readonly byEvent = new Map<string, Session>();
  private readonly byRefreshToken = new Map<string, Session>();
  /** Until when refresh tokens are good that another has taken the place of. */
  private readonly replaced = new Map<string, number>();
  private readonly revoked = new Set<Session>();

  /** @returns the refresh token. */
  add(session: Session): string {
    this.byEvent.set(session.eventId, session);
    return this.newRefreshToken(session);
  }

  /**
   * Puts a new refresh token in the place of another, which is good for as long as the other was.
   *
   * @param goodUntil when the old one ends, in seconds since 1970; it may be used until then.
   */
  replace(token: string, session: Session, goodUntil: number): string {
    if (!this.replaced.has(token)) this.replaced.set(token, goodUntil);
    return this.newRefreshToken(session);
  }

  /** When a refresh token ended, or ends, that another has taken the place of. */
  replacedAt(token: string): number | undefined {
    return this.replaced.get(token);
  }

  ofEvent(eventId: unknown): Session | undefined {
    return this.byEvent.get(String(eventId));
  }

  ofRefreshToken(token: string): Session | undefined {
    return this.byRefreshToken.get(token);
  }

  private newRefreshToken(session: Session): string {
    const token = randomBytes(192).toString("base64url");
    this.byRefreshToken.set(token, session);
    return token;
  }

  revoke(session: Session): void {
    this.revoked.add(session);
  }

  isRevoked(session: Session): boolean {
    return this.revoked.has(session);
  }

  revokeAll(userPoolId: string, username: string): void {
    for (const session of this.byEvent.values()) {
      if (session.userPoolId === userPoolId && session.username === username) this.revoke(session);
    }
  }
}

/** Names a sign-in; it counts once its tokens are made. */
export function newSession(session: NewSession): Session {
  return { ...session, eventId: randomUUID(), originJti: randomUUID() };
}
