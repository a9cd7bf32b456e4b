import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock";

const minute = 60_000;

/** What is given out once, under a name that nobody can guess, and only for a while. */
export class Tickets<Value> {
  private readonly kept = new Map<string, { readonly value: Value; readonly expiresAt: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly minutes: number,
  ) {}

  /** @returns the name. */
  issue(value: Value): string {
    const now = this.clock.now();
    for (const [id, { expiresAt }] of this.kept) if (expiresAt <= now) this.kept.delete(id);
    const id = randomBytes(24).toString("base64url");
    this.kept.set(id, { value, expiresAt: now + this.minutes * minute });
    return id;
  }

  find(id: string | undefined | null): Value | undefined {
    const found = this.kept.get(id ?? "");
    return found !== undefined && found.expiresAt > this.clock.now() ? found.value : undefined;
  }

  /** The same, and it is gone. */
  take(id: string | undefined | null): Value | undefined {
    const value = this.find(id);
    this.kept.delete(id ?? "");
    return value;
  }
}

/** Who a user is: the name may be another's later. */
export interface UserIdentity {
  readonly userPoolId: string;
  readonly username: string;
  readonly sub: string;
  /** When they signed in, in seconds since 1970. */
  readonly authTime: number;
}

/** What an authorization code stands for. */
export interface CodeGrant extends UserIdentity {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
}

/** Somebody who signs up, until the code comes back that was sent to them. */
export interface PendingSignUp {
  readonly browserId: string;
  readonly username: string;
  /** To sign them in with once they are confirmed. */
  readonly password: string;
}

/** Somebody who is at an identity provider's page. */
export interface AtProvider {
  readonly browserId: string;
  readonly domain: string;
  readonly providerName: string;
  /** The request that they came with. */
  readonly query: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** What the sign-in pages of all pools remember. */
export class ManagedLoginState {
  /** Good for one use, and for five minutes (https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html). */
  readonly codes: Tickets<CodeGrant>;
  /** Good for an hour (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html). */
  readonly sessions: Tickets<UserIdentity>;
  readonly signUps: Tickets<PendingSignUp>;
  readonly atProviders: Tickets<AtProvider>;

  constructor(clock: Clock) {
    this.codes = new Tickets(clock, 5);
    this.sessions = new Tickets(clock, 60);
    this.signUps = new Tickets(clock, 60);
    this.atProviders = new Tickets(clock, 5);
  }
}
