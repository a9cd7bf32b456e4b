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
  /** The account at a provider that the user came by, as the provider spells it. */
  readonly identity?: ProviderAccount;
}

/** A user of an identity provider. */
export interface ProviderAccount {
  /** The provider's name in the pool, in its own spelling; `Cognito` for a user with a password. */
  readonly provider: string;
  /** The user's id there. */
  readonly id: string;
}

/** Who has an account, and by which ways they sign in. Every `signal` ends the attempt. */
export interface Accounts {
  /** Users whose `email` is exactly this text, whether it is verified or not. */
  withEmail(pool: Pool, email: string, signal: AbortSignal): Promise<readonly Account[]>;

  /** The user whom the pool knows by this name, or who signs in with it, in any case. */
  named(pool: Pool, name: string, signal: AbortSignal): Promise<Account | undefined>;

  /** Names of the pool's identity providers. */
  providers(pool: Pool, signal: AbortSignal): Promise<readonly string[]>;

  /** Lets the user `to` sign in through the provider too. Doing it again changes nothing. */
  link(
    pool: Pool,
    to: ProviderAccount,
    account: ProviderAccount,
    signal: AbortSignal,
  ): Promise<void>;
}
