import type { ExternalAccount } from "./external-users";
import type { PoolUser } from "../pools/pool-user";

/** An entry of the attribute `identities`: an account elsewhere that signs the user in. */
export interface Identity {
  readonly userId: string;
  readonly providerName: string;
  /** The kind of provider: for the well-known ones their name. */
  readonly providerType: string;
  readonly issuer: string | null;
  /** Whether the user came to be by this account. */
  readonly primary: boolean;
  /** Milliseconds since 1970. */
  readonly dateCreated: number;
}

const wellKnown = ["Facebook", "Google", "LoginWithAmazon", "SignInWithApple"];

/** The account as Cognito notes it at its user. */
export function identityOf(
  { providerName, userId }: ExternalAccount,
  { isPrimary }: { readonly isPrimary: boolean },
): Identity {
  return {
    userId,
    providerName,
    providerType: wellKnown.includes(providerName) ? providerName : "OIDC",
    issuer: null,
    primary: isPrimary,
    dateCreated: Date.now(),
  };
}

/** The accounts elsewhere that sign the user in. */
export function identitiesOf({ attributes }: PoolUser): readonly Identity[] {
  return JSON.parse(attributes["identities"] ?? "[]") as Identity[];
}
