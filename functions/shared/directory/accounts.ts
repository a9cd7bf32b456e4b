/** A pool, as a trigger's event names it. */
export interface Pool {
  readonly region: string;
  readonly userPoolId: string;
}

/** A user of the pool who has an address. */
export interface Account {
  readonly username: string;
  /** Cognito's `UserStatus`, such as `CONFIRMED` or `EXTERNAL_PROVIDER`. */
  readonly status: string;
  readonly enabled: boolean;
  readonly email: string;
  readonly emailVerified: boolean;
}

/** A user of an identity provider. */
export interface ProviderAccount {
  /** The provider's name in the pool, in its own spelling. */
  readonly provider: string;
  /** The user's id there. */
  readonly id: string;
}

/** Who has an account, and by which ways they sign in. Every `signal` ends the attempt. */
export interface Accounts {
  /** Users whose `email` is exactly this text, whether it is verified or not. */
  withEmail(pool: Pool, email: string, signal: AbortSignal): Promise<readonly Account[]>;

  /** Names of the pool's identity providers. */
  providers(pool: Pool, signal: AbortSignal): Promise<readonly string[]>;

  /** Lets `username` sign in through the provider too. Doing it again changes nothing. */
  link(pool: Pool, username: string, account: ProviderAccount, signal: AbortSignal): Promise<void>;
}
