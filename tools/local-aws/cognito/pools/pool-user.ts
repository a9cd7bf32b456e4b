import type { UserPoolClientType, UserPoolType } from "@aws-sdk/client-cognito-identity-provider";

/** A user as triggers and checks see them. */
export interface PoolUser {
  /** The name that Cognito itself uses: where an e-mail stands for the username, the user's `sub`. */
  readonly username: string;
  readonly status: string;
  readonly enabled: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An app client, with every secret that it may prove itself by. */
export interface AppClient extends UserPoolClientType {
  readonly secrets: readonly string[];
}

/** An app client and the pool it belongs to. */
export interface ClientOfPool {
  readonly pool: UserPoolType;
  readonly client: AppClient;
}

/** Who a valid access token belongs to. */
export interface SignedInUser extends ClientOfPool {
  readonly user: PoolUser;
}
