/**
 * What exists already and becomes this environment's, with its users. Terraform imports it with the next
 * apply and looks after it from then on. `npm run adopt -- <pool id>` writes this; docs/guides/adopt.md
 * shows how.
 *
 * @see https://developer.hashicorp.com/terraform/language/import
 */
export interface AdoptionInput {
  /** `eu-west-1_AbCdEfGhI`. One environment adopts a pool. */
  readonly userPoolId: string;
  /** Ids of its app clients, by the names that they have in `clients`. Default: none. */
  readonly clientIds?: Readonly<Record<string, string>>;
  /** Those of `groups` that it has already. Default: none. */
  readonly groups?: readonly string[];
  /** Those of `identityProviders` that it has already: `Google`, or a name of your own. Default: none. */
  readonly identityProviders?: readonly string[];
  /** Those of `resourceServers` that it has already, by the names here. Default: none. */
  readonly resourceServers?: readonly string[];
  /** Whether it has the environment's domain already. Default: false. */
  readonly domain?: boolean;
  /** The identity pool that takes its tokens: `eu-west-1:…`. Default: the environment makes one. */
  readonly identityPoolId?: string;
  /** Whether that one hands out roles already. Default: false. */
  readonly identityPoolRoles?: boolean;
}

/**
 * A pool that exists already and stays somebody else's: the environment has clients, roles, a table and
 * functions for its users, and changes no setting of the pool.
 */
export interface ExistingUserPoolInput {
  /** `eu-west-1_AbCdEfGhI`, in the environment's account and Region. */
  readonly userPoolId: string;
  /**
   * Whether the pool's owner makes it call the environment's `triggers`. A pool's triggers are a setting of
   * the pool, so the environment makes the functions, lets the pool call them, and tells their ARNs in the
   * output `lambda_config`. Default: false, and no triggers.
   */
  readonly ownerSetsTriggers?: boolean;
}
